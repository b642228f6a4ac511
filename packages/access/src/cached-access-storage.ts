import type { AccessStorage, TenantAccess } from './access-storage.ts'
import type { AccessToken, Credential } from './credential.ts'
import type { Now } from './ports.ts'
import { createRecent } from './recent.ts'
import type { Tenant } from './tenant.ts'

/** A revocation has to work everywhere within five seconds, also where another process made it. In milliseconds. */
export const cacheLifetime = 5_000

/**
 * Keeps what authentication reads for at most five seconds. A change made through this very storage works at once: it forgets
 * everything, because changes are rare and a reader in flight must not bring the old state back.
 */
export function cachedAccessStorage(storage: AccessStorage, now: Now, lifetime = cacheLifetime, capacity = 10_000): AccessStorage {
  const tenants = createRecent<Tenant>(now, lifetime, capacity)
  const credentials = createRecent<Credential>(now, lifetime, capacity)
  const accessTokens = createRecent<AccessToken>(now, lifetime, capacity)
  const changed = async <Outcome>(change: Promise<Outcome>): Promise<Outcome> => {
    try {
      return await change
    } finally {
      tenants.clear()
      credentials.clear()
    }
  }
  const cached = (records: TenantAccess, tenantId: string): TenantAccess => ({
    ...records,
    credential: (id, freshness) => credentials.read(`${tenantId}\0${id}`, () => records.credential(id), freshness),
    createCredential: (credential) => changed(records.createCredential(credential)),
    replaceCredential: (credential) => changed(records.replaceCredential(credential)),
    accessToken: (id) => accessTokens.read(`${tenantId}\0${id}`, () => records.accessToken(id)),
  })
  return {
    ...storage,
    tenant: (id) => tenants.read(id, () => storage.tenant(id)),
    createTenant: (tenant) => changed(storage.createTenant(tenant)),
    replaceTenant: (tenant, before) => changed(storage.replaceTenant(tenant, before)),
    forTenant: (tenantId) => cached(storage.forTenant(tenantId), tenantId),
  }
}
