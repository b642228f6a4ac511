import type { AccessStorage } from '@rollcall/access'

const day = 86_400_000

/** Removes entries of the request log that are older than they are kept, tenant after tenant. @returns how many were removed. */
export async function cleanUp(storage: AccessStorage, days: number, now: number): Promise<number> {
  let removed = 0
  for (let after: string | undefined; ; ) {
    const tenants = await storage.tenants(after, 100)
    for (const { id } of tenants) removed += await storage.forTenant(id).pruneRequestLog(now - days * day)
    after = tenants.at(-1)?.id
    if (tenants.length < 100) return removed
  }
}
