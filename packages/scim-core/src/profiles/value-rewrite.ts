import type { PathExpression } from '../filter/filter.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { PatchOperation } from '../patch/patch-op.ts'
import type { Attribute } from '../schema/attribute.ts'
import { resolveAttributePath } from '../schema/attribute-path.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { mapElements, mapMembers } from './mapped.ts'
import type { Rewrite } from './profile.ts'

/** How the values of attributes are read, wherever in a request they stand. Neither function sees null. */
export interface ValueRewrite {
  readonly id: string
  readonly because: string
  /** What was sent for an attribute as a whole, which may be a list. Not asked of what stands behind a filter in a path. */
  whole?(value: JsonValue, attribute: Attribute): JsonValue
  /** One value of an attribute, or one element of a multi-valued one, before its sub-attributes are looked at. */
  single?(value: JsonValue, attribute: Attribute): JsonValue
  /** Whether the value of a `remove`, which says what is to go, is read so too. */
  readonly ofRemove?: boolean
}

/** A rewrite of values, in the body of a create or replace and in the operations of a PATCH alike. */
export function valueRewrite(rule: ValueRewrite): Rewrite {
  return {
    id: rule.id,
    because: rule.because,
    ofMisfits: true,
    resource: (body, resourceType) => readBody(rule, body, resourceType),
    operation: (operation, _, resourceType) => [readOperation(rule, operation, resourceType)],
  }
}

/** The same for bodies of create and replace alone: what it reads may be said in a PATCH by the RFC. */
export function bodyRewrite(rule: ValueRewrite): Rewrite {
  return { id: rule.id, because: rule.because, ofMisfits: true, resource: (body, resourceType) => readBody(rule, body, resourceType) }
}

function readBody(rule: ValueRewrite, body: JsonObject, resourceType: ResourceType): JsonObject {
  return mapMembers(body, (value, name) => {
    const attribute = resourceType.attribute(name)
    if (attribute !== undefined) return readAttribute(rule, value, attribute)
    const extension = resourceType.schemaById(name)
    return extension !== undefined && isJsonObject(value) ? readMembers(rule, value, extension.attribute) : value
  })
}

function readOperation(rule: ValueRewrite, operation: PatchOperation, resourceType: ResourceType): PatchOperation {
  const { op, path, value } = operation
  if (value === undefined || value === null || (op === 'remove' && rule.ofRemove !== true)) return operation
  const read = path === undefined ? readWithoutPath(rule, value, resourceType) : readAt(rule, value, path, resourceType)
  return read === value ? operation : { ...operation, value: read }
}

function readWithoutPath(rule: ValueRewrite, value: JsonValue, resourceType: ResourceType): JsonValue {
  return isJsonObject(value) ? readBody(rule, value, resourceType) : value
}

function readAt(
  rule: ValueRewrite,
  value: JsonValue,
  { text, path, filter, subAttribute }: PathExpression,
  resourceType: ResourceType,
): JsonValue {
  const resolved = resolveAttributePath(path, resourceType)
  if (resolved === undefined) {
    const extension = resourceType.schemaById(text)
    return extension !== undefined && isJsonObject(value) ? readMembers(rule, value, extension.attribute) : value
  }
  const { attribute } = resolved
  if (filter === undefined) return readAttribute(rule, value, resolved.subAttribute ?? attribute)
  const target = subAttribute === undefined ? attribute : attribute.subAttribute(subAttribute)
  return target === undefined ? value : readSingle(rule, value, target)
}

function readAttribute(rule: ValueRewrite, value: JsonValue, attribute: Attribute): JsonValue {
  if (value === null) return value
  const whole = rule.whole === undefined ? value : rule.whole(value, attribute)
  if (!isJsonArray(whole)) return readSingle(rule, whole, attribute)
  return attribute.multiValued ? mapElements(whole, (element) => readSingle(rule, element, attribute)) : whole
}

function readSingle(rule: ValueRewrite, value: JsonValue, attribute: Attribute): JsonValue {
  if (value === null) return value
  const single = rule.single === undefined ? value : rule.single(value, attribute)
  return attribute.type === 'complex' && isJsonObject(single) ? readMembers(rule, single, attribute.subAttribute) : single
}

function readMembers(rule: ValueRewrite, object: JsonObject, attributeNamed: (name: string) => Attribute | undefined): JsonObject {
  return mapMembers(object, (value, name) => {
    const attribute = attributeNamed(name)
    return attribute === undefined ? value : readAttribute(rule, value, attribute)
  })
}
