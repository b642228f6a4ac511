import { decodedSegment } from '../filter/resource-uri.ts'
import { isJsonObject, type JsonObject, type JsonValue, refuseRepeatedNames } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { MemberReference } from '../schema/membership.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidValue } from '../scim-error.ts'
import { own } from './document.ts'
import { subAttributeOf } from './value.ts'

export interface StatedReference {
  readonly id: string | undefined
  readonly type: string | undefined
}

/**
 * Elements of the membership attribute as references, each member once (D-35). `display` is computed, so what a client sends is ignored.
 * @param ownId the resource that has the members.
 * @throws ScimError invalidValue when an element names nobody, contradicts itself, or names the resource itself.
 */
export function memberReferences(elements: readonly JsonValue[], resourceType: ResourceType, ownId: string): readonly MemberReference[] {
  const attribute = resourceType.membership
  if (attribute === undefined) return []
  const references = new Map<string, MemberReference>()
  for (const element of elements) {
    if (!isJsonObject(element)) throw invalidValue(`A value of ${attribute.name} has to be an object like {"value": "<id>"}.`)
    const { id, type } = statedReference(element, attribute)
    if (id === undefined) throw invalidValue(`A value of ${attribute.name} needs the id of the member as its value.`)
    if (id === ownId) throw invalidValue(`A ${resourceType.name} cannot be a member of itself.`)
    references.set(id, { id, type })
  }
  return [...references.values()]
}

/** What one element says about a member; any part may be missing. `$ref` alone is enough: its last segment is the id. */
export function statedReference(element: JsonObject, attribute: Attribute): StatedReference {
  refuseRepeatedNames(element, attribute.name)
  const stated = new Map<string, JsonValue>()
  for (const name of Object.keys(element)) stated.set(subAttributeOf(attribute, name).name, own(element, name) ?? null)
  const value = textOf(stated.get('value'), `${attribute.name}.value`)
  const ref = textOf(stated.get('$ref'), `${attribute.name}.$ref`)
  const referenced = ref === undefined ? undefined : idOf(ref)
  if (value !== undefined && referenced !== undefined && value !== referenced) {
    throw invalidValue(`${attribute.name}.value and ${attribute.name}.$ref name different members; send one of them.`)
  }
  return { id: value ?? referenced, type: typeOf(textOf(stated.get('type'), `${attribute.name}.type`), attribute) }
}

/** The id at the end of a reference: `../Users/2819`, `https://example.com/v2/Users/2819/`. */
export function idOf(reference: string): string {
  const path = reference.endsWith('/') ? reference.slice(0, -1) : reference
  return decodedSegment(path.slice(path.lastIndexOf('/') + 1))
}

function textOf(value: JsonValue | undefined, path: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value === '') throw invalidValue(`${path} has to be a string that is not empty.`)
  return value
}

/** RFC 7643 §4.2: the type is one that `$ref` may point to. */
function typeOf(type: string | undefined, attribute: Attribute): string | undefined {
  const types = attribute.subAttribute('$ref')?.referenceTypes ?? []
  if (type === undefined || types.length === 0) return type
  const known = types.find((each) => each.toLowerCase() === type.toLowerCase())
  if (known === undefined) throw invalidValue(`${attribute.name}.type has to be ${types.join(' or ')}.`)
  return known
}
