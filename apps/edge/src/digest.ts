import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Digest } from '@rollcall/access'

/** Without waiting: WebCrypto would make a promise of every comparison with a token, for some microseconds of work. */
export const sha256: Digest = (text) => nobleSha256(utf8ToBytes(text))

/** A key of 32 bytes for one purpose, from a secret that has another. */
export function derivedKey(secret: string, purpose: string): Uint8Array {
  return hmac(nobleSha256, utf8ToBytes(secret), utf8ToBytes(purpose))
}
