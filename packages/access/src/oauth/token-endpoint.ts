import type { AccessStorage } from '../access-storage.ts'
import { hex } from '../bytes.ts'
import { createFailureLimit } from '../limits.ts'
import type { Ports } from '../ports.ts'
import { createRateLimit } from '../rate-limit.ts'
import { grantedScopes, type Scope } from '../scope.ts'
import { newId, newSecret } from '../secret-text.ts'
import { authenticateClient } from './client-authentication.ts'
import type { VerifyJwt } from './signed-tokens.ts'
import { readTokenRequest } from './token-request.ts'
import { OAuthError, oauthErrorResponse, oauthResponse } from './token-response.ts'

export interface TokenEndpointOptions {
  readonly storage: AccessStorage
  readonly ports: Ports
  readonly verify: VerifyJwt
  /** All scopes there are; others in a request are ignored (RFC 6749 §3.3). */
  readonly scopes: readonly Scope[]
  readonly addressOf?: (request: Request) => string | undefined
  /** Called with whatever was thrown that is no answer to the client. */
  readonly onFailure: (error: unknown) => void
}

/** The OAuth 2.0 token endpoint for client credentials (RFC 6749 §4.4). Access tokens are opaque and can be revoked. */
export function createTokenEndpoint(options: TokenEndpointOptions): (request: Request) => Promise<Response> {
  const { storage, ports, verify, addressOf } = options
  const failures = createFailureLimit(ports.now)
  const rates = createRateLimit(ports.now)

  return async (request) => {
    if (request.method !== 'POST')
      return oauthResponse(405, { error: 'invalid_request', error_description: 'Use POST.' }, { Allow: 'POST' })
    try {
      return await issue(request)
    } catch (error) {
      if (error instanceof OAuthError) return oauthErrorResponse(limited(error, addressOf?.(request)))
      options.onFailure(error)
      return oauthResponse(503, { error: 'temporarily_unavailable', error_description: 'Try again.' }, { 'Retry-After': '5' })
    }
  }

  async function issue(request: Request): Promise<Response> {
    const { grantType, scope, proof } = await readTokenRequest(request)
    if (grantType !== 'client_credentials') {
      throw new OAuthError('unsupported_grant_type', 'Only the grant type client_credentials is offered.')
    }
    const { tenant, client } = await authenticateClient(storage, ports, verify, proof)
    const seconds = rates.take(client.id, { perSecond: 1, burst: 60 })
    if (seconds > 0) throw tooMany('The client asks for access tokens more often than it needs', seconds)
    const scopes = grantedScopes(client.scopes, scope, options.scopes)
    if (scopes === undefined) throw new OAuthError('invalid_scope', 'The client may have none of the scopes that it asks for.')

    const now = ports.now()
    const id = newId(tenant.id, ports.random)
    const text = newSecret('accessToken', id, ports.random)
    // No longer than the client itself lives.
    const expires = Math.min(now + tenant.settings.accessTokenMinutes * 60_000, client.expires)
    const digest = hex(await ports.digest(text))
    const records = storage.forTenant(tenant.id)
    await records.createAccessToken({ tenantId: tenant.id, id, credentialId: client.id, digest, scopes, expires }, now)
    return oauthResponse(200, {
      access_token: text,
      token_type: 'Bearer',
      expires_in: Math.floor((expires - now) / 1000),
      scope: scopes.join(' '),
    })
  }

  function limited(error: OAuthError, address: string | undefined): OAuthError {
    if (error.code !== 'invalid_client') return error
    const seconds = failures.take(address)
    return seconds === 0 ? error : tooMany('Too many failed authentications from this address', seconds)
  }
}

/** RFC 6749 has no code of its own for it; the status says it. */
function tooMany(what: string, seconds: number): OAuthError {
  return new OAuthError('invalid_request', `${what}; wait ${seconds} s.`, 429, { 'Retry-After': String(seconds) })
}
