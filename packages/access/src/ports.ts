/** SHA-256 of the UTF-8 text, 32 bytes. Given from outside: Node's is 80 times as fast as WebCrypto's. */
export type Digest = (text: string) => Uint8Array

/** A digest that may have to be waited for, as WebCrypto's. */
export type AnyDigest = (text: string) => Uint8Array | Promise<Uint8Array>

/** That many bytes from a cryptographic source. */
export type Random = (bytes: number) => Uint8Array

/** Milliseconds since 1970. */
export type Now = () => number

/** What has to come from outside, because this package runs on Node and on Workers alike. */
export interface Ports {
  readonly digest: AnyDigest
  readonly random: Random
  readonly now: Now
}
