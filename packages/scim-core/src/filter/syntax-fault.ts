import type { IRecognitionException, IToken } from 'chevrotain'
import { excerpt } from '../scim-error.ts'
import { JsonNumber, JsonString, OpenString, Word } from './tokens.ts'

/**
 * A text that is no filter or path. The sentence made of it: "The filter {found} at position {n}; {instead}."
 * Values are never repeated: they may be personal data.
 */
export class SyntaxFault extends Error {
  /** From 0; undefined where the fault is the text as a whole. */
  readonly offset: number | undefined
  readonly found: string
  readonly instead: string

  constructor(place: Pick<IToken, 'startOffset'> | undefined, found: string, instead: string) {
    super(found)
    this.offset = place?.startOffset
    this.found = found
    this.instead = instead
  }
}

/** `emails[0]`: not a broken filter, but no filter at all. */
export class ArrayIndexFault extends SyntaxFault {}

export function notAnAttributePath(token: IToken): SyntaxFault {
  if (/[\s\p{Cc}]/u.test(token.image)) {
    return new SyntaxFault(
      token,
      'has a tab, a line break or another character that is no plain space',
      'only spaces (U+0020) separate words',
    )
  }
  return new SyntaxFault(token, `has ${shown(token)}`, 'attributes are written like userName, name.familyName or urn:…:User:department')
}

/** What the parser could not go on with. The exception's message is what was expected there. */
export function unexpected({ token, message, context }: IRecognitionException, text: string): SyntaxFault {
  const before = text.slice(0, token.startOffset)
  const rule = context.ruleStack.at(-1)
  // The end of the text is a token without an image.
  if (token.image === '') return new SyntaxFault({ startOffset: text.length }, 'ends too early', `${message} has to follow`)
  if (token.tokenType === OpenString) return new SyntaxFault(token, 'has a string', 'its closing double quote is missing')
  if (token.tokenType === JsonNumber && before.trimEnd().endsWith('[')) {
    return new ArrayIndexFault(token, 'has an array index', 'values are selected by a filter such as emails[type eq "work"]')
  }
  if (rule === 'comparison' && isWord(token)) {
    // Erratum 7319
    const isDenied = /(?:^|[ ([])not +$/i.test(before)
    if (isDenied) return new SyntaxFault(token, `has ${shown(token)} after not`, 'what not denies stands in parentheses')
    return new SyntaxFault(token, `uses the operator ${shown(token)}`, 'the operators are eq, ne, co, sw, ew, gt, ge, lt, le and pr')
  }
  if (rule === 'compValue' && isWord(token)) {
    const found = /^['‘’“”]/.test(token.image) ? 'has a value in other quotes' : 'has a value without quotes'
    return new SyntaxFault(token, found, 'a string stands in double quotes, as in userName eq "bjensen"')
  }
  return new SyntaxFault(token, `has ${shown(token)}`, `${message} was expected`)
}

function isWord({ tokenType }: IToken): boolean {
  return tokenType === Word || tokenType.CATEGORIES?.includes(Word) === true
}

function shown({ tokenType, image }: IToken): string {
  return tokenType === JsonString || tokenType === OpenString ? 'a string' : `'${excerpt(image)}'`
}
