import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'

/** An object with its members mapped; undefined leaves one out. The very object when nothing differs, which is the rule: no copy is made. */
export function mapMembers(object: JsonObject, map: (value: JsonValue, name: string) => JsonValue | undefined): JsonObject {
  let changes: Map<string, JsonValue | undefined> | undefined
  for (const name of Object.keys(object)) {
    const value = object[name]
    const mapped = value === undefined ? value : map(value, name)
    if (mapped !== value) changes = (changes ?? new Map()).set(name, mapped)
  }
  if (changes === undefined) return object
  const entries = Object.entries(object).map(([name, value]) => [name, changes.has(name) ? changes.get(name) : value] as const)
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** An array with its elements mapped; undefined leaves one out. The very array when nothing differs. */
export function mapElements(elements: JsonArray, map: (element: JsonValue) => JsonValue | undefined): JsonArray {
  let changed: JsonValue[] | undefined
  elements.forEach((element, index) => {
    const mapped = map(element)
    if (mapped !== element) changed ??= elements.slice(0, index)
    if (mapped !== undefined) changed?.push(mapped)
  })
  return changed ?? elements
}

/** The name under which an object has a member, in any case (RFC 7643 §2.1). */
export function nameIn(object: JsonObject, name: string): string | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(object, name) ? name : Object.keys(object).find((each) => each.toLowerCase() === lower)
}

/** A member by its name in any case. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  const found = nameIn(object, name)
  return found === undefined ? undefined : object[found]
}

/** A PATCH message with each operation that is an object mapped. */
export function mapOperations(message: JsonObject, map: (operation: JsonObject) => JsonObject): JsonObject {
  return mapMembers(message, (value, name) =>
    name.toLowerCase() === 'operations' && isJsonArray(value)
      ? mapElements(value, (operation) => (isJsonObject(operation) ? map(operation) : operation))
      : value,
  )
}
