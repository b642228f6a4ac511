import type { AuthenticationScheme } from '@rollcall/scim-core'
import { tokenPath } from './create-access.ts'

/** What ServiceProviderConfig tells of how to authenticate (RFC 7643 §5). */
export const authenticationSchemes: readonly AuthenticationScheme[] = [
  {
    type: 'oauthbearertoken',
    name: 'Bearer token',
    description: 'A bearer token in the Authorization header (RFC 6750).',
    specUri: 'https://www.rfc-editor.org/info/rfc6750',
    primary: true,
  },
  {
    type: 'oauth2',
    name: 'OAuth 2.0 client credentials',
    description: `Access tokens from ${tokenPath} by the client credentials grant (RFC 6749 §4.4).`,
    specUri: 'https://www.rfc-editor.org/info/rfc6749',
  },
]
