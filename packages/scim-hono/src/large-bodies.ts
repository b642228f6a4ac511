import { ScimError } from '@rollcall/scim-core'

/**
 * Admits large bodies of each tenant a few at a time; the others wait in its own line. Sixty of 13 MB at once took 2 GB and everybody's
 * requests half a minute. Not for Workers: there no request may wait for another.
 * @param atOnce of one tenant. @param longestLine of one tenant: more would be cut by the time limit of their connections.
 * @returns what `createScimRouter` takes as `admitLargeBody`. @throws ScimError 429, when called, with Retry-After.
 */
export function largeBodies(atOnce = 2, longestLine = 10): (tenantId: string) => Promise<() => void> {
  const tenants = new Map<string, { underWay: number; readonly waiting: (() => void)[] }>()

  return async (tenantId) => {
    const tenant = tenants.get(tenantId) ?? { underWay: 0, waiting: [] }
    tenants.set(tenantId, tenant)
    if (tenant.underWay < atOnce) tenant.underWay += 1
    else {
      if (tenant.waiting.length >= longestLine) throw tooMany(longestLine + atOnce)
      await new Promise<void>((admit) => tenant.waiting.push(admit))
    }
    return () => {
      const next = tenant.waiting.shift()
      if (next !== undefined) return next()
      tenant.underWay -= 1
      if (tenant.underWay === 0) tenants.delete(tenantId)
    }
  }
}

function tooMany(count: number): ScimError {
  const detail = `This tenant has ${count} requests with large bodies under way; wait until some are answered, and try again.`
  return new ScimError(429, undefined, detail, { 'Retry-After': '5' })
}
