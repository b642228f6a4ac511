import { createDrizzleAccessStorage } from '../access/access-store.ts'
import { createDrizzleDerivations } from '../derivations.ts'
import type { Dialect } from '../dialect.ts'
import { createDrizzleStorage } from '../drizzle-store.ts'
import type { Executor } from '../executor.ts'
import type { OpenedStorage } from './opened-storage.ts'

/** Everything that is kept in one database, over what its driver can do. The database has been migrated. */
export function storageOver(executor: Executor, dialect: Dialect): OpenedStorage {
  return {
    storage: createDrizzleStorage(executor, dialect),
    accessStorage: createDrizzleAccessStorage(executor, dialect),
    derivations: createDrizzleDerivations(executor, dialect),
    async ready() {
      await executor.read({ sql: 'select count(*) from rollcall_migrations', params: [] })
    },
  }
}
