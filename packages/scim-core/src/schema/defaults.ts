import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from './attribute.ts'
import type { ResourceType } from './resource-type.ts'

/**
 * A canonical resource with the default values of what it leaves unassigned (RFC 7644 §3.3, D-20); extensions only where they
 * carry data already. The very object when nothing was to be added, else a new one in the order of the definitions.
 * @param sent the body as sent: what it clears with null or [] stays unassigned (RFC 7644 §3.3)
 */
export function applyDefaults(resource: JsonObject, resourceType: ResourceType, sent: JsonObject = {}): JsonObject {
  let result = withDefaults(resource, resourceType.attributes, sent)
  for (const { schema } of resourceType.extensions) {
    const data = resource[schema.id]
    if (!isJsonObject(data)) continue
    const complete = withDefaults(data, schema.attributes, memberInAnyCase(sent, schema.id))
    if (complete !== data) result = { ...result, [schema.id]: complete }
  }
  return result
}

function withDefaults(object: JsonObject, attributes: readonly Attribute[], sent: JsonValue | undefined): JsonObject {
  const isMissing = ({ name, defaultValue }: Attribute) =>
    defaultValue !== undefined && object[name] === undefined && !isCleared(name, sent)
  if (!attributes.some(isMissing)) return object
  const complete: Record<string, JsonValue> = {}
  for (const attribute of attributes) {
    const value = isMissing(attribute) ? attribute.defaultValue : object[attribute.name]
    if (value !== undefined) complete[attribute.name] = value
  }
  // Extensions are left, and stand last.
  return { ...complete, ...object }
}

/** Whether a body clears an attribute (RFC 7643 §2.5), which is more than to leave it out. */
export function isCleared(name: string, sent: JsonValue | undefined): boolean {
  const value = isJsonObject(sent) ? memberInAnyCase(sent, name) : undefined
  return value === null || (isJsonArray(value) && value.length === 0)
}

export function memberInAnyCase(object: JsonObject, name: string): JsonValue | undefined {
  const lower = name.toLowerCase()
  return Object.entries(object).find(([each]) => each.toLowerCase() === lower)?.[1]
}
