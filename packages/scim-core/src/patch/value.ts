import { isJsonArray, isJsonObject, type JsonArray, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { canonicalizeValue } from '../schema/canonicalize.ts'
import type { Schema } from '../schema/schema.ts'
import { validateValue } from '../schema/validate.ts'
import { excerpt, invalidSyntax, invalidValue, type ScimError } from '../scim-error.ts'

/** What was sent for a multi-valued attribute: an array, or one element (RFC 7644 §3.5.2.1). */
export function elementsOf(value: JsonValue): JsonArray {
  return isJsonArray(value) ? value : [value]
}

/**
 * One value of an attribute, or one element of a multi-valued one, valid and in canonical form.
 * @returns undefined when nothing of it is assigned.
 * @throws ScimError invalidValue for a wrong type, invalidSyntax for sub-attributes that are not known.
 */
export function singleValueOf(attribute: Attribute, value: JsonValue, path: string): JsonValue | undefined {
  if (isJsonArray(value)) throw invalidValue(`${path} takes one value, not a list; send the value itself.`)
  const canonical = canonicalizeValue(attribute, value)
  if (canonical !== undefined) validateValue(attribute, canonical, path)
  return canonical
}

/** The sub-attribute with that name in any case. */
export function subAttributeOf(attribute: Attribute, name: string): Attribute {
  const subAttribute = attribute.subAttribute(name)
  if (subAttribute === undefined) throw unknownName(name, attribute.name)
  return subAttribute
}

/** The extension's attribute with that name in any case. */
export function extensionAttributeOf(schema: Schema, name: string): Attribute {
  const attribute = schema.attribute(name)
  if (attribute === undefined) throw unknownName(name, schema.id)
  return attribute
}

/** RFC 7643 §2.5: null, the empty array and a complex value without sub-attributes are no value. */
export function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true
  if (isJsonArray(value)) return value.length === 0
  return isJsonObject(value) && Object.keys(value).length === 0
}

function unknownName(name: string, parent: string): ScimError {
  return invalidSyntax(`"${excerpt(name)}" is not an attribute of ${parent}.`)
}
