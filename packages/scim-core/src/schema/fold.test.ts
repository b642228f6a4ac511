import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, usernameCaseMapped } from './fold.ts'

/** Every character of the planes in which characters have case or a decomposition. */
function* allCharacters(): Generator<string> {
  for (let code = 0; code <= 0x1ffff; code++) if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code)
  for (let code = 0x2f800; code <= 0x2fa1f; code++) yield String.fromCodePoint(code)
}

function exceptions(holds: (character: string) => boolean): string[] {
  return [...allCharacters().filter((character) => !holds(character))]
}

const text = fc.string({ unit: 'binary', maxLength: 12 })

describe('fold (PROT-5-04)', () => {
  it.each([
    ['BJensen', 'bjensen'],
    ['STRASSE', 'straße'],
    ['STRASSE', 'STRAẞE'],
    ['Å', 'A\u030a'],
    ['é', 'e\u0301'],
    ['É', 'e\u0301'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['σ', 'ς'],
    ['K', 'K'],
    ['ﬀ', 'FF'],
    ['ŉ', 'ʼN'],
    ['Ꭰ', 'ꭰ'],
    ['𐐀', '𐐨'],
  ])('makes %j and %j equal', (left, right) => {
    expect(fold(left)).toBe(fold(right))
  })

  it.each([
    ['i', 'ı'],
    ['e', 'é'],
    ['o', 'ø'],
    ['a', 'a '],
    ['ｂ', 'b'],
    ['²', '2'],
  ])('keeps %j and %j apart', (left, right) => {
    expect(fold(left)).not.toBe(fold(right))
  })

  it('does not depend on a Turkish locale: I is i', () => {
    expect(fold('TITLE')).toBe('title')
  })

  it('is idempotent on every character and on any text', () => {
    expect(exceptions((character) => fold(fold(character)) === fold(character))).toEqual([])
    fc.assert(fc.property(text, (any) => fold(fold(any)) === fold(any)))
  })

  it('does not see how a text is normalized', () => {
    expect(exceptions((character) => fold(character.normalize('NFD')) === fold(character))).toEqual([])
    fc.assert(fc.property(text, (any) => fold(any.normalize('NFD')) === fold(any)))
  })

  it('agrees with Unicode about single characters, as regular expressions know its simple case folding', () => {
    const disagreements = allCharacters().flatMap((character) => {
      const others = [character.toLowerCase(), character.toUpperCase(), character.toUpperCase().toLowerCase(), fold(character)]
      return others
        .filter((other) => other !== character && [...other].length === 1 && character.normalize('NFC') === character)
        .filter((other) => (fold(other) === fold(character)) !== new RegExp(`^${character}$`, 'iu').test(other))
        .map((other) => `${character} ${other}`)
    })
    expect([...disagreements]).toEqual([])
  })
})

describe('usernameCaseMapped (RFC 8265 §3.3)', () => {
  it.each([
    ['Full-width letters are mapped to their usual forms (PROT-5-01)', 'ｂｊｅｎｓｅｎ', 'bjensen'],
    ['so are full-width signs', 'ｂｊ＠ｅｘ．ｃｏｍ', 'bj@ex.com'],
    ['half-width katakana become full', 'ｶﾞ', 'ガ'],
    ['upper case becomes lower case', 'BJensen', 'bjensen'],
    ['the Kelvin sign becomes k', '\u212aelvin', 'kelvin'],
    ['a decomposed letter becomes a composed one', 'Ame\u0301lie', 'amélie'],
    ['ß stays, unlike in case folding', 'Fußball', 'fußball'],
    ['a final sigma stays, unlike in case folding', 'ς', 'ς'],
    ['a capital sigma alone becomes σ', 'Σ', 'σ'],
    ['compatibility characters other than by width stay', 'henryⅣ', 'henryⅳ'],
    ['spaces, which the profile disallows, are kept (PROT-5-02)', 'A B', 'a b'],
    ['an ideographic space is a space', 'A\u3000B', 'a b'],
    ['right-to-left letters are kept', 'שם', 'שם'],
    ['an e-mail address with a tag is kept', 'B.Jensen+SCIM@Example.COM', 'b.jensen+scim@example.com'],
  ])('%s', (_, userName, mapped) => {
    expect(usernameCaseMapped(userName)).toBe(mapped)
  })

  it('is idempotent on every character and on any text', () => {
    expect(exceptions((character) => usernameCaseMapped(usernameCaseMapped(character)) === usernameCaseMapped(character))).toEqual([])
    fc.assert(fc.property(text, (any) => usernameCaseMapped(usernameCaseMapped(any)) === usernameCaseMapped(any)))
  })

  it('does not see how a text is normalized', () => {
    fc.assert(fc.property(text, (any) => usernameCaseMapped(any.normalize('NFD')) === usernameCaseMapped(any)))
  })
})
