/** RFC 6749 §5.2. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'

/** Why no access token is given. The token endpoint answers in OAuth's own format, not in SCIM's. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(code: OAuthErrorCode, description: string, status = 400, headers: Readonly<Record<string, string>> = {}) {
    super(description)
    this.code = code
    this.status = status
    this.headers = headers
  }
}

/** RFC 6749 §5.1, §5.2: JSON, never stored. */
export function oauthResponse(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Content-Type': 'application/json; charset=utf-8',
      Pragma: 'no-cache',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
  })
}

export function oauthErrorResponse({ code, status, message, headers }: OAuthError): Response {
  return oauthResponse(status, { error: code, error_description: asDescription(message) }, headers)
}

/** RFC 6749 §5.2: ASCII that can be printed, without `"` and `\`. Names that the client made up may stand in it. */
function asDescription(message: string): string {
  return message.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '?')
}
