import { assertText, scanJson } from './json-scan.ts'

export { assertText } from './json-scan.ts'

/** JSON as RFC 8259 has it. Objects that come from a request are read through own properties only. */
export type JsonValue = string | number | boolean | null | JsonArray | JsonObject
export type JsonArray = readonly JsonValue[]
export interface JsonObject {
  readonly [name: string]: JsonValue
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value)
}

/** How much JSON is read at all. Bytes are counted before, by whoever reads the request. */
export interface JsonLimits {
  /** Objects and arrays within one another. */
  readonly depth: number
  readonly keysPerObject: number
  /** Member names and values together. A group of 100,000 members with value, type and display has 700,000. */
  readonly tokens: number
}

export const defaultJsonLimits: JsonLimits = { depth: 32, keysPerObject: 1000, tokens: 2_000_000 }

/**
 * Reads JSON text from outside. Stricter than JSON.parse: what parsers or databases disagree on is refused before a value exists.
 * @throws ScimError invalidSyntax: not JSON; deeper, wider or longer than the limits; a member name twice in one object, or one
 * that could reach a prototype; a number that a double cannot hold. invalidValue: U+0000 or a lone surrogate.
 */
export function parseJson(text: string, limits: Partial<JsonLimits> = {}): JsonValue {
  assertText(text, 'the JSON text')
  const { hasFractionalInteger } = scanJson(text, { ...defaultJsonLimits, ...limits })
  return hasFractionalInteger ? JSON.parse(text, noteFractionalInteger) : JSON.parse(text)
}

/**
 * Names (indices, in an array) of the members of a parsed object or array that were written `1.0` or `1e3`: whole numbers that
 * RFC 7643 §2.3.4 does not take for an integer, while §2.3.3 takes them for a decimal. Known of what parseJson returned, not of copies.
 */
export function fractionalIntegers(container: JsonObject | JsonArray): ReadonlySet<string> | undefined {
  const names: unknown = Reflect.get(container, fractional)
  return names instanceof Set ? names : undefined
}

// A hidden property, so that no copy, comparison or JSON.stringify ever sees it.
const fractional = Symbol('fractionalIntegers')

/** A reviver. JSON.parse tells the source text of a number, but costs several times as much with one: it runs only when it finds something. */
function noteFractionalInteger(this: object, name: string, value: JsonValue, context?: { readonly source?: string }): JsonValue {
  if (typeof value !== 'number' || !Number.isInteger(value) || !/[.eE]/.test(context?.source ?? '')) return value
  const noted: unknown = Reflect.get(this, fractional)
  if (noted instanceof Set) noted.add(name)
  else Object.defineProperty(this, fractional, { value: new Set([name]) })
  return value
}
