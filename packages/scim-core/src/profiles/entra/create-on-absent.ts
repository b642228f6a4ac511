import type { FilterExpression } from '../../filter/filter.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import { elementsAt } from '../../patch/document.ts'
import { isSelected } from '../../patch/elements.ts'
import { resolveTarget } from '../../patch/target.ts'
import type { Attribute } from '../../schema/attribute.ts'
import { memberOf } from '../mapped.ts'
import { pathOf } from '../path-of.ts'
import type { Rewrite } from '../profile.ts'

/**
 * Deviation (Entra): add or replace of `emails[type eq "work"].value` where no such element is, which RFC 7644 §3.5.2.3 answers with
 * noTarget (D-12). The element is made of the filter's eq terms; the next operation with the same filter finds it.
 */
export const createOnAbsent: Rewrite = {
  id: 'Q-CREATE-ON-ABSENT',
  because: 'Entra sets values by a filter such as emails[type eq "work"] and expects the element to be made when there is none.',
  operation: (operation, resource, resourceType) => {
    const { op, path, value } = operation
    if (op === 'remove' || path?.filter === undefined || value === undefined || value === null) return [operation]
    const target = resolveTarget(path, resourceType)
    if (target.kind !== 'elements') return [operation]
    const { attribute, key } = target.place
    if (attribute === resourceType.membership || attribute.type !== 'complex') return [operation]
    if (elementsAt(resource, target.place).some((element) => isSelected(target.filter, attribute, element))) return [operation]
    const [seed, list] = [seedOf(path.filter, attribute), pathOf(key)]
    const given = target.subAttribute === undefined ? value : { [target.subAttribute.name]: value }
    if (seed === undefined || list === undefined || !isJsonObject(given)) return [operation]
    const open = Object.entries(seed).filter(([name]) => memberOf(given, name) === undefined)
    return [{ op: 'add', path: list, value: [{ ...Object.fromEntries(open), ...given }] }]
  },
}

/** What an element has to be so that the filter selects it; undefined when the filter leaves that open. */
function seedOf(filter: FilterExpression, attribute: Attribute): JsonObject | undefined {
  if (filter.kind === 'and') {
    const seeds = filter.filters.map((each) => seedOf(each, attribute))
    const known = seeds.filter((each) => each !== undefined)
    return known.length === seeds.length ? Object.assign({}, ...known) : undefined
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.value === null) return undefined
  const name = attribute.subAttribute(filter.path.name)?.name
  const value: JsonValue = filter.value
  return name === undefined ? undefined : { [name]: value }
}
