import type { CredentialOfJwt } from '../authenticate.ts'
import { tenantOfId } from '../secret-text.ts'
import type { VerifyJwt } from './signed-tokens.ts'

/** An issuer whose JWT access tokens (RFC 9068) are taken as they are. */
export interface TrustedIssuer {
  readonly issuer: string
  readonly audience: string
  readonly keysUri: string
}

/**
 * Reads JWT access tokens of one issuer. `client_id` has to be the id of a credential of ours, which still decides: revoking it
 * ends the tokens too.
 */
export function jwtAccessTokens({ issuer, audience, keysUri }: TrustedIssuer, verify: VerifyJwt): CredentialOfJwt {
  return async (token) => {
    const claims = await verify(token, keysUri, { issuer, audience, type: 'at+jwt' })
    const credentialId = claims?.['client_id']
    const tenantId = typeof credentialId === 'string' ? tenantOfId(credentialId) : undefined
    if (typeof credentialId !== 'string' || tenantId === undefined) return undefined
    const scope = claims?.['scope']
    return { tenantId, credentialId, scope: typeof scope === 'string' ? scope : undefined }
  }
}
