import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { merged } from './add.ts'
import type { Assignment } from './assignment.ts'
import { withElements } from './elements.ts'
import { singleValueOf } from './value.ts'

/**
 * What `replace` makes of an attribute (RFC 7644 §3.5.2.3): a list or a simple value is exchanged; of a complex value the named
 * sub-attributes are replaced and the others left as they are.
 */
export const replace: Assignment = (attribute, current, value, path) => {
  if (attribute.multiValued) return withElements(attribute, [], value, path)
  if (attribute.type === 'complex' && isJsonObject(value)) return merged(replace, attribute, current, value, path)
  return singleValueOf(attribute, value, path)
}

/** `replace` as the interoperability profile has it: a complex value is exchanged whole. */
export const replaceWhole: Assignment = (attribute, current, value, path) => {
  const isComplex = attribute.type === 'complex' && !attribute.multiValued
  return replace(attribute, isComplex ? fixedPart(attribute, current) : current, value, path)
}

/** What a client could not have replaced: sub-attributes that are readOnly, or immutable and set. */
function fixedPart(attribute: Attribute, current: JsonValue | undefined): JsonObject {
  const isFixed = (name: string): boolean => {
    const mutability = attribute.subAttribute(name)?.mutability
    return mutability === 'readOnly' || mutability === 'immutable'
  }
  return Object.fromEntries(Object.entries(isJsonObject(current) ? current : {}).filter(([name]) => isFixed(name)))
}
