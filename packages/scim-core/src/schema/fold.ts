/**
 * The form in which strings that are not `caseExact` are compared: NFC and Unicode's full case folding, so that "STRASSE" and
 * "straße" are equal, and so are composed and decomposed letters. ECMAScript has no case folding of its own; lower, upper and lower
 * case again reach the same classes (ẞ needs the first step, ß the second) with two exceptions: the final sigma, which lower case
 * makes where a word ends, and the dotless ı, which must not become the i of another address. No locale plays a part. Idempotent.
 */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  const upper = text.normalize('NFC').toLowerCase().replace(/[^ı]+/g, toUpperCase)
  return upper.toLowerCase().replaceAll('ς', 'σ').normalize('NFC')
}

/**
 * The form in which userNames are compared (RFC 7644 §5): the width, case and normalization rules of PRECIS UsernameCaseMapped
 * (RFC 8265 §3.3). Characters that the profile disallows, such as spaces, are mapped like all others and kept: identity
 * providers send them. Idempotent.
 */
export function usernameCaseMapped(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text.replace(fullwidthOrHalfwidth, decompose).toLowerCase().normalize('NFC')
}

const fullwidthOrHalfwidth = /[\u3000\uFF01-\uFFEE]/g

function decompose(character: string): string {
  return character.normalize('NFKC')
}

function toUpperCase(part: string): string {
  return part.toUpperCase()
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false
  return true
}
