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
import { createRecent, forgetOldest } from '../recent.ts'
import type { KeysFrom } from './keys-uri.ts'

/** Fetches the JSON at a URI that an administrator set. Never a URI from a token: no `jku`, no `x5u`. */
export type FetchJson = (uri: string, from: KeysFrom) => Promise<unknown>

/** Verifies signed tokens (JWT) against the keys at a URI. undefined when anything about the token is wrong. */
export type VerifyJwt = (token: string, keysUri: string, expected: JwtExpectation) => Promise<JWTPayload | undefined>

export interface JwtExpectation {
  readonly issuer: string
  readonly audience: string
  readonly subject?: string
  /** The `typ` of the header, e.g. `at+jwt` (RFC 9068 §2.1); undefined takes any. */
  readonly type?: string
  /** From where the keys may come; `public` when left out. */
  readonly keysFrom?: KeysFrom | undefined
}

/** RFC 8725 §3.1: signatures by key pairs, and no others whatever the header says. */
export const signatureAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/**
 * Keys are kept for ten minutes. A token that names an unknown key has them fetched anew, at most twice a minute: issuers rotate,
 * and forgers make up names. For a token that does not even say what is expected no keys are fetched.
 * @throws whatever `fetchJson` throws: an issuer that cannot be reached is no reason to call a token wrong.
 */
export function createVerifyJwt(fetchJson: FetchJson, now: Now): VerifyJwt {
  const known = createRecent<JSONWebKeySet>(now, 600_000, mostKeySets)
  const fresh = createRecent<JSONWebKeySet>(now, 30_000, mostKeySets)
  const spared = sparing<JSONWebKeySet>(now)

  return async (token, keysUri, { issuer, audience, subject, type, keysFrom = 'public' }) => {
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
    // What was fetched for the operator is nothing that a tenant could have had fetched.
    const key = `${keysFrom} ${keysUri}`
    const freshKeys = () => fresh.read(key, () => spared(key, async () => keySet(await fetchJson(keysUri, keysFrom))))
    const verified = async (keys: JSONWebKeySet | undefined) =>
      (await jwtVerify(token, createLocalJWKSet(keys ?? { keys: [] }), options)).payload
    try {
      try {
        return await verified(await known.read(key, freshKeys))
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        return await verified(await freshKeys())
      }
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }
}

/** Remembered at once, and as many failures. */
const mostKeySets = 1_000
/** As long as an issuer that did not answer is left alone. In milliseconds; `Retry-After` says the same. */
const pause = 5_000

/**
 * After a failure a URI is left alone for a while: tokens of an issuer that is down must not cost a fetch each. Searches under way are
 * not shared, because a Worker may not wait for what another request has begun.
 */
function sparing<Value>(now: Now): (key: string, search: () => Promise<Value>) => Promise<Value> {
  const failed = new Map<string, { readonly error: unknown; readonly until: number }>()
  return async (key, search) => {
    const failure = failed.get(key)
    if (failure !== undefined && now() < failure.until) throw failure.error
    failed.delete(key)
    try {
      return await search()
    } catch (error) {
      failed.set(key, { error, until: now() + pause })
      if (failed.size > mostKeySets) forgetOldest(failed)
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
