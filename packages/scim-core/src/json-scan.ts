import { excerpt, invalidSyntax, invalidValue, type ScimError } from './scim-error.ts'

/** How much JSON is read at all. Bytes are counted before, by whoever reads the request. */
export interface JsonLimits {
  /** Objects and arrays within one another. */
  readonly depth: number
  readonly keysPerObject: number
  /** Member names and values together. A group of 100,000 members with value, type and display has 700,000. */
  readonly tokens: number
}

/** Where a value stands in a text: names of members and indices of elements, from the outside in. */
export type JsonPath = readonly (string | number)[]

/**
 * Refuses what PostgreSQL cannot store and UTF-8 cannot carry.
 * @param where what the text is, for the message: `the filter`
 * @throws ScimError invalidValue for U+0000 or a lone surrogate.
 */
export function assertText(text: string, where: string): void {
  if (text.includes('\0')) throw invalidValue(`U+0000 is not accepted in ${where}.`)
  if (!text.isWellFormed()) throw invalidValue(`There is half a surrogate pair in ${where}; text has to be well-formed Unicode.`)
}

/**
 * Checks JSON text (RFC 8259) in one pass without recursion, before anything is built from it. JSON.parse accepts what passes.
 * @param text well-formed, as `assertText` has seen to
 * @returns the places of the first whole numbers that are written with a fraction or an exponent: `1.0`, `1e3`
 * @throws ScimError as `parseJson` says.
 */
export function scanJson(text: string, limits: JsonLimits): readonly JsonPath[] {
  return new Scanner(text, limits).scan()
}

type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd' | 'nothing'

/** An object or array that is still open. */
interface Frame {
  /** Names read so far; undefined in an array. */
  readonly names: string[] | undefined
  /** The same names, once they are many. */
  nameSet: Set<string> | undefined
  /** Elements read so far in an array. */
  elements: number
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** More of them are not told: nobody writes integers so, and a text full of them must not cost more than others. */
const maxFractionalIntegers = 1000

const words = ['true', 'false', 'null']

/** Up to here a search through a list is faster than a Set. */
const fewNames = 32

class Scanner {
  private readonly text: string
  private readonly limits: JsonLimits
  private readonly frames: Frame[] = []
  private readonly number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
  private at = 0
  private tokens = 0
  private hasEscape = false
  private readonly fractionalIntegers: JsonPath[] = []

  constructor(text: string, limits: JsonLimits) {
    this.text = text
    this.limits = limits
  }

  scan(): readonly JsonPath[] {
    const { text, frames } = this
    let frame: Frame | undefined
    let expected: Expected = 'value'
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at)
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue
      if (code === comma) {
        if (expected !== 'commaOrEnd') throw this.unexpected()
        expected = frame?.names === undefined ? 'value' : 'name'
      } else if (code === colon) {
        if (expected !== 'colon') throw this.unexpected()
        expected = 'value'
      } else if (code === closeBrace || code === closeBracket) {
        const isObject = code === closeBrace
        if (frame === undefined || (frame.names !== undefined) !== isObject) throw this.unexpected()
        if (expected !== 'commaOrEnd' && expected !== (isObject ? 'nameOrEnd' : 'valueOrEnd')) throw this.unexpected()
        frames.pop()
        frame = frames.at(-1)
        expected = frame === undefined ? 'nothing' : 'commaOrEnd'
      } else if (code === quote && frame?.names !== undefined && (expected === 'name' || expected === 'nameOrEnd')) {
        this.readName(frame, frame.names)
        expected = 'colon'
      } else if (expected !== 'value' && expected !== 'valueOrEnd') {
        throw this.unexpected()
      } else {
        if (frame?.names === undefined && frame !== undefined) frame.elements++
        this.countToken()
        if (code === openBrace || code === openBracket) {
          if (frames.length === this.limits.depth) throw this.tooMuch(`is nested deeper than ${this.limits.depth} levels`)
          frame = { names: code === openBrace ? [] : undefined, nameSet: undefined, elements: 0 }
          frames.push(frame)
          expected = code === openBrace ? 'nameOrEnd' : 'valueOrEnd'
        } else {
          if (code === quote) this.at = this.endOfString()
          else this.readLiteral()
          expected = frame === undefined ? 'nothing' : 'commaOrEnd'
        }
      }
    }
    if (expected !== 'nothing') {
      const isEmpty = this.text.trim() === ''
      throw invalidSyntax(isEmpty ? 'The JSON text is empty; send an object.' : `The JSON text is incomplete: it ends${this.inside()}.`)
    }
    return this.fractionalIntegers
  }

  private readName(frame: Frame, names: string[]): void {
    this.countToken()
    const start = this.at
    this.at = this.endOfString()
    const name: string = this.hasEscape ? JSON.parse(this.text.slice(start, this.at + 1)) : this.text.slice(start + 1, this.at)
    // Names through which an object's prototype could be reached by careless code further in.
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
      throw invalidSyntax(`The member name "${name}" is not accepted${this.inside()}.`)
    }
    if (frame.nameSet?.has(name) ?? names.includes(name)) {
      throw invalidSyntax(`The member "${excerpt(name)}" occurs twice in one object${this.inside()}; JSON names have to be unique.`)
    }
    if (names.length === this.limits.keysPerObject) throw this.tooMuch(`has an object with more than ${this.limits.keysPerObject} members`)
    names.push(name)
    if (frame.nameSet !== undefined) frame.nameSet.add(name)
    else if (names.length > fewNames) frame.nameSet = new Set(names)
  }

  /** @returns the index of the closing quote of the string that opens here. */
  private endOfString(): number {
    const { text } = this
    this.hasEscape = false
    for (let at = this.at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) return at
      if (code === backslash) {
        this.hasEscape = true
        at = this.endOfEscape(at)
      } else if (code < 0x20) {
        this.at = at
        throw this.unexpected()
      }
    }
    throw invalidSyntax(`The JSON text is incomplete: it ends in a string${this.inside()}.`)
  }

  /** @returns the index of the last character of the escape that begins at `at`, or of the pair of escapes that make one character. */
  private endOfEscape(at: number): number {
    const { text } = this
    const letter = text.charAt(at + 1)
    if (letter !== 'u') {
      if (letter !== '' && '"\\/bfnrt'.includes(letter)) return at + 1
      this.at = at
      throw this.unexpected()
    }
    const unit = this.escapedUnit(at)
    if (unit === 0) throw invalidValue(`U+0000 is not accepted in text${this.inside()}.`)
    if (unit < 0xd800 || unit > 0xdfff) return at + 5
    const isPair = unit < 0xdc00 && text.startsWith('\\u', at + 6) && (this.escapedUnit(at + 6) & 0xfc00) === 0xdc00
    if (!isPair) throw invalidValue(`There is half a surrogate pair${this.inside()}; text has to be well-formed Unicode.`)
    return at + 11
  }

  private escapedUnit(at: number): number {
    let unit = 0
    for (let digitAt = at + 2; digitAt < at + 6; digitAt++) {
      const digit = hexDigit(this.text.charCodeAt(digitAt))
      if (digit === undefined) {
        this.at = at
        throw this.unexpected()
      }
      unit = unit * 16 + digit
    }
    return unit
  }

  /** Leaves `at` on the last character of the number, true, false or null that begins here. */
  private readLiteral(): void {
    const { text, number } = this
    for (const word of words) {
      if (!text.startsWith(word, this.at)) continue
      this.at += word.length - 1
      return
    }
    number.lastIndex = this.at
    if (!number.test(text)) throw this.unexpected()
    const token = text.slice(this.at, number.lastIndex)
    const value = Number(token)
    const isInteger = !/[.eE]/.test(token)
    if (!Number.isFinite(value) || (isInteger && !Number.isSafeInteger(value))) {
      throw invalidSyntax(`The number ${excerpt(token)} is too large to be kept exactly${this.inside()}.`)
    }
    const isFractionalInteger = !isInteger && Number.isInteger(value)
    if (isFractionalInteger && this.fractionalIntegers.length < maxFractionalIntegers) this.fractionalIntegers.push(this.path())
    this.at += token.length - 1
  }

  private countToken(): void {
    if (++this.tokens > this.limits.tokens) throw this.tooMuch(`has more than ${this.limits.tokens} names and values`)
  }

  private tooMuch(what: string): ScimError {
    return invalidSyntax(`The JSON text ${what}${this.inside()}.`)
  }

  private unexpected(): ScimError {
    return invalidSyntax(`The text is not valid JSON: the character at offset ${this.at} is not expected there${this.inside()}.`)
  }

  /** The member that is being read, as ` in emails[1].value`. */
  private inside(): string {
    const path = this.path().map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    return path.length === 0 ? '' : ` in ${excerpt(path.join('').replace(/^\./, ''))}`
  }

  private path(): JsonPath {
    return this.frames.flatMap(({ names, elements }) => (names === undefined ? Math.max(0, elements - 1) : (names.at(-1) ?? [])))
  }
}

function hexDigit(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined
}
