import type { AccessStorage, RequestLogPosition, RequestLogQuery, TenantAccess } from './access-storage.ts'
import type { Seal } from './audit/seal.ts'
import type { AccessToken, Credential } from './credential.ts'
import type { LoggedRequest } from './request-log/logged-request.ts'
import type { Tenant } from './tenant.ts'

/** The contract in its shortest honest form: everything in this process, gone with it. For tests and trials. */
export function createMemoryAccessStorage(): AccessStorage {
  const tenants = new Map<string, Tenant>()
  const records = new Map<string, TenantAccess>()
  return {
    tenant: async (id) => tenants.get(id),
    tenants: async (after, limit) => pageOf(tenants.values(), after, limit),
    async createTenant(tenant) {
      if (tenants.has(tenant.id)) return 'exists'
      tenants.set(tenant.id, tenant)
      return 'written'
    },
    async replaceTenant(tenant, before) {
      const stored = tenants.get(tenant.id)
      if (stored === undefined) return 'notFound'
      if (JSON.stringify(stored) !== JSON.stringify(before)) return 'stale'
      tenants.set(tenant.id, tenant)
      return 'written'
    },
    forTenant(tenantId) {
      const found = records.get(tenantId) ?? createMemoryTenantAccess(() => tenants.has(tenantId))
      records.set(tenantId, found)
      return found
    },
  }
}

function createMemoryTenantAccess(tenantExists: () => boolean): TenantAccess {
  const credentials = new Map<string, Credential>()
  const accessTokens = new Map<string, AccessToken>()
  const used = new Map<string, number>()
  const sealed: Seal[] = []
  let log: LoggedRequest[] = []
  return {
    credential: async (id) => credentials.get(id),
    credentials: async (after, limit) => pageOf(credentials.values(), after, limit),
    async createCredential(credential) {
      if (!tenantExists()) return 'noTenant'
      if (credentials.has(credential.id)) return 'exists'
      credentials.set(credential.id, credential)
      return 'written'
    },
    async replaceCredential(credential) {
      const stored = credentials.get(credential.id)
      if (stored === undefined) return 'notFound'
      if (stored.version !== credential.version - 1) return 'stale'
      credentials.set(credential.id, { ...credential, lastUsed: stored.lastUsed })
      return 'written'
    },
    async recordUse(credentialId, time) {
      const stored = credentials.get(credentialId)
      if (stored !== undefined) credentials.set(credentialId, { ...stored, lastUsed: time })
    },
    accessToken: async (id) => accessTokens.get(id),
    async createAccessToken(token, now) {
      for (const [id, { expires }] of accessTokens) if (expires <= now) accessTokens.delete(id)
      accessTokens.set(token.id, token)
    },
    async useOnce(key, expires, now) {
      for (const [each, end] of used) if (end <= now) used.delete(each)
      const isFirst = !used.has(key)
      if (isFirst) used.set(key, expires)
      return isFirst
    },
    async logRequests(requests) {
      log.push(...requests)
    },
    async requestLog(query) {
      const found = log.filter((request) => isAskedFor(request, query)).sort((left, right) => (isAfter(right, left) ? -1 : 1))
      const requests = found.slice(0, query.limit)
      const last = requests.at(-1)
      return {
        requests,
        next: last !== undefined && found.length > query.limit ? { time: last.time, id: last.id } : undefined,
      }
    },
    loggedRequest: async (id) => log.find((request) => request.id === id),
    async pruneRequestLog(before) {
      const kept = log.filter(({ time }) => time >= before)
      const removed = log.length - kept.length
      log = kept
      return removed
    },
    lastSeal: async () => sealed.at(-1),
    seals: async (after, limit) => sealed.filter(({ sequence }) => sequence > after).slice(0, limit),
    async appendSeals(previous, seals) {
      if (sealed.at(-1)?.sequence !== previous?.sequence) return 'stale'
      sealed.push(...seals)
      return 'written'
    },
  }
}

function pageOf<Row extends { readonly id: string }>(rows: Iterable<Row>, after: string | undefined, limit: number): readonly Row[] {
  const inOrder = [...rows].sort((left, right) => (left.id < right.id ? -1 : 1))
  return inOrder.filter(({ id }) => after === undefined || id > after).slice(0, limit)
}

function isAskedFor(request: LoggedRequest, { from, to, failed, actor, resourceId, requestId, after }: RequestLogQuery): boolean {
  return (
    (from === undefined || request.time >= from) &&
    (to === undefined || request.time < to) &&
    (failed === undefined || request.status >= 400 === failed) &&
    (actor === undefined || request.actor === actor) &&
    (requestId === undefined || request.requestId === requestId) &&
    (resourceId === undefined || request.resourceId === resourceId) &&
    (after === undefined || isAfter(request, after))
  )
}

/** Whether an entry comes after a position, newest first. */
function isAfter(request: RequestLogPosition, position: RequestLogPosition): boolean {
  return request.time === position.time ? request.id < position.id : request.time < position.time
}
