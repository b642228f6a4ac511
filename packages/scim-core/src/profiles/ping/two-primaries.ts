import { isJsonArray, isJsonObject, type JsonValue } from '../../json.ts'
import { mapElements, mapMembers, memberOf } from '../mapped.ts'
import { valueRewrite } from '../value-rewrite.ts'

/** Deviation (PingFederate): several elements with `primary: true` (RFC 7643 §2.4 allows one). The first keeps it (D-15). */
export const twoPrimaries = valueRewrite({
  id: 'Q-TWO-PRIMARIES',
  because: 'PingFederate marks several values of one attribute as primary; the first one keeps the mark.',
  whole: (value, { subAttribute }) => {
    if (!isJsonArray(value) || subAttribute('primary')?.type !== 'boolean') return value
    const first = value.find(isPrimary)
    return mapElements(value, (element) => (element !== first && isJsonObject(element) && isPrimary(element) ? unmarked(element) : element))
  },
})

function isPrimary(element: JsonValue): boolean {
  return isJsonObject(element) && memberOf(element, 'primary') === true
}

function unmarked(element: Parameters<typeof mapMembers>[0]): JsonValue {
  return mapMembers(element, (value, name) => (name.toLowerCase() === 'primary' ? undefined : value))
}
