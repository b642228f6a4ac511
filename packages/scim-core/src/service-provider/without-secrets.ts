import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { withExtension } from '../patch/document.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'

/**
 * A document without what is `writeOnly` inside extensions and complex attributes: it is never returned (RFC 7643 §7), nobody here uses
 * it, and so it is not kept. The very object when there is nothing of the kind.
 */
export function withoutSecrets(document: JsonObject, resourceType: ResourceType): JsonObject {
  if (!resourceType.hasSecretParts) return document
  let result = withoutThoseOf(document, resourceType.schema.attribute)
  for (const { schema } of resourceType.extensions) {
    const data = result[schema.id]
    if (!isJsonObject(data)) continue
    const kept = withoutThoseOf(data, schema.attribute)
    if (kept !== data) result = withExtension(result, schema, kept, resourceType)
  }
  return result
}

function withoutThoseOf(object: JsonObject, attributeNamed: Schema['attribute']): JsonObject {
  const names = Object.keys(object)
  if (!names.some((name) => isSecretive(attributeNamed(name)))) return object
  const kept: Record<string, JsonValue> = {}
  for (const name of names) {
    const [value, attribute] = [object[name], attributeNamed(name)]
    const isWhole = attribute === undefined || value === undefined || !isSecretive(attribute)
    const part = isWhole ? value : isSecret(attribute) ? undefined : withoutParts(value, attribute)
    if (part !== undefined) kept[name] = part
  }
  return kept
}

function isSecretive(attribute: Attribute | undefined): boolean {
  return attribute !== undefined && (isSecret(attribute) || attribute.subAttributes.some(isSecret))
}

function isSecret({ mutability }: Attribute): boolean {
  return mutability === 'writeOnly'
}

/** A value of a complex attribute, or a list of them; undefined when nothing of it is left. */
function withoutParts(value: JsonValue, attribute: Attribute): JsonValue | undefined {
  if (Array.isArray(value)) {
    const elements = value.flatMap((element) => withoutParts(element, attribute) ?? [])
    return elements.length === 0 ? undefined : elements
  }
  if (!isJsonObject(value)) return value
  const kept = withoutThoseOf(value, attribute.subAttribute)
  return Object.keys(kept).length === 0 ? undefined : kept
}
