import type { ResourceOf, userResourceType } from '@rollcall/scim-core/schema'
import type { JournalCursor, Storage } from '@rollcall/scim-core/storage'

export type ScimUser = ResourceOf<typeof userResourceType>

/** The users of the application, as far as they follow those of SCIM. */
export interface UserTable {
  put(user: ScimUser): Promise<void>
  remove(id: string): Promise<void>
}

/**
 * Brings the table up to what has happened in SCIM since `cursor`, which is undefined the first time. Keep the cursor that it gives beside
 * the table: where it is lost, or the process ends in between, the same changes are brought again, and do no harm.
 */
export async function followChanges(storage: Storage, tenantId: string, table: UserTable, cursor: JournalCursor | undefined) {
  const store = storage.forTenant(tenantId)
  for (let reached = cursor; ; ) {
    const page = await store.journal(reached, 100)
    if (page.entries.length === 0) return page.cursor
    for (const { type, id } of page.entries) {
      if (type !== 'User') continue
      const stored = await store.get(type, id)
      if (stored === undefined) await table.remove(id)
      else await table.put({ ...JSON.parse(stored.document), id })
    }
    reached = page.cursor
  }
}
