import { isJsonObject, parseJson, ScimError } from '@rollcall/scim-core'
import { decodeBasic } from '../read-authorization.ts'
import { OAuthError } from './token-response.ts'

/** A request for an access token (RFC 6749 §4.4.2), read and not yet believed. */
export interface TokenRequest {
  readonly grantType: string
  readonly scope: string | undefined
  readonly proof: ClientProof
}

/** How the client says who it is: RFC 6749 §2.3.1, or RFC 7523 §2.2. */
export type ClientProof =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'assertion'; readonly clientId: string; readonly assertion: string }

/**
 * Reads a token request: a form, or the same members as JSON. The query is not read: an `audience` there is let be, as Entra is set
 * up with token URLs that have one; a secret there is refused.
 * @throws OAuthError
 */
export async function readTokenRequest(request: Request): Promise<TokenRequest> {
  const query = new URL(request.url).searchParams
  if (inBodyOnly.some((name) => query.has(name))) {
    throw new OAuthError('invalid_request', 'Credentials in the query are refused, because URIs are logged. Send them in the body.')
  }
  const parameters = await readParameters(request)
  const grantType = parameters.get('grant_type')
  if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is missing. It has to be client_credentials.')
  return { grantType, scope: parameters.get('scope'), proof: readProof(request, parameters) }
}

const inBodyOnly = ['client_secret', 'client_assertion', 'access_token']
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
// In bytes: room for a signed assertion and more.
const longestBody = 32_768

async function readParameters(request: Request): Promise<ReadonlyMap<string, string>> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  const text = await readText(request)
  switch (type) {
    case 'application/x-www-form-urlencoded':
      return unique(new URLSearchParams(text))
    case 'application/json':
      return unique(membersOf(text))
    default:
      throw new OAuthError('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.')
  }
}

async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let length = 0
  let text = ''
  try {
    for await (const piece of request.body ?? []) {
      length += piece.byteLength
      if (length > longestBody) throw new OAuthError('invalid_request', `The body is larger than ${longestBody} bytes.`, 413)
      text += decoder.decode(piece, { stream: true })
    }
    return text + decoder.decode()
  } catch (error) {
    throw error instanceof TypeError ? new OAuthError('invalid_request', 'The body is not UTF-8.') : error
  }
}

function membersOf(text: string): [string, string][] {
  try {
    const value = parseJson(text, { depth: 2 })
    if (!isJsonObject(value)) throw new OAuthError('invalid_request', 'The body must be a JSON object.')
    return Object.entries(value).flatMap(([name, member]) => (typeof member === 'string' ? [[name, member]] : []))
  } catch (error) {
    throw error instanceof ScimError ? new OAuthError('invalid_request', error.detail) : error
  }
}

/** RFC 6749 §3.2: a parameter is sent once, and one without a value was not sent. */
function unique(parameters: Iterable<[string, string]>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (found.has(name)) throw new OAuthError('invalid_request', 'A parameter was sent more than once.')
    found.set(name, value)
  }
  return new Map([...found].filter(([, value]) => value !== ''))
}

function readProof(request: Request, parameters: ReadonlyMap<string, string>): ClientProof {
  const basic = readBasic(request)
  const [clientId, secret, assertion] = ['client_id', 'client_secret', 'client_assertion'].map((name) => parameters.get(name))
  // RFC 6749 §2.3: one way of authentication only. The same client_id beside Basic is no second way.
  if ([basic, secret, assertion].filter((each) => each !== undefined).length > 1) {
    throw new OAuthError('invalid_request', 'Send the credentials of the client in one way only.')
  }
  if (basic !== undefined) {
    if (clientId !== undefined && clientId !== basic.clientId)
      throw new OAuthError('invalid_request', 'client_id is not that of the header.')
    return { kind: 'secret', ...basic }
  }
  if (clientId !== undefined && assertion !== undefined) {
    if (parameters.get('client_assertion_type') !== jwtBearer) {
      throw new OAuthError('invalid_request', `client_assertion_type must be ${jwtBearer}.`)
    }
    return { kind: 'assertion', clientId, assertion }
  }
  if (clientId === undefined || secret === undefined) {
    throw invalidClient('Send client_id and client_secret, or client_id and client_assertion.')
  }
  return { kind: 'secret', clientId, secret }
}

/** RFC 6749 §2.3.1: both are form-encoded before they are made Basic credentials. */
function readBasic(request: Request): { readonly clientId: string; readonly secret: string } | undefined {
  const header = request.headers.get('authorization')
  if (header === null) return undefined
  const decoded = /^basic /i.test(header) ? decodeBasic(header.slice('basic '.length)) : undefined
  if (decoded === undefined) throw invalidClient('The Authorization header holds no Basic credentials.')
  return { clientId: formDecoded(decoded.user), secret: formDecoded(decoded.password) }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** RFC 6749 §5.2: 401, and with it a challenge, whichever way the client tried. */
export function invalidClient(description: string): OAuthError {
  return new OAuthError('invalid_client', description, 401, { 'WWW-Authenticate': 'Basic realm="OAuth clients", charset="UTF-8"' })
}
