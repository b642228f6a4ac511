import type { Pseudonyms } from './pseudonyms.ts'

/** A moment: filters by time keep it, it names nobody. */
const moment = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/

/**
 * A filter, or a path with filters in it, with its literals replaced and everything else as it was written. `encoded`: it stands in a
 * query, where a pseudonym has to be encoded and its placeholders must not be.
 */
export function withoutLiterals(text: string, pseudonyms: Pseudonyms, encoded = false): string {
  const replaced = (literal: string) => {
    const value = encoded ? formDecoded(literal) : literal
    const meant = unescaped(value)
    const shown = moment.test(meant) ? meant : pseudonyms.of(meant)
    return shown === meant ? literal : encoded ? encodedAround(shown) : shown
  }
  return text
    .split(encoded ? quotedEncoded : quoted)
    .map((part, index) => (index % 4 === 2 ? replaced(part) : index % 4 === 0 ? bareLiteralsReplaced(part, replaced) : part))
    .join('')
}

/** Quote, literal, quote: a split by it gives text, quote, literal, quote, text, … */
const quoted = /(")((?:\\.|[^"\\])*)(")/
const quotedEncoded = /(%22|")((?:%5C%22|\\%22|%5C%5C|\\.|(?!%22)[^"\\])*)(%22|")/i

/** Strings without quotes, as authentik sends them: a word behind an operator that is no other literal. */
function bareLiteralsReplaced(text: string, replaced: (literal: string) => string): string {
  return text.replace(
    /((?:\s|\+|%20)(?:eq|ne|co|sw|ew|gt|ge|lt|le)(?:\s|\+|%20)+)((?:(?!%20|%5D|%29)[^\s+&\]()"])+)/gi,
    (whole, before, word) => (/^(?:true|false|null|-?\d+(?:\.\d+)?)$/i.test(word) ? whole : `${before}${replaced(word)}`),
  )
}

function unescaped(literal: string): string {
  try {
    return String(JSON.parse(`"${literal}"`))
  } catch {
    return literal
  }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** Encoded but for its placeholders, which are encoded when they are filled. */
export function encodedAround(text: string): string {
  return text
    .split(/(\{\{[^}]*\}\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('')
}
