import { type Access, scopeFor } from '@rollcall/scim-core'

/**
 * What a credential may do: `<resource type>:read` or `:write`, by the name of the endpoint in lower case, or `admin` for all of them and the
 * admin API of its tenant.
 */
export type Scope = string

/** The resource types' endpoints as scopes name them: `/Users` is `users`. */
export function scopesOf(endpoints: readonly string[]): readonly Scope[] {
  return [...endpoints.flatMap((endpoint) => [scopeFor('read', endpoint), scopeFor('write', endpoint)]), adminScope]
}

/** Everything in SCIM, and the admin API of its own tenant. */
export const adminScope = 'admin'

/**
 * Whether the scopes let an operation through. Who may write may read: every write is answered with the resource (RFC 7644 §3.3).
 * @param endpoint with its slash, e.g. `/Users`.
 */
export function permits(scopes: readonly Scope[], access: Access, endpoint: string): boolean {
  if (scopes.includes(adminScope) || scopes.includes(scopeFor('write', endpoint))) return true
  return access === 'read' && scopes.includes(scopeFor('read', endpoint))
}

/** The scopes that a client gets which asks for some (RFC 6749 §3.3); undefined when it may have none of those it asked for. */
export function grantedScopes(
  allowed: readonly Scope[],
  requested: string | undefined,
  known: readonly Scope[],
): readonly Scope[] | undefined {
  // Deviation (Entra): `scope=scim` and `…/.default` are names from elsewhere. §3.3 lets a server ignore what it does not know.
  const asked = (requested ?? '').split(' ').filter((scope) => known.includes(scope))
  if (asked.length === 0) return allowed
  const granted = asked.filter((scope) => covers(allowed, scope))
  return granted.length === 0 ? undefined : [...new Set(granted)]
}

function covers(allowed: readonly Scope[], scope: Scope): boolean {
  if (allowed.includes(adminScope) || allowed.includes(scope)) return true
  return scope.endsWith(':read') && allowed.includes(`${scope.slice(0, -':read'.length)}:write`)
}
