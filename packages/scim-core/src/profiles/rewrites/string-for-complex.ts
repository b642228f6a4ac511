import type { Attribute } from '../../schema/attribute.ts'
import { valueRewrite } from '../value-rewrite.ts'

/**
 * Deviation (Postman collections, templates written by hand): `roles: ["admin"]` for `[{"value": "admin"}]`, in every multi-valued complex
 * attribute with a `value`. Members as bare ids (Q-MEMBER-STRING) are one case of it.
 */
export const stringForComplex = valueRewrite({
  id: 'Q-STRING-FOR-COMPLEX',
  because: 'Values of multi-valued complex attributes come as plain strings, where {"value": …} is meant.',
  ofRemove: true,
  single: (value, attribute) => (attribute.multiValued && typeof value === 'string' && hasTextValue(attribute) ? { value } : value),
})

/** Whether a complex attribute has a `value` that a string can be. */
export function hasTextValue({ type, subAttribute }: Attribute): boolean {
  const value = type === 'complex' ? subAttribute('value')?.type : undefined
  return value !== undefined && value !== 'boolean' && value !== 'integer' && value !== 'decimal'
}
