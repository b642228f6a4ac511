import { type AccessStorage, sealJournal } from '@rollcall/access'
import type { Storage } from '@rollcall/scim-core'
import { sha256 } from './digest.ts'

const day = 86_400_000

export interface CleanUpOptions {
  readonly storage: Storage
  readonly accessStorage: AccessStorage
  /** How long the request log is kept. */
  readonly days: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What the scheduled trigger does for one tenant after the other: seals the journal, and removes old entries of the request log. */
export async function cleanUp({ storage, accessStorage, days, now }: CleanUpOptions): Promise<void> {
  for (let after: string | undefined; ; ) {
    const tenants = await accessStorage.tenants(after, 100)
    for (const { id } of tenants) {
      const access = accessStorage.forTenant(id)
      await sealJournal({ tenantId: id, journal: storage.forTenant(id), seals: access, digest: sha256 })
      await access.pruneRequestLog(now - days * day)
    }
    after = tenants.at(-1)?.id
    if (tenants.length < 100) return
  }
}
