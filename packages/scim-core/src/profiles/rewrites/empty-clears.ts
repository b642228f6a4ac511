import { isJsonObject, type JsonValue } from '../../json.ts'
import { memberOf } from '../mapped.ts'
import { valueRewrite } from '../value-rewrite.ts'

/** Deviation (Entra, Okta): `""`, or `{"value": ""}` for a complex attribute, clears. Of a required attribute it stays, and is refused. */
export const emptyClears = valueRewrite({
  id: 'Q-EMPTY-CLEARS',
  because: 'Entra clears an attribute by "" or {"value": ""}; RFC 7643 §2.5 knows null and [] for that.',
  single: (value, { required, subAttribute }) => {
    const isCleared = value === '' || (subAttribute('value') !== undefined && isBlank(value))
    return isCleared && !required ? null : value
  },
})

function isBlank(value: JsonValue): boolean {
  return isJsonObject(value) && memberOf(value, 'value') === ''
}
