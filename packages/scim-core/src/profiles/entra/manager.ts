import { isJsonArray } from '../../json.ts'
import { hasTextValue } from '../rewrites/string-for-complex.ts'
import { valueRewrite } from '../value-rewrite.ts'

/**
 * Deviation (Entra): `manager` as a bare id, or as a list of one. It holds for every complex attribute that has one `value`;
 * `{"value": ""}` is Q-EMPTY-CLEARS, a missing URN is PROT-3.4.2.2-21.
 */
export const manager = valueRewrite({
  id: 'Q-MANAGER',
  because: 'Entra sends manager as a plain id or as a list of one object, where {"value": …} is meant.',
  whole: (value, attribute) => {
    const [only, ...others] = isJsonArray(value) ? value : []
    return only !== undefined && others.length === 0 && !attribute.multiValued && hasTextValue(attribute) ? only : value
  },
  single: (value, attribute) => (!attribute.multiValued && typeof value === 'string' && hasTextValue(attribute) ? { value } : value),
})
