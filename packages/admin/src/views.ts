import type { Credential, LoggedRequest, Tenant } from '@rollcall/access'
import type { JournalEntry } from '@rollcall/scim-core'

// What is shown of what is kept. No digest ever leaves.

const iso = (time: number) => new Date(time).toISOString()
const isoOrNull = (time: number | undefined) => (time === undefined ? null : iso(time))

export function tenantView({ id, name, created, suspended, settings }: Tenant) {
  return {
    id,
    name,
    created: iso(created),
    suspended: isoOrNull(suspended),
    settings: { ...settings, deprovisionLimit: settings.deprovisionLimit ?? null },
  }
}

export function credentialView(credential: Credential) {
  const { id, tenantId, kind, name, scopes, profile, settings, secrets, assertion, created, expires, revoked, lastUsed } = credential
  return {
    id,
    tenant: tenantId,
    kind,
    name,
    scopes,
    profile,
    settings,
    secrets: secrets.map((secret) => ({ id: secret.id, created: iso(secret.created), expires: iso(secret.expires) })),
    assertion: assertion ?? null,
    created: iso(created),
    expires: iso(expires),
    revoked: isoOrNull(revoked),
    lastUsed: isoOrNull(lastUsed),
  }
}

export function requestView({ time, ...request }: LoggedRequest) {
  return { time: iso(time), ...request }
}

export function entryView({ time, ...entry }: JournalEntry) {
  return { ...entry, time: iso(time) }
}
