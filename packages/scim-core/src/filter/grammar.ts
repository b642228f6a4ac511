import { EmbeddedActionsParser, type IParserErrorMessageProvider, type IToken } from 'chevrotain'
import { type AttributePath, parseAttributePath } from '../schema/attribute-path.ts'
import type { CompareOperator, FilterExpression, PathExpression } from './filter.ts'
import { notAnAttributePath, SyntaxFault } from './syntax-fault.ts'
import {
  And,
  CompareOp,
  compareOperators,
  JsonNumber,
  JsonString,
  LeftBracket,
  LeftParenthesis,
  Literal,
  Not,
  Or,
  Present,
  RightBracket,
  RightParenthesis,
  SubAttr,
  tokens,
  Word,
} from './tokens.ts'

type Value = string | number | boolean | null
type Compare = Extract<FilterExpression, { kind: 'compare' | 'present' }>
type ValuePath = Extract<FilterExpression, { kind: 'valuePath' }>

/** An error's message is what was expected, and nothing else; `parse` knows what was found and where. */
const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
  buildNotAllInputParsedMessage: ({ ruleName }) => (ruleName === 'PATH' ? 'the end' : "'and', 'or' or the end"),
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? '',
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? '',
}

/**
 * RFC 7644 §3.4.2.2 Figure 1 and §3.5.2 Figure 7, one rule per production, by the production's name. Spaces are not seen here: where
 * they must and must not be is checked on the tokens before, and so are the limits that bound the recursion.
 */
export class ScimGrammar extends EmbeddedActionsParser {
  /** @param config validations are for the tests: they are a tenth of the start. */
  constructor(config: { readonly skipValidations: boolean }) {
    super(tokens, { ...config, maxLookahead: 1, errorMessageProvider: expectations })
    this.performSelfAnalysis()
  }

  /**
   * RFC 7644 §3.5.2, Figure 7: `PATH = attrPath / valuePath [subAttr]`
   * Deviation (§3.5.2.1, an extension as a whole): a URN alone, whose end need not be a name.
   */
  readonly PATH = this.RULE(
    'PATH',
    (): Omit<PathExpression, 'text'> =>
      this.OR({
        DEF: [
          {
            GATE: () => this.LA(2).tokenType === LeftBracket,
            ALT: () => {
              const { path, filter } = this.SUBRULE(this.valuePath)
              const subAttribute = this.OPTION(() => this.SUBRULE(this.subAttr))
              return { path, filter, subAttribute }
            },
          },
          {
            ALT: () => ({ path: this.SUBRULE2(this.attrPath, { ARGS: [bareUrn] }), filter: undefined, subAttribute: undefined }),
            IGNORE_AMBIGUITIES: true,
          },
        ],
        ERR_MSG: 'an attribute',
      }),
  )

  /**
   * RFC 7644 §3.4.2.2: `FILTER = attrExp / logExp / valuePath / *1"not" "(" FILTER ")"`
   * Deviation (erratum 4670): `logExp` is left-recursive and gives `and` and `or` no order; `or` is read here, `and` binds closer.
   */
  readonly FILTER = this.RULE('FILTER', (): FilterExpression => {
    const filters = [this.SUBRULE(this.logExp)]
    this.MANY(() => {
      this.CONSUME(Or)
      filters.push(this.SUBRULE2(this.logExp))
    })
    return oneOr('or', filters)
  })

  /** RFC 7644 §3.4.2.2: `logExp = FILTER SP ("and" / "or") SP FILTER` */
  readonly logExp = this.RULE('logExp', (): FilterExpression => {
    const filters = [this.SUBRULE(this.term)]
    this.MANY(() => {
      this.CONSUME(And)
      filters.push(this.SUBRULE2(this.term))
    })
    return oneOr('and', filters)
  })

  /** The alternatives of FILTER that hold one another together: `attrExp / valuePath / *1"not" "(" FILTER ")"` */
  readonly term = this.RULE(
    'term',
    (): FilterExpression =>
      this.OR({
        DEF: [
          {
            GATE: () => this.LA(2).tokenType === LeftParenthesis,
            ALT: (): FilterExpression => {
              this.CONSUME(Not)
              return { kind: 'not', filter: this.SUBRULE(this.group) }
            },
          },
          { ALT: () => this.SUBRULE2(this.group) },
          { GATE: () => this.LA(2).tokenType === LeftBracket, ALT: () => this.SUBRULE(this.valueExp) },
          // Also where an operator is wrong or missing, so that it is the operator that is reported.
          { ALT: () => this.SUBRULE(this.attrExp), IGNORE_AMBIGUITIES: true },
        ],
        IGNORE_AMBIGUITIES: true,
        ERR_MSG: "an attribute, 'not' or '('",
      }),
  )

  /** `"(" FILTER ")"` */
  readonly group = this.RULE('group', (): FilterExpression => {
    this.CONSUME(LeftParenthesis)
    const filter = this.SUBRULE(this.FILTER)
    this.CONSUME(RightParenthesis, { ERR_MSG: "'and', 'or' or ')'" })
    return filter
  })

  /**
   * Deviation (Entra, D-54): `valuePath [subAttr SP ("pr" / compareOp SP compValue)]`. `emails[type eq "work"].value eq "x"` asks
   * the same element for both: `emails[type eq "work" and value eq "x"]`.
   */
  readonly valueExp = this.RULE('valueExp', (): FilterExpression => {
    const valuePath = this.SUBRULE(this.valuePath)
    const also = this.OPTION(() => {
      const name = this.SUBRULE(this.subAttr)
      return this.SUBRULE(this.comparison, { ARGS: [{ text: name, urn: undefined, name, subAttribute: undefined }] })
    })
    return also === undefined ? valuePath : this.ACTION(() => ({ ...valuePath, filter: both(valuePath.filter, also) }))
  })

  /** RFC 7644 §3.4.2.2: `valuePath = attrPath "[" valFilter "]"` */
  readonly valuePath = this.RULE('valuePath', (): ValuePath => {
    const path = this.SUBRULE(this.attrPath)
    this.CONSUME(LeftBracket)
    const filter = this.SUBRULE(this.valFilter)
    this.CONSUME(RightBracket, { ERR_MSG: "'and', 'or' or ']'" })
    return { kind: 'valuePath', path, filter }
  })

  /**
   * RFC 7644 §3.4.2.2: `valFilter = attrExp / logExp / *1"not" "(" valFilter ")"`
   * Errata 4690, 7322: brackets do not nest, also not by way of `logExp`. Nested ones are refused on the tokens, so FILTER serves.
   */
  readonly valFilter = this.RULE('valFilter', (): FilterExpression => this.SUBRULE(this.FILTER))

  /** RFC 7644 §3.4.2.2: `attrExp = (attrPath SP "pr") / (attrPath SP compareOp SP compValue)` */
  readonly attrExp = this.RULE('attrExp', (): Compare => {
    const path = this.SUBRULE(this.attrPath)
    return this.SUBRULE(this.comparison, { ARGS: [path] })
  })

  /** What attrExp says of its path: `"pr" / compareOp SP compValue` */
  readonly comparison = this.RULE(
    'comparison',
    (path: AttributePath): Compare =>
      this.OR({
        DEF: [
          {
            ALT: (): Compare => {
              this.CONSUME(Present)
              return { kind: 'present', path }
            },
          },
          {
            ALT: (): Compare => {
              const operator = this.SUBRULE(this.compareOp)
              return { kind: 'compare', path, operator, value: this.SUBRULE(this.compValue) }
            },
          },
        ],
        ERR_MSG: 'an operator',
      }),
  )

  /** RFC 7644 §3.4.2.2: `compareOp = "eq" / "ne" / "co" / "sw" / "ew" / "gt" / "lt" / "ge" / "le"`, in any case. */
  readonly compareOp = this.RULE('compareOp', (): CompareOperator => {
    const { image } = this.CONSUME(CompareOp)
    // The token is one of them, except while Chevrotain records the rules.
    return compareOperators.get(image.toLowerCase()) ?? 'eq'
  })

  /** RFC 7644 §3.4.2.2: `compValue = false / null / true / number / string`, from RFC 8259. */
  readonly compValue = this.RULE('compValue', (): Value => {
    const token = this.OR({
      DEF: [{ ALT: () => this.CONSUME(Literal) }, { ALT: () => this.CONSUME(JsonNumber) }, { ALT: () => this.CONSUME(JsonString) }],
      ERR_MSG: 'a string in double quotes, a number, true, false or null',
    })
    return this.ACTION(() => jsonValue(token))
  })

  /**
   * RFC 7644 §3.4.2.2: `attrPath = [URI ":"] ATTRNAME *1subAttr`
   * Deviation (erratum 8924): a name may begin with `$` and hold one, as `$ref` and RFC 7643 §2.1 have it.
   */
  readonly attrPath = this.RULE('attrPath', (otherwise?: (text: string) => AttributePath | undefined): AttributePath => {
    const token = this.CONSUME(Word, { ERR_MSG: 'an attribute' })
    return this.ACTION(() => {
      const path = parseAttributePath(token.image) ?? otherwise?.(token.image)
      if (path === undefined) throw notAnAttributePath(token)
      return path
    })
  })

  /** RFC 7644 §3.4.2.2: `subAttr = "." ATTRNAME` */
  readonly subAttr = this.RULE('subAttr', (): string => {
    const token = this.CONSUME(SubAttr)
    return this.ACTION(() => {
      const path = parseAttributePath(token.image.slice(1))
      if (path === undefined || path.urn !== undefined || path.subAttribute !== undefined) throw notAnAttributePath(token)
      return path.name
    })
  })
}

let built: ScimGrammar | undefined

/** The one instance: each parse starts it afresh. Made at the first use, because it takes longer than the start of a Worker may. */
export function grammar(): ScimGrammar {
  built ??= new ScimGrammar({ skipValidations: true })
  return built
}

function oneOr(kind: 'and' | 'or', filters: readonly FilterExpression[]): FilterExpression {
  const [only] = filters
  return filters.length === 1 && only !== undefined ? only : { kind, filters }
}

function both(filter: FilterExpression, also: FilterExpression): FilterExpression {
  return { kind: 'and', filters: filter.kind === 'and' ? [...filter.filters, also] : [filter, also] }
}

/** `urn:example:badge:1.0`: no attrPath, but it can be the URN of an extension. */
function bareUrn(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':')
  if (!/^urn:/i.test(text) || colon === text.length - 1) return undefined
  return { text, urn: text.slice(0, colon), name: text.slice(colon + 1), subAttribute: undefined }
}

/** @throws SyntaxFault for a string with a wrong escape or a raw control character, and for what no store can keep. */
function jsonValue(token: IToken): Value {
  const { image } = token
  if (image.startsWith('"')) {
    const text = jsonString(token)
    if (!text.isWellFormed() || text.includes('\u0000')) {
      throw new SyntaxFault(token, 'has a string with U+0000 or half of a surrogate pair', 'neither can be part of a value')
    }
    return text
  }
  const literal = image.toLowerCase()
  if (literal === 'null') return null
  if (literal === 'true' || literal === 'false') return literal === 'true'
  const number = Number(image)
  // RFC 8259 §6 lets a reader set the range.
  if (!Number.isFinite(number)) throw new SyntaxFault(token, 'has a number', 'it is beyond the range of double precision')
  return number
}

function jsonString(token: IToken): string {
  try {
    return JSON.parse(token.image)
  } catch {
    throw new SyntaxFault(
      token,
      'has a string',
      'it is no JSON string: control characters are escaped, and a backslash only stands before "\\/bfnrt or u and four hexadecimal digits',
    )
  }
}
