import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
  UnsecuredJWT,
} from 'jose'
import { base64Url } from '../bytes.ts'
import type { Now } from '../ports.ts'
import { createRecent } from '../recent.ts'

/** Fetches the JSON at a URI that an administrator set. Never a URI from a token: no `jku`, no `x5u`. */
export type FetchJson = (uri: string) => Promise<unknown>

/** Verifies signed tokens (JWT) against the keys at a URI. undefined when anything about the token is wrong. */
export type VerifyJwt = (token: string, keysUri: string, expected: JwtExpectation) => Promise<JWTPayload | undefined>

export interface JwtExpectation {
  readonly issuer: string
  readonly audience: string
  readonly subject?: string
  /** The `typ` of the header, e.g. `at+jwt` (RFC 9068 §2.1); undefined takes any. */
  readonly type?: string
}

/** RFC 8725 §3.1: signatures by key pairs, and no others whatever the header says. */
export const signatureAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/**
 * Keys are kept for ten minutes. A token that names an unknown key has them fetched anew, at most twice a minute: issuers rotate,
 * and forgers make up names. For a token that does not even say what is expected no keys are fetched.
 * @throws whatever `fetchJson` throws: an issuer that cannot be reached is no reason to call a token wrong.
 */
export function createVerifyJwt(fetchJson: FetchJson, now: Now): VerifyJwt {
  const known = createRecent<JSONWebKeySet>(now, 600_000, 1_000)
  const fresh = createRecent<JSONWebKeySet>(now, 30_000, 1_000)
  const fetchKeys = sparing(async (uri: string) => keySet(await fetchJson(uri)), now)

  return async (token, keysUri, { issuer, audience, subject, type }) => {
    const options: JWTVerifyOptions = {
      issuer,
      audience,
      algorithms: [...signatureAlgorithms],
      clockTolerance: 60,
      currentDate: new Date(now()),
      requiredClaims: ['exp', 'iss', 'aud', 'sub'],
      ...(subject === undefined ? {} : { subject }),
      ...(type === undefined ? {} : { typ: type }),
    }
    if (!isWorthVerifying(token, options)) return undefined
    const verified = async (keys: JSONWebKeySet | undefined) =>
      (await jwtVerify(token, createLocalJWKSet(keys ?? { keys: [] }), options)).payload
    try {
      try {
        return await verified(await known.read(keysUri, () => fresh.read(keysUri, () => fetchKeys(keysUri))))
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        return await verified(await fresh.read(keysUri, () => fetchKeys(keysUri)))
      }
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }
}

/** As long as an issuer that did not answer is left alone. In milliseconds; `Retry-After` says the same. */
const pause = 5_000

/**
 * After a failure a URI is left alone for a while: tokens of an issuer that is down must not cost a fetch each. Searches under way are
 * not shared, because a Worker may not wait for what another request has begun.
 */
function sparing<Value>(search: (uri: string) => Promise<Value>, now: Now): (uri: string) => Promise<Value> {
  const failed = new Map<string, { readonly error: unknown; readonly until: number }>()
  return async (uri) => {
    const failure = failed.get(uri)
    if (failure !== undefined && now() < failure.until) throw failure.error
    failed.delete(uri)
    try {
      return await search(uri)
    } catch (error) {
      failed.set(uri, { error, until: now() + pause })
      throw error
    }
  }
}

/**
 * Whether a token would be right if its signature were. Nothing of it is believed yet. Its claims are checked by the very rules that
 * follow, as those of a token without a signature.
 */
function isWorthVerifying(token: string, options: JWTVerifyOptions): boolean {
  try {
    const { alg, typ } = decodeProtectedHeader(token)
    if (alg === undefined || !signatureAlgorithms.includes(alg)) return false
    const unsigned = base64Url(new TextEncoder().encode(JSON.stringify({ alg: 'none', typ })))
    UnsecuredJWT.decode(`${unsigned}.${token.split('.')[1]}.`, options)
    return true
  } catch (error) {
    // The library throws a TypeError for a header that cannot be read.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    throw error
  }
}

function keySet(json: unknown): JSONWebKeySet {
  const keys: unknown = typeof json === 'object' && json !== null && 'keys' in json ? json.keys : undefined
  // A symmetric key in a public key set would let everybody sign.
  if (!Array.isArray(keys)) throw new Error('The key set has no keys.')
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null && key.kty !== 'oct') }
}
