import type { Scope } from '../scope.ts'
import { signatureAlgorithms } from './signed-tokens.ts'

/** RFC 8414 §2, for `/.well-known/oauth-authorization-server`. @param issuer the public origin. */
export function authorizationServerMetadata(
  issuer: string,
  tokenPath: string,
  scopes: readonly Scope[],
): Readonly<Record<string, unknown>> {
  return {
    issuer,
    token_endpoint: `${issuer}${tokenPath}`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: scopes,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: signatureAlgorithms,
  }
}
