import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, refuseRepeatedNames } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { Assignment } from './assignment.ts'
import { own, withMember } from './document.ts'
import { withElements } from './elements.ts'
import { withOneReference } from './one-reference.ts'
import { permitted } from './permitted.ts'
import { isEmpty, singleValueOf, subAttributeOf } from './value.ts'

/** What `add` makes of an attribute (RFC 7644 §3.5.2.1): a list grows, a complex value gains sub-attributes, a simple value is replaced. */
export const add: Assignment = (attribute, current, value, path) => {
  if (attribute.multiValued) return withElements(attribute, isJsonArray(current) ? current : [], value, path)
  if (attribute.type === 'complex' && isJsonObject(value)) return merged(add, attribute, current, value, path)
  return singleValueOf(attribute, value, path)
}

/**
 * A complex value with the named sub-attributes assigned and the others kept. Sub-attributes that are readOnly are passed over, as they
 * are in the body of a replace (RFC 7644 §3.5.1).
 */
export function merged(
  assignment: Assignment,
  attribute: Attribute,
  current: JsonValue | undefined,
  sent: JsonObject,
  path: string,
): JsonObject {
  refuseRepeatedNames(sent, path)
  const before: JsonObject = isJsonObject(current) ? current : {}
  const named = new Set<string>()
  let after = before
  for (const [name, value] of Object.entries(sent)) {
    const subAttribute = subAttributeOf(attribute, name)
    if (subAttribute.mutability === 'readOnly') continue
    named.add(subAttribute.name)
    const [where, old] = [`${path}.${subAttribute.name}`, own(after, subAttribute.name)]
    const next = isEmpty(value) ? undefined : assignment(subAttribute, old, value, where)
    after = withMember(after, subAttribute.name, permitted(subAttribute, old, next, where))
  }
  return withOneReference(attribute, before, after, named)
}
