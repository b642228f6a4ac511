import type { JsonObject, JsonValue } from '@rollcall/scim-core'

/** The member of that name; never an inherited one. */
export function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** The object with one member changed; undefined takes it away. */
export function withMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const others = Object.entries(object).filter(([each]) => each !== name)
  if (value === undefined) return Object.fromEntries(others)
  // What is there keeps its place.
  return Object.hasOwn(object, name) ? { ...object, [name]: value } : Object.fromEntries([...others, [name, value]])
}

export function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0
}
