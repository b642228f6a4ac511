import { invalidFilter, invalidPath, type ScimError } from '../scim-error.ts'
import { checkTokens, type FilterLimits } from './check-tokens.ts'
import type { FilterExpression, PathExpression } from './filter.ts'
import { grammar, type ScimGrammar } from './grammar.ts'
import { ArrayIndexFault, SyntaxFault, unexpected } from './syntax-fault.ts'
import { LeftBracket, RightBracket, tokenize } from './tokens.ts'

export type { FilterLimits }

/**
 * Reads the text of a filter (RFC 7644 §3.4.2.2). No schema is consulted.
 * @throws ScimError invalidFilter, for a text beyond the limits before any of it is parsed.
 */
export function parseFilter(text: string, limits: FilterLimits): FilterExpression {
  try {
    return parse(text, limits, (parser) => parser.FILTER())
  } catch (error) {
    throw error instanceof SyntaxFault ? invalidFilter(sentence('filter', error)) : error
  }
}

/**
 * Reads the `path` of a PATCH operation (RFC 7644 §3.5.2). No schema is consulted.
 * @throws ScimError invalidPath; invalidFilter when what is wrong stands between brackets (RFC 7644 Table 9).
 */
export function parsePath(text: string, limits: FilterLimits): PathExpression {
  try {
    return { text, ...parse(text, limits, (parser) => parser.PATH()) }
  } catch (error) {
    throw error instanceof SyntaxFault ? wrongPath(text, error) : error
  }
}

function parse<T>(text: string, limits: FilterLimits, rule: (parser: ScimGrammar) => T): T {
  if (text.length > limits.filterLength) {
    throw new SyntaxFault(undefined, `has ${text.length} characters`, `at most ${limits.filterLength} are accepted`)
  }
  const tokens = tokenize(text)
  if (tokens.length === 0) throw new SyntaxFault(undefined, 'is empty', 'an attribute was expected')
  checkTokens(tokens, limits)
  const parser = grammar()
  parser.input = tokens
  const result = rule(parser)
  const [error] = parser.errors
  if (error !== undefined) throw unexpected(error, text)
  return result
}

function sentence(what: 'filter' | 'path', { found, offset, instead }: SyntaxFault): string {
  return `The ${what} ${found}${offset === undefined ? '' : ` at position ${offset + 1}`}; ${instead}.`
}

function wrongPath(text: string, fault: SyntaxFault): ScimError {
  const ofFilter = isBetweenBrackets(text, fault.offset) && !(fault instanceof ArrayIndexFault)
  return (ofFilter ? invalidFilter : invalidPath)(sentence('path', fault))
}

function isBetweenBrackets(text: string, offset: number | undefined): boolean {
  if (offset === undefined) return false
  const brackets = tokenize(text).filter(({ tokenType }) => tokenType === LeftBracket || tokenType === RightBracket)
  const opened = brackets.find(({ tokenType }) => tokenType === LeftBracket)?.startOffset ?? offset
  const closed = brackets.find(({ tokenType }) => tokenType === RightBracket)?.startOffset ?? -1
  return opened < offset && offset <= closed
}
