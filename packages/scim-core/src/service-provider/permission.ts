import { ScimError } from '../scim-error.ts'
import type { Access, Caller } from './service-provider.ts'

/** The name of the right to read or write at an endpoint, as OAuth scopes spell it: `users:read` for `/Users`. */
export function scopeFor(access: Access, endpoint: string): string {
  return `${endpoint.slice(1).toLowerCase()}:${access}`
}

/** @throws ScimError 403 with the challenge of RFC 6750 §3.1, when the caller may not do it. */
export function demand({ permits }: Caller, access: Access, endpoint: string): void {
  if (permits === undefined || permits(access, endpoint)) return
  const scope = scopeFor(access, endpoint)
  throw new ScimError(403, undefined, `These credentials may not ${access} ${endpoint}: they need the scope ${scope}.`, {
    'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
  })
}
