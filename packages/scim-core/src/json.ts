import { assertText, type JsonLimits, type JsonPath, scanJson } from './json-scan.ts'
import { excerpt, invalidSyntax } from './scim-error.ts'

export { assertText, type JsonLimits } from './json-scan.ts'

/** JSON as RFC 8259 has it. Objects that come from a request are read through own properties only. */
export type JsonValue = string | number | boolean | null | JsonArray | JsonObject
export type JsonArray = readonly JsonValue[]
export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** Of a value that JSON.parse made: whether it is an object, which neither null nor an array is. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value)
}

/**
 * The members by their names in lower case: names are case-insensitive (RFC 7643 §2.1).
 * @param where what a refusal says that the object is, e.g. `The PATCH body`.
 * @throws ScimError invalidSyntax where two names differ only in case: readers disagree on which counts (CORE-2.1-03, RFC 8259 §4).
 */
export function membersByLowerCaseName(object: JsonObject, where: string): ReadonlyMap<string, JsonValue> {
  const members = new Map<string, JsonValue>()
  for (const [name, value] of Object.entries(object)) {
    const lower = name.toLowerCase()
    if (members.has(lower)) throw invalidSyntax(`${where} has "${excerpt(name)}" more than once; names are case-insensitive.`)
    members.set(lower, value)
  }
  return members
}

/** @throws ScimError invalidSyntax, as `membersByLowerCaseName`. */
export function refuseRepeatedNames(object: JsonObject, where: string): void {
  membersByLowerCaseName(object, where)
}

/** What `parseJson` accepts where nothing else is said. */
export const defaultJsonLimits: JsonLimits = { depth: 32, keysPerObject: 1000, tokens: 2_000_000 }

/**
 * Reads JSON text from outside. Stricter than JSON.parse: what parsers or databases disagree on is refused before a value exists.
 * @throws ScimError invalidSyntax: not JSON; deeper, wider or longer than the limits; a member name twice in one object, or one
 * that could reach a prototype; a number that a double cannot hold. invalidValue: U+0000 or a lone surrogate.
 */
export function parseJson(text: string, limits: Partial<JsonLimits> = {}): JsonValue {
  assertText(text, 'the JSON text')
  const fractionalIntegerPaths = scanJson(text, { ...defaultJsonLimits, ...limits })
  const value: JsonValue = JSON.parse(text)
  for (const path of fractionalIntegerPaths) note(path, value)
  return value
}

/**
 * Names of the members of an object that were written `1.0` or `1e3`: whole numbers that RFC 7643 §2.3.4 does not take for an
 * integer, while §2.3.3 takes them for a decimal. Of an array it is told that there are some (an empty set), not which. Known of
 * what `parseJson` returned and of no copy, and of the first 1,000 numbers in a text.
 */
export function fractionalIntegers(container: JsonObject | JsonArray): ReadonlySet<string> | undefined {
  const names: unknown = Reflect.get(container, noted)
  return names instanceof Set ? names : undefined
}

// A hidden property, so that no copy, comparison or JSON.stringify ever sees it.
const noted = Symbol('fractionalIntegers')

function note(path: JsonPath, value: JsonValue): void {
  let container: JsonValue | undefined = value
  for (const step of path.slice(0, -1)) container = member(container, step)
  const name = path.at(-1)
  if (typeof container !== 'object' || container === null) return
  const names: unknown = Reflect.get(container, noted) ?? new Set()
  if (names instanceof Set && typeof name === 'string') names.add(name)
  Object.defineProperty(container, noted, { value: names })
}

function member(container: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (isJsonArray(container)) return typeof step === 'number' ? container[step] : undefined
  return isJsonObject(container) && typeof step === 'string' ? container[step] : undefined
}
