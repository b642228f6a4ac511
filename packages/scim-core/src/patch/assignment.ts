import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, refuseRepeatedNames } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import { invalidPath, invalidValue, noTarget } from '../scim-error.ts'
import { elementsAt, own, valueAt, withMember, withValue } from './document.ts'
import { keepIdentities, withOnePrimary, withoutTwins, withSelected } from './elements.ts'
import { withOneReference } from './one-reference.ts'
import { permitted, refuseReadOnly } from './permitted.ts'
import type { Target } from './target.ts'
import { extensionAttributeOf, isEmpty } from './value.ts'

/** What `add` or `replace` makes of one attribute: its value before, the value sent (never unassigned), its value after. */
export type Assignment = (attribute: Attribute, current: JsonValue | undefined, value: JsonValue, path: string) => JsonValue | undefined

export interface AssignmentContext {
  readonly assignment: Assignment
  readonly resourceType: ResourceType
  /** Most values of one attribute. Held at every step: the next one costs as much as the list is long. */
  readonly multiValues: number
}

/**
 * The document after an assignment to a target.
 * @throws ScimError noTarget, invalidPath, invalidValue or mutability when the target does not take it.
 */
export function assign(document: JsonObject, target: Target, value: JsonValue, context: AssignmentContext): JsonObject {
  const { assignment, resourceType, multiValues } = context
  switch (target.kind) {
    case 'attribute': {
      const { place, path } = target
      const current = valueAt(document, place)
      const next = assigned(place.attribute, current, value, assignment, path)
      return withValue(document, place, settled(place.attribute, current, next, path, multiValues), resourceType)
    }
    case 'subAttribute': {
      const { place, subAttribute, path } = target
      refuseReadOnly(place.attribute, path)
      if (place.attribute.multiValued) {
        // D-55
        throw invalidPath(`${path} does not say which value is meant; select it, as in ${place.key}[type eq "work"].${subAttribute.name}.`)
      }
      const current = valueAt(document, place)
      const next = withSubAttribute(place.attribute, current, subAttribute, value, assignment, path)
      return withValue(document, place, settled(place.attribute, current, next, place.key, multiValues), resourceType)
    }
    case 'elements': {
      const { place, filter, subAttribute, path } = target
      refuseReadOnly(place.attribute, path)
      const elements = elementsAt(document, place)
      const element: Attribute = { ...place.attribute, multiValued: false }
      const next = withSelected(elements, filter, place.attribute, (each) =>
        subAttribute === undefined
          ? assignment(element, each, value, path)
          : withSubAttribute(place.attribute, each, subAttribute, value, assignment, path),
      )
      // RFC 7644 §3.5.2.3 for replace, D-12 for add.
      if (next === undefined) throw noTarget(`No value of ${place.key} matches the filter of the path.`)
      return withValue(document, place, settled(place.attribute, elements, next, path, multiValues), resourceType)
    }
    case 'extension':
      return assignExtension(document, target.extension.schema, value, context)
  }
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
  attribute: Attribute,
  holder: JsonValue | undefined,
  subAttribute: Attribute,
  value: JsonValue,
  assignment: Assignment,
  path: string,
): JsonObject {
  const object: JsonObject = isJsonObject(holder) ? holder : {}
  const current = own(object, subAttribute.name)
  const next = permitted(subAttribute, current, assigned(subAttribute, current, value, assignment, path), path)
  return withOneReference(attribute, object, withMember(object, subAttribute.name, next), new Set([subAttribute.name]))
}

/** The value that is kept: of a list one element is primary, none is there twice, and they are not too many. */
function settled(
  attribute: Attribute,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
  multiValues: number,
): JsonValue | undefined {
  if (!attribute.multiValued || !isJsonArray(after)) return permitted(attribute, before, after, path)
  if (after.length > multiValues) throw invalidValue(`${path} would have more than ${multiValues} values.`)
  const old = isJsonArray(before) ? before : []
  const list = withOnePrimary(attribute, old, after, path)
  return permitted(attribute, before, keepIdentities(old, list) ? list : withoutTwins(attribute, list), path)
}

function assignExtension(document: JsonObject, schema: Schema, value: JsonValue, context: AssignmentContext): JsonObject {
  if (!isJsonObject(value)) throw invalidValue(`${schema.id} takes an object with attributes of the extension.`)
  refuseRepeatedNames(value, schema.id)
  let result = document
  for (const [name, sent] of Object.entries(value)) {
    const attribute = extensionAttributeOf(schema, name)
    const path = `${schema.id}:${attribute.name}`
    const place = { attribute, extension: schema, key: path }
    result = isEmpty(sent)
      ? withValue(result, place, permitted(attribute, valueAt(result, place), undefined, path), context.resourceType)
      : assign(result, { kind: 'attribute', place, path }, sent, context)
  }
  return result
}
