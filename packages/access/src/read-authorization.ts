import { ScimError, unauthorized } from '@rollcall/scim-core'

/** What an Authorization header says, before anything of it is believed. */
export type Sent =
  | { readonly scheme: 'bearer'; readonly token: string }
  /** Q-RAW-TOKEN: a token of ours and no scheme. */
  | { readonly scheme: 'raw'; readonly token: string }
  | { readonly scheme: 'basic'; readonly user: string; readonly password: string }

/**
 * Reads the Authorization header (RFC 6750 §2.1, RFC 7617 §2). Nothing else is looked at: no form, no query.
 * @throws ScimError 401; 400 when a token is in the query as well (RFC 6750 §3.1).
 */
export function readAuthorization(request: Request, challenge: string): Sent {
  const header = request.headers.get('authorization')
  if (tokenInQuery.test(request.url)) throw tokenRefused(header !== null, challenge)
  if (header === null) throw unauthorized('Send a bearer token: "Authorization: Bearer <token>".', challenge)
  const bearer = /^bearer(?: |$)/i.exec(header)
  if (bearer !== null) return { scheme: 'bearer', token: tokenOf(header.slice(bearer[0].length), challenge) }
  const basic = /^basic /i.exec(header)
  if (basic !== null) return { scheme: 'basic', ...readBasic(header.slice(basic[0].length), challenge) }
  if (/^scim(?:access)?_/.test(header)) return { scheme: 'raw', token: tokenOf(header, challenge) }
  throw unauthorized('Send a bearer token: "Authorization: Bearer <token>".', challenge)
}

/** RFC 6750 §3. */
export function bearerChallenge(realm: string): string {
  return `Bearer realm="${realm.replace(/["\\]/g, '')}"`
}

/** RFC 6750 §3.1: one answer for malformed, unknown, expired and revoked, so that nothing can be told from it. */
export function invalidToken(challenge: string): ScimError {
  return unauthorized('The credentials are not valid here.', `${challenge}, error="invalid_token"`)
}

/** User and password of Basic credentials; undefined when they are malformed. */
export function decodeBasic(credentials: string): { readonly user: string; readonly password: string } | undefined {
  if (credentials.length > longestHeader || !/^[A-Za-z0-9+/]+={0,2}$/.test(credentials)) return undefined
  let text: string
  try {
    text = atob(credentials)
  } catch {
    return undefined
  }
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

// RFC 6750 §2.1: b64token.
const b64token = /^[A-Za-z0-9\-._~+/]+=*$/
const tokenInQuery = /[?&]access_token=/i
// The longest that is meant to be sent is a JWT.
const longestHeader = 8192

function tokenOf(text: string, challenge: string): string {
  if (text === '') throw unauthorized('The bearer token is empty. Send "Authorization: Bearer <token>".', challenge)
  if (text.length > longestHeader || !b64token.test(text)) throw invalidToken(challenge)
  return text
}

function readBasic(credentials: string, challenge: string) {
  const decoded = decodeBasic(credentials)
  if (decoded === undefined) throw invalidToken(challenge)
  return decoded
}

/** RFC 6750 §2.3, §5.3: a token in a URI ends up in logs. Two ways at once are an invalid request (§3.1). */
function tokenRefused(alsoInHeader: boolean, challenge: string): ScimError {
  const detail = 'A token in the query is refused, because URIs are logged. Send it as "Authorization: Bearer <token>".'
  if (!alsoInHeader) return unauthorized(detail, challenge)
  return new ScimError(400, undefined, detail, { 'WWW-Authenticate': `${challenge}, error="invalid_request"` })
}
