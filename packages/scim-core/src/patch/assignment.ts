import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import { invalidPath, invalidValue, mutability, noTarget } from '../scim-error.ts'
import { elementsAt, own, valueAt, withMember, withValue } from './document.ts'
import { withOnePrimary, withSelected } from './elements.ts'
import { sameJson } from './same-json.ts'
import type { Target } from './target.ts'
import { extensionAttributeOf, isEmpty, refuseRepeatedNames } from './value.ts'

/** What `add` or `replace` makes of one attribute: its value before, the value sent (never unassigned), its value after. */
export type Assignment = (attribute: Attribute, current: JsonValue | undefined, value: JsonValue, path: string) => JsonValue | undefined

/**
 * The document after an assignment to a target.
 * @throws ScimError noTarget, invalidPath, invalidValue or mutability when the target does not take it.
 */
export function assign(
  document: JsonObject,
  target: Target,
  value: JsonValue,
  assignment: Assignment,
  resourceType: ResourceType,
): JsonObject {
  switch (target.kind) {
    case 'attribute': {
      const { place, path } = target
      const current = valueAt(document, place)
      const next = assigned(place.attribute, current, value, assignment, path)
      return withValue(document, place, settled(place.attribute, current, next, path), resourceType)
    }
    case 'subAttribute': {
      const { place, subAttribute, path } = target
      refuseReadOnly(place.attribute, path)
      if (place.attribute.multiValued) {
        // D-55
        throw invalidPath(`${path} does not say which value is meant; select it, as in ${place.key}[type eq "work"].${subAttribute.name}.`)
      }
      const current = valueAt(document, place)
      const next = withSubAttribute(current, subAttribute, value, assignment, path)
      return withValue(document, place, settled(place.attribute, current, next, place.key), resourceType)
    }
    case 'elements': {
      const { place, filter, subAttribute, path } = target
      refuseReadOnly(place.attribute, path)
      const elements = elementsAt(document, place)
      const element: Attribute = { ...place.attribute, multiValued: false }
      const next = withSelected(elements, filter, place.attribute, (each) =>
        subAttribute === undefined ? assignment(element, each, value, path) : withSubAttribute(each, subAttribute, value, assignment, path),
      )
      // RFC 7644 §3.5.2.3 for replace, D-12 for add.
      if (next === undefined) throw noTarget(`No value of ${place.key} matches the filter of the path.`)
      return withValue(document, place, settled(place.attribute, elements, next, path), resourceType)
    }
    case 'extension':
      return assignExtension(document, target.extension.schema, value, assignment, resourceType)
  }
}

/**
 * The new value of an attribute, if its mutability allows the change (RFC 7643 §7, RFC 7644 §3.5.2). An equal value is no change (D-16).
 * @throws ScimError mutability when it is readOnly, immutable and set, or required and would be unassigned.
 */
export function permitted(
  attribute: Attribute,
  current: JsonValue | undefined,
  next: JsonValue | undefined,
  path: string,
): JsonValue | undefined {
  if (sameJson(current, next)) return next
  refuseReadOnly(attribute, path)
  if (isEmpty(current)) return next
  if (attribute.mutability === 'immutable') throw mutability(`${path} is immutable and already has a value, which has to stay.`)
  if (attribute.required && isEmpty(next)) throw mutability(`${path} is required and cannot be removed; replace it by another value.`)
  return next
}

/** A value for what is readOnly is compared as it was sent; anything else is made by the assignment. */
function assigned(
  attribute: Attribute,
  current: JsonValue | undefined,
  value: JsonValue,
  assignment: Assignment,
  path: string,
): JsonValue | undefined {
  return attribute.mutability === 'readOnly' ? value : assignment(attribute, current, value, path)
}

function withSubAttribute(
  holder: JsonValue | undefined,
  subAttribute: Attribute,
  value: JsonValue,
  assignment: Assignment,
  path: string,
): JsonObject {
  const object: JsonObject = isJsonObject(holder) ? holder : {}
  const current = own(object, subAttribute.name)
  const next = permitted(subAttribute, current, assigned(subAttribute, current, value, assignment, path), path)
  const changed = withMember(object, subAttribute.name, next)
  return subAttribute.name === 'value' && !sameJson(current, next) ? withMember(changed, '$ref', undefined) : changed
}

function settled(attribute: Attribute, before: JsonValue | undefined, after: JsonValue | undefined, path: string): JsonValue | undefined {
  const isList = attribute.multiValued && isJsonArray(after)
  const next = isList ? withOnePrimary(attribute, isJsonArray(before) ? before : [], after, path) : after
  return permitted(attribute, before, next, path)
}

function assignExtension(
  document: JsonObject,
  schema: Schema,
  value: JsonValue,
  assignment: Assignment,
  resourceType: ResourceType,
): JsonObject {
  if (!isJsonObject(value)) throw invalidValue(`${schema.id} takes an object with attributes of the extension.`)
  refuseRepeatedNames(value, schema.id)
  let result = document
  for (const [name, sent] of Object.entries(value)) {
    const attribute = extensionAttributeOf(schema, name)
    const path = `${schema.id}:${attribute.name}`
    const place = { attribute, extension: schema, key: path }
    result = isEmpty(sent)
      ? withValue(result, place, permitted(attribute, valueAt(result, place), undefined, path), resourceType)
      : assign(result, { kind: 'attribute', place, path }, sent, assignment, resourceType)
  }
  return result
}

function refuseReadOnly({ mutability: kept }: Attribute, path: string): void {
  if (kept === 'readOnly') throw mutability(`${path} is readOnly; the service provider sets it.`)
}
