/** JSON as RFC 8259 has it. */
export type JsonValue = string | number | boolean | null | JsonArray | JsonObject
export type JsonArray = readonly JsonValue[]
export interface JsonObject {
  readonly [name: string]: JsonValue
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isJsonArray(value: unknown): value is JsonArray {
  return Array.isArray(value)
}

/** The value of a JSON text, or undefined when the text is no JSON. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Equality of JSON values: type-exact, the order of object members has no meaning. */
export function equalJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true
  if (isJsonArray(left) && isJsonArray(right)) {
    return left.length === right.length && left.every((each, index) => equalJson(each, right[index]))
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left)
    return (
      names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && equalJson(left[name], right[name]))
    )
  }
  return false
}

/** A value as one line of at most `limit` characters, for a failure message. */
export function show(value: unknown, limit = 200): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  return text.length > limit ? `${text.slice(0, limit)}…` : text
}
