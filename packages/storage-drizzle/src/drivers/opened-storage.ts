import type { AccessStorage } from '@rollcall/access'
import type { Derivations, Storage } from '@rollcall/scim-core/storage'

/** What a driver opens. Its file imports nothing of Drizzle, whose declarations do not stand up to `skipLibCheck: false`. */
export interface OpenedStorage {
  readonly storage: Storage
  /** Tenants, credentials and logs, in the same database. */
  readonly accessStorage: AccessStorage
  /** Upkeep of what resources are found by. */
  readonly derivations: Derivations
  /** Resolves when the database answers; rejects with StorageUnavailable. */
  ready(): Promise<void>
}
