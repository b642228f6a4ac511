import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from './attribute.ts'
import type { ResourceType } from './resource-type.ts'

/**
 * A canonical resource with the default values of what it leaves unassigned (RFC 7644 §3.3, D-20); extensions only where they
 * carry data already. The very object when nothing was to be added, else a new one in the order of the definitions.
 * @param sent the body as sent: what it clears with null or [] stays unassigned (RFC 7644 §3.3)
 */
export function applyDefaults(resource: JsonObject, resourceType: ResourceType, sent: JsonObject = {}): JsonObject {
  const cleared = clearedNames(sent)
  let result = withDefaults(resource, resourceType.schema.attributes, cleared)
  for (const { schema } of resourceType.extensions) {
    const data = resource[schema.id]
    if (!isJsonObject(data)) continue
    const complete = withDefaults(data, schema.attributes, clearedNames(memberInAnyCase(sent, schema.id)))
    if (complete !== data) result = { ...result, [schema.id]: complete }
  }
  return result
}

function withDefaults(object: JsonObject, attributes: readonly Attribute[], cleared: ReadonlySet<string>): JsonObject {
  const missing = attributes.filter(
    ({ name, defaultValue }) => defaultValue !== undefined && object[name] === undefined && !cleared.has(name.toLowerCase()),
  )
  if (missing.length === 0) return object
  const names = new Set(attributes.map((attribute) => attribute.name))
  const complete: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(object)) if (!names.has(name) && !isUrn(name)) complete[name] = value
  for (const { name, defaultValue } of attributes) {
    const value = object[name] ?? (missing.some((each) => each.name === name) ? defaultValue : undefined)
    if (value !== undefined) complete[name] = value
  }
  for (const [name, value] of Object.entries(object)) if (isUrn(name)) complete[name] = value
  return complete
}

function clearedNames(sent: JsonValue | undefined): ReadonlySet<string> {
  if (!isJsonObject(sent)) return new Set()
  const cleared = Object.entries(sent).filter(([, value]) => value === null || (isJsonArray(value) && value.length === 0))
  return new Set(cleared.map(([name]) => name.toLowerCase()))
}

function memberInAnyCase(object: JsonObject, name: string): JsonValue | undefined {
  const lower = name.toLowerCase()
  return Object.entries(object).find(([each]) => each.toLowerCase() === lower)?.[1]
}

/** Extensions stand last in a canonical resource. */
function isUrn(name: string): boolean {
  return name.includes(':')
}
