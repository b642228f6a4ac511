import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'

/** An object with its members mapped; undefined leaves one out. The very object when nothing differs. */
export function mapMembers(object: JsonObject, map: (value: JsonValue, name: string) => JsonValue | undefined): JsonObject {
  let differs = false
  const entries: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(object)) {
    const mapped = map(value, name)
    differs ||= mapped !== value
    if (mapped !== undefined) entries.push([name, mapped])
  }
  return differs ? Object.fromEntries(entries) : object
}

/** An array with its elements mapped; undefined leaves one out. The very array when nothing differs. */
export function mapElements(elements: JsonArray, map: (element: JsonValue) => JsonValue | undefined): JsonArray {
  const mapped = elements.map(map)
  if (mapped.every((element, index) => element === elements[index])) return elements
  return mapped.filter((element) => element !== undefined)
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
