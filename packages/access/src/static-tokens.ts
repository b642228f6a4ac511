import type { Caller } from '@rollcall/scim-core'
import { equalBytes } from './bytes.ts'
import type { Digest } from './ports.ts'

/** A token and who it stands for. */
export interface StaticToken extends Caller {
  /** The token as its holder sends it (at least 32 characters), or its SHA-256 digest where nothing else was kept. */
  readonly token: string | Uint8Array
}

/** A token that can be guessed is no token: 32 characters of a random token are at least 128 bits. */
export const shortestToken = 32

/**
 * Finds the caller of a bearer token among a few fixed ones. Every token is compared, and every byte of each, so that
 * the time taken tells nothing.
 * @throws Error, when called, for a token that is too short or a digest that is none.
 */
export function staticTokens(tokens: readonly StaticToken[], digest: Digest): (token: string) => Caller | undefined {
  const known = tokens.map(({ token, ...caller }) => ({
    digest: typeof token === 'string' ? digest(longEnough(token)) : ofDigestLength(token),
    caller,
  }))
  return (token) => {
    const sent = digest(token)
    let found: Caller | undefined
    for (const each of known) if (equalBytes(each.digest, sent)) found = each.caller
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
