import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { withExtension, withMember } from '../patch/document.ts'
import { sameJson } from '../patch/same-json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { isCleared, memberInAnyCase } from '../schema/defaults.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { mutability } from '../scim-error.ts'

/**
 * The document of a replace with what stays although it was left out (RFC 7644 §3.5.1, D-19): immutable values, and values that are not
 * returned unless asked for, which a client that sends back what it has read does not know of. The latter go when they are cleared.
 * @param meant the body that `given` was made of, with what it clears.
 * @throws ScimError mutability when an immutable value is another one.
 */
export function withKept(given: JsonObject, before: JsonObject, meant: JsonObject, resourceType: ResourceType): JsonObject {
  let document = withKeptOf(resourceType.schema.attributes, given, before, meant, '')
  for (const { schema } of resourceType.extensions) {
    const stored = before[schema.id]
    if (!isJsonObject(stored)) continue
    const [values, sent] = [document[schema.id], memberInAnyCase(meant, schema.id)]
    const current = isJsonObject(values) ? values : {}
    const kept = withKeptOf(schema.attributes, current, stored, sent, `${schema.id}:`)
    if (kept !== current) document = withExtension(document, schema, kept, resourceType)
  }
  return document
}

function withKeptOf(
  attributes: readonly Attribute[],
  given: JsonObject,
  before: JsonObject,
  meant: JsonValue | undefined,
  prefix: string,
): JsonObject {
  let result = given
  for (const attribute of attributes) {
    const { name } = attribute
    const [stored, value, path] = [before[name], given[name], prefix + name]
    if (stored === undefined) continue
    if (attribute.mutability === 'immutable' && value !== undefined && !sameJson(stored, value)) {
      throw mutability(`${path} is immutable and already has another value; leave it out or send the stored one.`)
    }
    if (value === undefined) {
      if (isKept(attribute, meant)) result = withMember(result, name, stored)
    } else if (isJsonObject(value) && isJsonObject(stored)) {
      const sent = isJsonObject(meant) ? memberInAnyCase(meant, name) : undefined
      const kept = withKeptOf(attribute.subAttributes, value, stored, sent, `${path}.`)
      if (kept !== value) result = withMember(result, name, kept)
    }
  }
  return result
}

/** @param meant what was sent of the object that has the attribute; null clears all of it. */
function isKept({ name, mutability, returned }: Attribute, meant: JsonValue | undefined): boolean {
  if (mutability === 'immutable') return true
  return (returned === 'request' || returned === 'never') && meant !== null && !isCleared(name, meant)
}
