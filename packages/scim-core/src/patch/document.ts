import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import { sameJson } from './same-json.ts'
import { isEmpty } from './value.ts'

/** Where an attribute's value is kept: beside the common attributes, or in the object of its extension. */
export interface Place {
  readonly attribute: Attribute
  readonly extension: Schema | undefined
  /** `userName`, `urn:…:User:employeeNumber`. */
  readonly key: string
}

/** The value of an attribute, or undefined when it has none. */
export function valueAt(document: JsonObject, { attribute, extension }: Place): JsonValue | undefined {
  const holder = extension === undefined ? document : own(document, extension.id)
  return isJsonObject(holder) ? own(holder, attribute.name) : undefined
}

/** The elements of a multi-valued attribute; none when it has no value. */
export function elementsAt(document: JsonObject, place: Place): JsonArray {
  const value = valueAt(document, place)
  return isJsonArray(value) ? value : []
}

/**
 * The document with another value in one place; undefined and [] mean no value (RFC 7643 §2.5). An extension left without values goes,
 * and `schemas` follows the data (D-44). Nothing of the old document is changed.
 */
export function withValue(document: JsonObject, place: Place, value: JsonValue | undefined, resourceType: ResourceType): JsonObject {
  const { attribute, extension } = place
  const kept = isEmpty(value) ? undefined : value
  if (sameJson(valueAt(document, place), kept)) return document
  if (extension === undefined) return withMember(document, attribute.name, kept)
  const holder = own(document, extension.id)
  return withExtension(document, extension, withMember(isJsonObject(holder) ? holder : {}, attribute.name, kept), resourceType)
}

/** The document with another state of one extension; an empty one is taken out. */
export function withExtension(document: JsonObject, extension: Schema, values: JsonObject, resourceType: ResourceType): JsonObject {
  const changed = withMember(document, extension.id, isEmpty(values) ? undefined : values)
  const present = resourceType.extensions.map(({ schema }) => schema.id).filter((id) => Object.hasOwn(changed, id))
  return { ...changed, schemas: [resourceType.schema.id, ...present] }
}

/** An object with one member set or, when `value` is undefined, left out. The name comes from a schema, never from a request. */
export function withMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  if (value !== undefined) return { ...object, [name]: value }
  if (!Object.hasOwn(object, name)) return object
  const { [name]: _, ...rest } = object
  return rest
}

export function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
