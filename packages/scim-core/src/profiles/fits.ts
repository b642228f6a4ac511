import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'
import { type PatchOperation, patchOpSchema } from '../patch/patch-op.ts'
import type { Attribute } from '../schema/attribute.ts'
import { resolveAttributePath } from '../schema/attribute-path.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/**
 * Whether everything in the body of a create or replace is as the schemas have it: their names in their spelling, values of their types, no
 * empty text, one primary at most, and every schema listed that is used. Nothing in such a body has to be tolerated.
 */
export function bodyFits(body: JsonObject, resourceType: ResourceType): boolean {
  return attributesFit(body, resourceType) && listsItsSchemas(body, resourceType)
}

/** Whether a PatchOp message is written as RFC 7644 §3.5.2 has it, with paths that are names and no more. */
export function messageFits(message: JsonObject): boolean {
  const { schemas, Operations: operations } = message
  if (!isJsonArray(schemas) || !schemas.includes(patchOpSchema)) return false
  return isJsonArray(operations) && operations.length > 0 && operations.every((each) => isJsonObject(each) && isPlainOperation(each))
}

function isPlainOperation(operation: JsonObject): boolean {
  for (const name of Object.keys(operation)) if (name !== 'op' && name !== 'path' && name !== 'value') return false
  const { op, path } = operation
  if (op !== 'add' && op !== 'replace' && op !== 'remove') return false
  return path === undefined || (typeof path === 'string' && /^[A-Za-z][\w$.-]*$/.test(path))
}

/** Whether the value of an operation is as the schemas have it, for a path without a filter or for none. */
export function operationFits({ path, value }: PatchOperation, resourceType: ResourceType): boolean {
  if (value === undefined || value === null) return true
  if (path === undefined) return isJsonObject(value) && !Object.hasOwn(value, 'schemas') && attributesFit(value, resourceType)
  if (path.filter !== undefined) return false
  const resolved = resolveAttributePath(path.path, resourceType)
  if (resolved === undefined) {
    const extension = resourceType.schemaById(path.text)
    return extension !== undefined && isJsonObject(value) && membersFit(value, extension.attribute)
  }
  const attribute = resolved.subAttribute ?? resolved.attribute
  return attributeFits(attribute, attribute.name, value) || (!isJsonArray(value) && valueFits(attribute, value))
}

function attributesFit(body: JsonObject, { attribute: attributeNamed, extensions }: ResourceType): boolean {
  return Object.keys(body).every((name) => {
    const value = body[name]
    const attribute = attributeNamed(name)
    const extension = attribute === undefined ? extensions.find(({ schema }) => schema.id === name) : undefined
    if (extension === undefined) return attributeFits(attribute, name, value)
    return isJsonObject(value) && membersFit(value, extension.schema.attribute)
  })
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
