import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/**
 * Whether everything in a body is as the schemas have it: their names in their spelling, values of their types, no empty text, one primary
 * at most, and every schema listed that is used. Nothing in such a body has to be tolerated.
 */
export function fits(body: JsonObject, resourceType: ResourceType): boolean {
  for (const name of Object.keys(body)) {
    const value = body[name]
    const attribute = resourceType.attribute(name)
    const extension = attribute === undefined ? resourceType.extensions.find(({ schema }) => schema.id === name) : undefined
    const isFitting =
      extension === undefined ? attributeFits(attribute, name, value) : isJsonObject(value) && membersFit(value, extension.schema.attribute)
    if (!isFitting) return false
  }
  return listsItsSchemas(body, resourceType)
}

function listsItsSchemas(body: JsonObject, { schema, extensions, schemaById }: ResourceType): boolean {
  const listed = body['schemas']
  if (!isJsonArray(listed) || !listed.includes(schema.id)) return false
  if (!listed.every((urn) => typeof urn === 'string' && schemaById(urn)?.id === urn)) return false
  return extensions.every((extension) => !Object.hasOwn(body, extension.schema.id) || listed.includes(extension.schema.id))
}

function membersFit(object: JsonObject, attributeNamed: (name: string) => Attribute | undefined): boolean {
  for (const name of Object.keys(object)) if (!attributeFits(attributeNamed(name), name, object[name])) return false
  return true
}

/** null is no value (RFC 7643 §2.5), wherever it stands. */
function attributeFits(attribute: Attribute | undefined, name: string, value: JsonValue | undefined): boolean {
  if (attribute === undefined || attribute.name !== name) return false
  if (value === null || value === undefined) return true
  if (!attribute.multiValued) return valueFits(attribute, value)
  return isJsonArray(value) && value.every((element) => valueFits(attribute, element)) && !hasTwoPrimaries(value)
}

function valueFits({ type, subAttribute }: Attribute, value: JsonValue): boolean {
  if (value === null) return true
  switch (type) {
    case 'string':
    case 'reference':
    case 'binary':
    case 'dateTime':
      return typeof value === 'string' && value !== ''
    case 'boolean':
      return typeof value === 'boolean'
    case 'decimal':
    case 'integer':
      return typeof value === 'number'
    case 'complex':
      return isJsonObject(value) && membersFit(value, subAttribute)
  }
}

function hasTwoPrimaries(elements: JsonArray): boolean {
  let primaries = 0
  for (const element of elements) if (isJsonObject(element) && element['primary'] === true) primaries += 1
  return primaries > 1
}
