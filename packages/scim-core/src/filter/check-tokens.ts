import type { IToken, TokenType } from 'chevrotain'
import { excerpt } from '../scim-error.ts'
import { SyntaxFault } from './syntax-fault.ts'
import { CompareOp, LeftBracket, LeftParenthesis, Not, OpenString, Present, RightBracket, RightParenthesis, SubAttr } from './tokens.ts'

/** The three limits of a service provider that a filter meets. Each is the greatest number let through. */
export interface FilterLimits {
  /** UTF-16 code units. */
  readonly filterLength: number
  /** Parentheses and brackets within one another. */
  readonly filterDepth: number
  /** Comparisons, `pr` among them. */
  readonly filterTerms: number
}

/**
 * What has to hold before a parser that calls itself may run: depth and terms within the limits, no brackets within brackets (errata
 * 4690, 7322), and spaces where RFC 7644 Figure 1 has SP.
 * @throws SyntaxFault
 */
export function checkTokens(tokens: readonly IToken[], { filterDepth, filterTerms }: FilterLimits): void {
  let depth = 0
  let terms = 0
  let inBrackets = false
  let previous: IToken | undefined
  for (const token of tokens) {
    const { tokenType } = token
    if (tokenType === LeftParenthesis || tokenType === LeftBracket) {
      depth += 1
      if (depth > filterDepth) throw new SyntaxFault(token, 'nests too deep', `at most ${filterDepth} parentheses and brackets may be open`)
    } else if (tokenType === RightParenthesis || tokenType === RightBracket) {
      depth -= 1
    } else if (tokenType === CompareOp || tokenType === Present) {
      terms += 1
      if (terms > filterTerms) throw new SyntaxFault(token, 'is too long', `at most ${filterTerms} comparisons are accepted`)
    }
    if (tokenType === LeftBracket) {
      if (inBrackets) throw new SyntaxFault(token, "has '[' between brackets", 'brackets do not nest')
      inBrackets = true
    } else if (tokenType === RightBracket) {
      inBrackets = false
    }
    if (previous !== undefined) checkSpace(previous, token)
    previous = token
  }
}

/** Deviation (spaces): several are as good as one, and there may be some at both ends and inside of parentheses and brackets. */
function checkSpace(previous: IToken, token: IToken): void {
  if (opens(previous.tokenType) || closes(token.tokenType)) return
  const touches = token.startOffset === previous.startOffset + previous.image.length
  if (token.tokenType === LeftBracket || (token.tokenType === SubAttr && previous.tokenType === RightBracket)) {
    if (!touches) throw new SyntaxFault(token, `has a space before '${excerpt(token.image)}'`, 'there is none in a path')
    return
  }
  // Erratum 7319: `not(` and `not (` are the same.
  const isNegation = previous.tokenType === Not && token.tokenType === LeftParenthesis
  if (!touches || isNegation || token.tokenType === OpenString) return
  throw new SyntaxFault(token, 'misses a space', 'operators and values are separated by spaces')
}

function opens(tokenType: TokenType): boolean {
  return tokenType === LeftParenthesis || tokenType === LeftBracket
}

function closes(tokenType: TokenType): boolean {
  return tokenType === RightParenthesis || tokenType === RightBracket
}
