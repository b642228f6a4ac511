import type { Profile } from '@rollcall/scim-core'

/** Who a token stands for. Never the token. */
export interface Credential {
  readonly tenantId: string
  /** The credential's id, for the journal and the log. */
  readonly actor: string
  readonly profile: Profile
}

export interface StaticToken extends Credential {
  /** The token as its holder sends it (at least 32 characters), or its SHA-256 digest where nothing else was kept. */
  readonly token: string | Uint8Array
}

/** SHA-256, 32 bytes. Given from outside: Node's is 80 times as fast as WebCrypto's. */
export type Digest = (text: string) => Uint8Array

/** A token that can be guessed is no token: 32 characters of a random token are at least 128 bits. */
export const shortestToken = 32

/**
 * Finds the credential of a bearer token among a few fixed ones. Every token is compared, and every byte of each, so that
 * the time taken tells nothing.
 * @throws Error, when called, for a token that is too short or a digest that is none.
 */
export function staticTokens(tokens: readonly StaticToken[], digest: Digest): (token: string) => Credential | undefined {
  const known = tokens.map(({ token, tenantId, actor, profile }) => ({
    digest: typeof token === 'string' ? digest(longEnough(token)) : ofDigestLength(token),
    credential: { tenantId, actor, profile },
  }))
  return (token) => {
    const sent = digest(token)
    let found: Credential | undefined
    for (const each of known) if (equal(each.digest, sent)) found = each.credential
    return found
  }
}

function longEnough(token: string): string {
  if (token.length < shortestToken) throw new Error(`A token must have at least ${shortestToken} characters.`)
  return token
}

function ofDigestLength(digest: Uint8Array): Uint8Array {
  if (digest.byteLength !== 32) throw new Error('A SHA-256 digest has 32 bytes.')
  return digest
}

/** Takes the same time wherever two digests differ. */
function equal(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.byteLength ^ other.byteLength
  one.forEach((byte, index) => {
    difference |= byte ^ (other[index] ?? 0)
  })
  return difference === 0
}
