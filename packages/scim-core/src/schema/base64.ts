/**
 * Reads base64 text (RFC 4648 §4) with or without padding, as RFC 7643 §2.3.6 allows.
 * @returns the text without padding, by which binary values are compared; undefined when it is not base64.
 */
export function unpaddedBase64(text: string): string | undefined {
  const unpadded = text.endsWith('==') ? text.slice(0, -2) : text.endsWith('=') ? text.slice(0, -1) : text
  if (unpadded.length % 4 === 1 || (unpadded !== text && text.length % 4 !== 0)) return undefined
  return /[^A-Za-z0-9+/]/.test(unpadded) ? undefined : unpadded
}
