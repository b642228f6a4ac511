import { equalText } from './bytes.ts'
import type { KeysFrom } from './oauth/keys-uri.ts'
import type { Scope } from './scope.ts'
import type { Rate } from './tenant.ts'

/** What an identity provider is given to connect with, and what is kept of it. Never a secret, only digests. */
export interface Credential {
  readonly tenantId: string
  /** `<tenant>.<16 characters>`: the id in a token, the client_id of OAuth, the user name of HTTP Basic, the actor in the journal. */
  readonly id: string
  /** `token` opens SCIM itself; `client` is an OAuth client, which has to ask for access tokens. */
  readonly kind: 'token' | 'client'
  /** For people. */
  readonly name: string
  readonly scopes: readonly Scope[]
  /** The name of the profile that its client speaks. */
  readonly profile: string
  readonly settings: CredentialSettings
  /** At most two that are valid, so that one can take over from the other. None where assertions are used instead. */
  readonly secrets: readonly Secret[]
  /** Workload identity federation: whose signed assertions stand for this client. Only of a `client`. */
  readonly assertion: AssertionPins | undefined
  /** Milliseconds since 1970, as all times here. */
  readonly created: number
  readonly expires: number
  readonly revoked: number | undefined
  /** To the hour. */
  readonly lastUsed: number | undefined
  /** One more with every change but the last use: a change of an older state is refused. */
  readonly version: number
}

/** What may be said of a credential beyond who it is, and changed later. */
export interface CredentialSettings {
  readonly rate: Rate
  /** Q-BASIC: the token is also taken as the password of HTTP Basic, the credential's id being the user name. */
  readonly basic: boolean
  /** Q-RAW-TOKEN: the token is also taken without the word Bearer. */
  readonly rawToken: boolean
}

export const defaultCredentialSettings: CredentialSettings = { rate: { perSecond: 50, burst: 200 }, basic: false, rawToken: false }

/** One secret of a credential, kept as a digest. Times in milliseconds since 1970. */
export interface Secret {
  readonly id: string
  /** SHA-256 of the whole text, as hex. A slow hash would protect nothing more: the secret has 256 bits. */
  readonly digest: string
  readonly created: number
  readonly expires: number
}

/** RFC 7523 §3: what an assertion must say, to the letter, and where the keys are that sign it. */
export interface AssertionPins {
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  readonly keysUri: string
  /** From where the keys may come; `public` when left out. */
  readonly keysFrom?: KeysFrom | undefined
}

/** An access token that was given out (RFC 6749 §5.1). It ends with the credential that it was made for. */
export interface AccessToken {
  readonly tenantId: string
  readonly id: string
  readonly credentialId: string
  readonly digest: string
  readonly scopes: readonly Scope[]
  readonly expires: number
}

const day = 86_400_000
/** RFC 7644 §7.4: a bearer token has a limited lifetime. In milliseconds. */
export const defaultLifetime = 180 * day
/** In milliseconds. */
export const longestLifetime = 366 * day
/** How long the older secret stays valid after a rotation, unless said otherwise. */
export const defaultOverlap = 7 * day
/** How many secrets of a credential may be valid at once: the old and the new one while it is rotated. */
export const liveSecrets = 2

/** Whether a credential may be used at all. */
export function isLive({ revoked, expires }: Credential, now: number): boolean {
  return revoked === undefined && now < expires
}

/**
 * Whether this is the digest of a live secret of the credential. Something is compared whether or not there is a credential.
 * @param sent as hexadecimal text.
 */
export function holdsSecret(credential: Credential | undefined, sent: string, now: number): boolean {
  let isRight = equalText(nobody, sent)
  for (const { digest, expires } of credential?.secrets ?? []) if (equalText(digest, sent) && now < expires) isRight = true
  return isRight
}

/** No text has this digest. */
export const nobody = '0'.repeat(64)

/** @param now in milliseconds since 1970. */
export function liveSecretsOf({ secrets }: Credential, now: number): readonly Secret[] {
  return secrets.filter((secret) => now < secret.expires)
}
