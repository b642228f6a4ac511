import { isJsonArray, isJsonObject, type JsonValue } from '../../json.ts'
import { mapElements, mapMembers, memberOf } from '../mapped.ts'
import { bodyRewrite } from '../value-rewrite.ts'

/**
 * Deviation (PingFederate): several elements with `primary: true`, of which RFC 7643 §2.4 allows one. The first keeps it (D-15).
 * In a PATCH it would be a guess which one is meant to become primary, so there it stays refused (PROT-3.5.2-21).
 */
export const twoPrimaries = bodyRewrite({
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
