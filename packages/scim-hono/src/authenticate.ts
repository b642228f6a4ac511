import { type Caller, ScimError, unauthorized } from '@rollcall/scim-core'

/**
 * Finds out who is calling, from the request's headers alone. `undefined` means: nobody we know, which is answered 401.
 * It may throw a ScimError of its own (403, 429, 503).
 */
export type Authenticate = (request: Request) => Caller | undefined | Promise<Caller | undefined>

/** Finds the caller a bearer token stands for, or undefined. Comparing in constant time is its business. */
export type CallerOfToken = (token: string) => Caller | undefined | Promise<Caller | undefined>

/** Authenticates by `Authorization: Bearer` (RFC 6750 §2.1) and by nothing else. `realm` is shown in the challenge. */
export function bearerAuthentication(callerOfToken: CallerOfToken, realm = 'scim'): Authenticate {
  const challenge = bearerChallenge(realm)
  return async (request) => {
    const credentials = request.headers.get('authorization')
    if (tokenInQuery.test(request.url)) throw tokenRefused(credentials !== null, challenge)
    const scheme = /^bearer(?: |$)/i.exec(credentials ?? '')
    if (credentials === null || scheme === null) {
      throw unauthorized('Send a bearer token: "Authorization: Bearer <token>".', challenge)
    }
    const token = credentials.slice(scheme[0].length)
    if (token === '') throw unauthorized('The bearer token is empty. Send "Authorization: Bearer <token>".', challenge)
    const caller = b64token.test(token) ? await callerOfToken(token) : undefined
    // RFC 6750 §3.1: one answer for malformed, unknown, expired and revoked, so that nothing can be told from it.
    if (caller === undefined) throw unauthorized('The bearer token is not valid here.', `${challenge}, error="invalid_token"`)
    return caller
  }
}

/** RFC 6750 §3. */
export function bearerChallenge(realm: string): string {
  return `Bearer realm="${realm.replace(/["\\]/g, '')}"`
}

// RFC 6750 §2.1: b64token.
const b64token = /^[A-Za-z0-9\-._~+/]+=*$/
const tokenInQuery = /[?&]access_token=/i

/** RFC 6750 §2.3, §5.3: a token in a URI ends up in logs. Two ways at once are an invalid request (§3.1). */
function tokenRefused(alsoInHeader: boolean, challenge: string): ScimError {
  const detail = 'A token in the query is refused, because URIs are logged. Send it as "Authorization: Bearer <token>".'
  if (!alsoInHeader) return unauthorized(detail, challenge)
  return new ScimError(400, undefined, detail, { 'WWW-Authenticate': `${challenge}, error="invalid_request"` })
}
