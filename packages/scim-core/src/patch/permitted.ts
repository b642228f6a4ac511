import type { JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { mutability } from '../scim-error.ts'
import { sameJson } from './same-json.ts'
import { isEmpty } from './value.ts'

/**
 * The new value of an attribute, if its mutability allows the change (RFC 7643 §7, RFC 7644 §3.5.2). An equal value is no change (D-16).
 * @throws ScimError mutability when it is readOnly, immutable and set, or required and would be unassigned.
 */
export function permitted(
  attribute: Attribute,
  current: JsonValue | undefined,
  next: JsonValue | undefined,
  path: string,
): JsonValue | undefined {
  if (sameJson(current, next)) return next
  refuseReadOnly(attribute, path)
  if (isEmpty(current)) return next
  if (attribute.mutability === 'immutable') throw mutability(`${path} is immutable and already has a value, which has to stay.`)
  if (attribute.required && isEmpty(next)) throw mutability(`${path} is required and cannot be removed; replace it by another value.`)
  return next
}

/** @throws ScimError mutability for what only the service provider sets (RFC 7643 §7). */
export function refuseReadOnly(attribute: Attribute, path: string): void {
  if (attribute.mutability === 'readOnly') throw mutability(`${path} is readOnly; the service provider sets it.`)
}
