import type { JsonObject } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { own, withMember } from './document.ts'
import { idOf } from './member-reference.ts'
import { permitted } from './permitted.ts'

/**
 * RFC 7643 §2.4: `value` is the id of what `$ref` names. Where one of them was changed alone, the other goes, for it would name something
 * else; the service provider makes it from the one that is there.
 * @param named sub-attributes that the operation assigned.
 */
export function withOneReference(attribute: Attribute, before: JsonObject, after: JsonObject, named: ReadonlySet<string>): JsonObject {
  const [value, reference] = [own(after, 'value'), own(after, '$ref')]
  if (!named.has('$ref') && value !== own(before, 'value')) return withMember(after, '$ref', undefined)
  const isMoved = !named.has('value') && typeof reference === 'string' && reference !== own(before, '$ref') && idOf(reference) !== value
  const identifier = isMoved ? attribute.subAttribute('value') : undefined
  return identifier === undefined ? after : withMember(after, 'value', permitted(identifier, value, undefined, `${attribute.key}.value`))
}
