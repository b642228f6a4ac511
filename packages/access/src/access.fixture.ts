import { createHash } from 'node:crypto'
import type { AccessStorage } from './access-storage.ts'
import { createCredential, type Issued, type NewCredential } from './change-credential.ts'
import { createMemoryAccessStorage } from './memory-access-storage.ts'
import type { Ports } from './ports.ts'
import { defaultTenantSettings, type Tenant } from './tenant.ts'

export interface Example {
  readonly storage: AccessStorage
  readonly ports: Ports
  /** Moves the clock, which otherwise stands still. In milliseconds. */
  advance(milliseconds: number): void
  issue(wanted?: Partial<NewCredential>): Promise<Issued & { secret: string }>
}

export const start = Date.UTC(2026, 0, 1)

export const tenant = (id: string, more: Partial<Tenant> = {}): Tenant => ({
  id,
  name: id,
  created: start,
  suspended: undefined,
  settings: defaultTenantSettings,
  ...more,
})

/** Two tenants in memory, a clock that stands still, and bytes that never repeat. */
export async function example(): Promise<Example> {
  let time = start
  let drawn = 0
  const storage = createMemoryAccessStorage()
  const ports: Ports = {
    now: () => time,
    random: (bytes) => Uint8Array.from(createHash('shake256', { outputLength: bytes }).update(String(drawn++)).digest()),
    digest: (text) => createHash('sha256').update(text).digest(),
  }
  await storage.createTenant(tenant('acme'))
  await storage.createTenant(tenant('globex'))
  return {
    storage,
    ports,
    advance(milliseconds) {
      time += milliseconds
    },
    async issue(wanted = {}) {
      const issued = await createCredential(storage, ports, {
        tenantId: 'acme',
        kind: 'token',
        name: 'Okta',
        scopes: ['users:write', 'groups:write'],
        profile: 'compat',
        ...wanted,
      })
      if ('refused' in issued) throw new Error(issued.refused)
      return { ...issued, secret: issued.secret ?? '' }
    },
  }
}
