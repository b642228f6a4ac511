import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain'
import type { CompareOperator } from './filter.ts'

/**
 * Anything that is not a space, a double quote or a bracket. One broad token, so that a word that is no attribute path, no
 * operator and no value (`'x'`, `1attr`, a tab) is found whole and can be named in the error.
 */
export const Word = createToken({ name: 'Word', label: 'word', pattern: /[^ "()[\]]+/, start_chars_hint: wordStarts(), line_breaks: false })

// Keywords are words too: an attribute may be called `and` or `true` (RFC 7643 §2.1 reserves no names).
const keyword = (name: string, pattern: RegExp): TokenType => createToken({ name, pattern, longer_alt: Word, categories: Word })

export const And = keyword('And', /and/i)
export const Or = keyword('Or', /or/i)
export const Not = keyword('Not', /not/i)
export const Present = keyword('Present', /pr/i)
export const CompareOp = keyword('CompareOp', /eq|ne|co|sw|ew|gt|ge|lt|le/i)
// Deviation (literal case): RFC 8259 §3 has literals in lower case only, clients also send TRUE and False.
export const Literal = keyword('Literal', /true|false|null/i)
// RFC 8259 §6.
export const JsonNumber = createToken({
  name: 'JsonNumber',
  pattern: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/,
  longer_alt: Word,
})
export const SubAttr = createToken({ name: 'SubAttr', pattern: /\.[^ "()[\]]*/ })
// What is between the quotes is left to JSON.parse.
export const JsonString = createToken({ name: 'JsonString', pattern: /"(?:[^"\\]|\\[\s\S])*"/, line_breaks: false })
export const OpenString = createToken({ name: 'OpenString', pattern: /"(?:[^"\\]|\\[\s\S])*\\?/, line_breaks: false })
export const LeftParenthesis = createToken({ name: 'LeftParenthesis', pattern: '(' })
export const RightParenthesis = createToken({ name: 'RightParenthesis', pattern: ')' })
export const LeftBracket = createToken({ name: 'LeftBracket', pattern: '[' })
export const RightBracket = createToken({ name: 'RightBracket', pattern: ']' })
const Space = createToken({ name: 'Space', pattern: / +/, group: Lexer.SKIPPED })

export const tokens: TokenType[] = [
  Space,
  And,
  Or,
  Not,
  Present,
  CompareOp,
  Literal,
  JsonNumber,
  SubAttr,
  JsonString,
  OpenString,
  LeftParenthesis,
  RightParenthesis,
  LeftBracket,
  RightBracket,
  Word,
]

let lexer: Lexer | undefined

/**
 * Every text has tokens: no character is without one. The lexer is made at the first use, as the grammar is. What Chevrotain would check
 * of the definitions, a test has it check.
 */
export function tokenize(text: string): IToken[] {
  lexer ??= new Lexer(tokens, { positionTracking: 'onlyOffset', ensureOptimizations: true, skipValidations: true })
  return lexer.tokenize(text).tokens
}

/** RFC 7644 Table 3, by the name in lower case. */
export const compareOperators: ReadonlyMap<string, CompareOperator> = new Map(
  (['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const).map((operator) => [operator, operator]),
)

/** Chevrotain chooses tokens by first character, which it cannot read off a negated class. Above 255 it looks at ranges of 255 together. */
function wordStarts(): number[] {
  const starts = [0xffff]
  for (let code = 0; code < 0xffff; code += code < 256 ? 1 : 64) if (!' "()[]'.includes(String.fromCharCode(code))) starts.push(code)
  return starts
}
