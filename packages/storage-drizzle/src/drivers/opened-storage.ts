import type { AccessStorage } from '@rollcall/access'
import type { Derivations, Storage } from '@rollcall/scim-core/storage'
import { createDrizzleAccessStorage } from '../access/access-store.ts'
import { createDrizzleDerivations } from '../derivations.ts'
import type { Dialect } from '../dialect.ts'
import { createDrizzleStorage } from '../drizzle-store.ts'
import type { Executor } from '../executor.ts'

/** What a driver opens. */
export interface OpenedStorage {
  readonly storage: Storage
  /** Tenants, credentials and logs, in the same database. */
  readonly accessStorage: AccessStorage
  /** Upkeep of what resources are found by. */
  readonly derivations: Derivations
  /** Resolves when the database answers; rejects with StorageUnavailable. */
  ready(): Promise<void>
}

export function openedStorage(executor: Executor, dialect: Dialect): OpenedStorage {
  return {
    storage: createDrizzleStorage(executor, dialect),
    accessStorage: createDrizzleAccessStorage(executor, dialect),
    derivations: createDrizzleDerivations(executor, dialect),
    async ready() {
      await executor.read({ sql: 'select count(*) from rollcall_migrations', params: [] })
    },
  }
}
