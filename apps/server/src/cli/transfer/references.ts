import { type Attribute, isJsonObject, type JsonObject, type JsonValue, type ResourceType } from '@rollcall/scim-core'
import { own, withMember } from './members.ts'

/** Ids of a file, and what they are in the tenant that it is imported into. */
export type NewIds = ReadonlyMap<string, string>

/** The ids of other resources that a resource names: its members, its manager. */
export function referencesOf(resource: JsonObject, type: ResourceType): readonly string[] {
  const found: string[] = []
  withReferences(resource, type, (id) => {
    found.push(id)
    return id
  })
  return found
}

/** The resource as it is sent, with the ids of this tenant. What is no id of the file stays, and so does who is not there yet. */
export function withNewIds(resource: JsonObject, type: ResourceType, ids: NewIds): JsonObject {
  const left = new Set(['id', 'meta', type.memberOf?.name])
  const sent = Object.fromEntries(Object.entries(resource).filter(([name]) => !left.has(name)))
  return withReferences(sent, type, (id) => ids.get(id) ?? id)
}

/** The resource without the members that `isThere` does not know. */
export function withMembersOf(resource: JsonObject, { membership }: ResourceType, isThere: (id: string) => boolean): JsonObject {
  const members = membership === undefined ? undefined : own(resource, membership.name)
  if (membership === undefined || !Array.isArray(members)) return resource
  return withMember(
    resource,
    membership.name,
    members.filter((each) => isJsonObject(each) && isThere(String(own(each, 'value')))),
  )
}

function withReferences(resource: JsonObject, type: ResourceType, change: (id: string) => string): JsonObject {
  const inObject = (object: JsonObject, attributes: readonly Attribute[]) =>
    attributes.filter(isReference).reduce((changed, { name }) => {
      const value = own(changed, name)
      return value === undefined ? changed : withMember(changed, name, Array.isArray(value) ? value.map(reference) : reference(value))
    }, object)
  // The URI and the name belong to where it comes from; they are made anew.
  const reference = (value: JsonValue): JsonValue => {
    const id = isJsonObject(value) ? own(value, 'value') : undefined
    return typeof id === 'string' ? { value: change(id) } : value
  }
  return type.extensions.reduce(
    (changed, { schema }) => {
      const extension = own(changed, schema.id)
      return isJsonObject(extension) ? withMember(changed, schema.id, inObject(extension, schema.attributes)) : changed
    },
    inObject(resource, type.attributes),
  )
}

/** RFC 7643 §2.3.7, §2.4: a `value` is the id of a resource here where a `$ref` says of which type. */
function isReference(attribute: Attribute): boolean {
  const types = attribute.subAttribute('$ref')?.referenceTypes ?? []
  return attribute.mutability !== 'readOnly' && types.some((name) => name !== 'external' && name !== 'uri')
}
