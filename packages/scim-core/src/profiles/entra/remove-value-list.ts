import type { FilterExpression } from '../../filter/filter.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import type { Attribute } from '../../schema/attribute.ts'
import { resolveAttributePath } from '../../schema/attribute-path.ts'
import type { ResourceType } from '../../schema/resource-type.ts'
import { memberOf } from '../mapped.ts'
import { equals, joined } from '../path-of.ts'
import type { Rewrite } from '../profile.ts'

/**
 * Deviation (Entra, JumpCloud, authentik): `remove` of a list with a value that says which elements are to go (D-11).
 * Only those go, never all: a value that names none removes none.
 */
export const removeValueList: Rewrite = {
  id: 'Q-REMOVE-VALUE-LIST',
  because: 'Entra, JumpCloud and authentik name the values to remove in value instead of a filter in path.',
  operation: (operation, _, resourceType) => {
    const { op, path, value } = operation
    if (op !== 'remove' || path === undefined || path.filter !== undefined || value === undefined || value === null) return [operation]
    const resolved = resolveAttributePath(path.path, resourceType)
    if (resolved === undefined || resolved.subAttribute !== undefined || !resolved.attribute.multiValued) return [operation]
    const elements = isJsonArray(value) ? value : [value]
    if (elements.length > most && resolved.attribute !== resourceType.membership) return [operation]
    const filter = selecting(resolved.attribute, elements, resourceType)
    return filter === undefined ? [] : [{ op, path: { ...path, filter }, value: undefined }]
  },
}

/** Elements that a document may hold are few, and each is compared with each: longer lists are left to be refused. Members are only listed. */
const most = 1000

function selecting(attribute: Attribute, elements: readonly JsonValue[], { membership }: ResourceType): FilterExpression | undefined {
  const filters = elements.flatMap((element) => {
    if (!isJsonObject(element)) return element === null || element === '' || isJsonArray(element) ? [] : equals('value', element)
    const [value, reference] = [memberOf(element, 'value'), memberOf(element, '$ref')]
    // A member is told by its id alone; other elements by value and type (RFC 7643 §2.4), or by all that is said of them.
    if (attribute === membership) return matching({ value: value ?? null, $ref: isGiven(value) ? null : (reference ?? null) })
    return matching(isGiven(value) ? { value: value ?? null, type: memberOf(element, 'type') ?? null } : element)
  })
  return joined('or', filters)
}

function matching(element: JsonObject): readonly FilterExpression[] {
  const terms = Object.entries(element).flatMap(([name, value]) => {
    const isComparable = typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && value !== '')
    return isComparable ? equals(name, value) : []
  })
  const filter = joined('and', terms)
  return filter === undefined ? [] : [filter]
}

function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== ''
}
