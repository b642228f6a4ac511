import type { AccessMatrixTarget } from '@rollcall/scim-conformance/access-matrix'

export const adminToken = 'admin-token-for-tests-of-forty-characters'

/** A request to the admin API; gives the parsed answer. */
export type AskAdmin = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>

/**
 * Makes the two tenants and the credentials that the access matrix asks for, through the admin API.
 * @param expire ends a credential in the past, which the API cannot.
 */
export async function matrixTokens(
  admin: AskAdmin,
  expire: (credentialId: string) => Promise<unknown>,
): Promise<AccessMatrixTarget['tokens']> {
  const rate = { perSecond: 100_000, burst: 1_000_000 }
  for (const id of ['acme', 'globex']) await admin('POST', '/tenants', { id, settings: { rate } })
  const issue = async (name: string, { tenant = 'acme', scopes = ['users:write', 'groups:write'] } = {}) => {
    const { id, token } = await admin('POST', `/tenants/${tenant}/credentials`, { name, scopes, settings: { rate } })
    if (typeof id !== 'string' || typeof token !== 'string') throw new Error(`No credential ${name} was made.`)
    return { id, token }
  }
  const own = await issue('own')
  const foreign = await issue('foreign', { tenant: 'globex' })
  const reader = await issue('read-only', { scopes: ['users:read', 'groups:read'] })
  const revoked = await issue('revoked')
  await admin('DELETE', `/tenants/acme/credentials/${revoked.id}`)
  const expired = await issue('expired')
  await expire(expired.id)
  return { own: own.token, foreign: foreign.token, 'read-only': reader.token, revoked: revoked.token, expired: expired.token }
}
