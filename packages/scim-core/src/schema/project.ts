import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'
import { invalidValue } from '../scim-error.ts'
import type { Attribute } from './attribute.ts'
import { parseAttributePath, resolveAttributePath } from './attribute-path.ts'
import type { ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'

/** What of a resource is to be returned (RFC 7644 §3.9), bound to one resource type. Keys are those of `Attribute.key`. */
export interface Projection {
  readonly kind: 'default' | 'attributes' | 'excludedAttributes'
  /** Keys of attributes named as a whole. */
  readonly whole: ReadonlySet<string>
  /** Keys of attributes of which sub-attributes were named, with the names of those in the schema's spelling. */
  readonly parts: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Reads the parameters `attributes` and `excludedAttributes`: names in any case, with or without URN; a bare URN means a whole
 * schema (PROT-3.9-04); unknown names are ignored, an empty list is none (PROT-3.9-06).
 * @throws ScimError invalidValue when both are given (D-30).
 */
export function resolveProjection(
  request: { readonly attributes: readonly string[] | undefined; readonly excludedAttributes: readonly string[] | undefined },
  resourceType: ResourceType,
): Projection {
  const attributes = namesIn(request.attributes)
  const excluded = namesIn(request.excludedAttributes)
  if (attributes.length > 0) {
    if (excluded.length > 0) throw invalidValue('attributes and excludedAttributes exclude each other; send one of them.')
    return bind('attributes', attributes, resourceType)
  }
  return excluded.length > 0 ? bind('excludedAttributes', excluded, resourceType) : bind('default', [], resourceType)
}

/** Whether the attribute, or a part of it, is to be returned when it has a value; otherwise it need not be read at all. */
export function wants(projection: Projection, attribute: Attribute): boolean {
  return isReturned(projection, attribute, false)
}

/** Whether a sub-attribute of an attribute that `wants` approves is to be returned when it has a value. */
export function wantsSubAttribute(projection: Projection, attribute: Attribute, subAttribute: Attribute): boolean {
  return isSubAttributeReturned(projection, attribute, subAttribute, false)
}

/**
 * Whether a stored document has to be looked into. Otherwise its text can be returned as it is, since it holds no members,
 * no computed attributes and nothing `writeOnly`.
 */
export function needsProjection(projection: Projection, resourceType: ResourceType): boolean {
  const { kind, whole, parts } = projection
  const { membership, memberOf, returnsWholeDocument } = resourceType
  if (!returnsWholeDocument || kind === 'attributes' || parts.size > 0) return true
  for (const key of whole) if (key !== membership?.name && key !== memberOf?.name) return true
  return false
}

/**
 * The part of a representation that is to be returned: RFC 7643 §7 `returned`, RFC 7644 §3.9. Names are in the schema's spelling.
 * @param sent the canonical body of a write: what is `returned: request` comes back when the client sent it
 */
export function project(resource: JsonObject, resourceType: ResourceType, projection: Projection, sent?: JsonObject): JsonObject {
  const projected: Record<string, JsonValue> = {}
  for (const name of Object.keys(resource)) {
    const value = resource[name]
    const attribute = resourceType.attribute(name)
    if (value === undefined) continue
    if (attribute !== undefined) {
      const part = projectAttribute(attribute, value, projection, sent?.[attribute.name])
      if (part !== undefined) projected[attribute.name] = part
      continue
    }
    const extension = resourceType.schemaById(name)
    if (extension === undefined || !isJsonObject(value)) continue
    const part = projectExtension(extension, value, projection, sent?.[extension.id])
    if (part !== undefined) projected[extension.id] = part
  }
  return projected
}

function namesIn(list: readonly string[] | undefined): string[] {
  return (list ?? []).map((name) => name.trim()).filter((name) => name !== '')
}

function bind(kind: Projection['kind'], names: readonly string[], resourceType: ResourceType): Projection {
  const whole = new Set<string>()
  const parts = new Map<string, Set<string>>()
  for (const name of names) {
    const schema = resourceType.schemaById(name)
    const path = schema === undefined ? parseAttributePath(name) : undefined
    const resolved = path === undefined ? undefined : resolveAttributePath(path, resourceType)
    if (schema !== undefined) {
      for (const { key, returned } of schema.attributes) if (returned === 'default') whole.add(key)
    } else if (resolved?.subAttribute === undefined) {
      if (resolved !== undefined) whole.add(resolved.key)
    } else {
      const named = parts.get(resolved.key) ?? new Set()
      parts.set(resolved.key, named.add(resolved.subAttribute.name))
    }
  }
  return { kind, whole, parts }
}

function projectExtension(
  extension: Schema,
  data: JsonObject,
  projection: Projection,
  sent: JsonValue | undefined,
): JsonObject | undefined {
  const projected: Record<string, JsonValue> = {}
  for (const name of Object.keys(data)) {
    const value = data[name]
    const attribute = extension.attribute(name)
    if (value === undefined || attribute === undefined) continue
    const sentValue = isJsonObject(sent) ? sent[attribute.name] : undefined
    const part = projectAttribute(attribute, value, projection, sentValue)
    if (part !== undefined) projected[attribute.name] = part
  }
  return Object.keys(projected).length === 0 ? undefined : projected
}

function projectAttribute(
  attribute: Attribute,
  value: JsonValue,
  projection: Projection,
  sent: JsonValue | undefined,
): JsonValue | undefined {
  if (!isReturned(projection, attribute, sent !== undefined)) return undefined
  if (attribute.type !== 'complex') return value
  if (isJsonObject(value)) return projectElement(attribute, value, projection, sent)
  if (!isJsonArray(value)) return value
  const elements: JsonArray = value.flatMap((element) =>
    isJsonObject(element) ? (projectElement(attribute, element, projection, sent) ?? []) : [],
  )
  return elements.length === 0 ? undefined : elements
}

function projectElement(
  attribute: Attribute,
  element: JsonObject,
  projection: Projection,
  sent: JsonValue | undefined,
): JsonObject | undefined {
  const projected: Record<string, JsonValue> = {}
  for (const name of Object.keys(element)) {
    const value = element[name]
    const subAttribute = attribute.subAttribute(name)
    if (value === undefined || subAttribute === undefined) continue
    if (isSubAttributeReturned(projection, attribute, subAttribute, isSent(subAttribute, sent))) projected[subAttribute.name] = value
  }
  return Object.keys(projected).length === 0 ? undefined : projected
}

function isReturned({ kind, whole, parts }: Projection, { key, returned }: Attribute, wasSent: boolean): boolean {
  if (returned === 'always' || returned === 'never') return returned === 'always'
  if (kind === 'attributes') return whole.has(key) || parts.has(key)
  return (returned === 'default' || wasSent) && !whole.has(key)
}

/** PROT-3.9-08: a sub-attribute that is always returned comes with its attribute, but does not bring it in. */
function isSubAttributeReturned(
  { kind, whole, parts }: Projection,
  { key }: Attribute,
  { name, returned }: Attribute,
  wasSent: boolean,
): boolean {
  if (returned === 'always' || returned === 'never') return returned === 'always'
  const isNamed = parts.get(key)?.has(name) === true
  if (kind === 'attributes') return isNamed || (returned === 'default' && whole.has(key))
  return (returned === 'default' || wasSent) && !isNamed
}

function isSent({ name }: Attribute, sent: JsonValue | undefined): boolean {
  if (isJsonArray(sent)) return sent.some((element) => isJsonObject(element) && Object.hasOwn(element, name))
  return isJsonObject(sent) && Object.hasOwn(sent, name)
}
