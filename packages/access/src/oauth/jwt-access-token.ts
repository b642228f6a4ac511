import { unavailable } from '@rollcall/scim-core'
import type { JWTPayload } from 'jose'
import type { CredentialOfJwt } from '../authenticate.ts'
import type { Scope } from '../scope.ts'
import { tenantOfId } from '../secret-text.ts'
import type { VerifyJwt } from './signed-tokens.ts'

/** An issuer whose JWT access tokens (RFC 9068) are taken as they are. */
export interface TrustedIssuer {
  readonly issuer: string
  readonly audience: string
  readonly keysUri: string
  /** The `typ` of their header; `at+jwt` when left out (RFC 9068 §2.1). */
  readonly type?: 'at+jwt' | 'JWT' | undefined
  /** The claim that names the client; `client_id` when left out (§2.2). */
  readonly clientClaim?: string | undefined
  /** Which credential of ours stands for which client of the issuer. When left out, the issuer names its clients by ids of ours. */
  readonly clients?: Readonly<Record<string, string>> | undefined
  /** The claim with the scopes, as words of a text or as a list; `scope` when left out (§2.2.3). */
  readonly scopeClaim?: string | undefined
  /** What its scopes are here; others are nothing then. When left out, they are called as ours are, and a token without any is not narrowed. */
  readonly scopes?: Readonly<Record<string, readonly Scope[]>> | undefined
}

/**
 * Reads JWT access tokens of some issuers. The client that a token names has to stand for a credential of ours, which still decides:
 * its tenant, its scopes, and revoking it ends the tokens too.
 * @param onUnreachable called with what was thrown when keys could not be fetched; the caller is answered 503.
 */
export function jwtAccessTokens(
  issuers: readonly TrustedIssuer[],
  verify: VerifyJwt,
  onUnreachable: (error: unknown) => void,
): CredentialOfJwt {
  return async (token) => {
    for (const trusted of issuers) {
      const claims = await claimsOf(token, trusted)
      if (claims !== undefined) return identityOf(claims, trusted)
    }
    return undefined
  }

  async function claimsOf(token: string, { issuer, audience, keysUri, type = 'at+jwt' }: TrustedIssuer): Promise<JWTPayload | undefined> {
    try {
      return await verify(token, keysUri, { issuer, audience, type, keysFrom: 'anywhere' })
    } catch (error) {
      onUnreachable(error)
      throw unavailable('The keys of the issuer of this token cannot be fetched just now: try again.', 5)
    }
  }
}

function identityOf(claims: JWTPayload, trusted: TrustedIssuer) {
  const client = claims[trusted.clientClaim ?? 'client_id']
  if (typeof client !== 'string') return undefined
  const credentialId = trusted.clients === undefined ? client : ownOf(trusted.clients, client)
  const tenantId = credentialId === undefined ? undefined : tenantOfId(credentialId)
  if (credentialId === undefined || tenantId === undefined) return undefined
  return { tenantId, credentialId, scope: scopeOf(claims[trusted.scopeClaim ?? 'scope'], trusted.scopes) }
}

function scopeOf(claim: unknown, known: TrustedIssuer['scopes']): string | undefined {
  const sent = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim.map(String) : undefined
  if (known === undefined) return sent?.join(' ')
  return (sent ?? []).flatMap((each) => ownOf(known, each) ?? []).join(' ')
}

function ownOf<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
