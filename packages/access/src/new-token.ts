/**
 * A fresh bearer token of 256 bits: `scim_` and 43 characters of base64url, so that scanners for leaked secrets can tell it.
 * @param random 32 bytes from a cryptographic source.
 */
export function newToken(random: Uint8Array): string {
  if (random.byteLength !== 32) throw new Error('A token is made of 32 random bytes.')
  const base64 = btoa(String.fromCharCode(...random))
  return `scim_${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}
