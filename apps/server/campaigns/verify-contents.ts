import { isDeepStrictEqual } from 'node:util'
import { compat } from '@rollcall/scim-core/profiles'
import {
  comparableOf,
  completeResourceTypes,
  groupResourceType,
  indexedValuesOf,
  labelOf,
  usernameCaseMapped,
  userResourceType,
} from '@rollcall/scim-core/schema'
import type { Contents } from './contents.ts'

const resourceTypes = completeResourceTypes([userResourceType, groupResourceType])

/** What has to hold in a database whatever was written to it. */
export function verifyContents(contents: Contents): string[] {
  return [...userNames(contents), ...memberships(contents), ...derivedValues(contents), ...versions(contents), ...counts(contents)]
}

/** I3: one live user for a userName. Asked of the documents, not of the index that is to ensure it. */
function userNames({ resources }: Contents): string[] {
  const users = resources.filter(({ type }) => type === 'User')
  const byName = Map.groupBy(users, ({ document }) => usernameCaseMapped(String(JSON.parse(document).userName)))
  return [...byName].filter(([, same]) => same.length > 1).map(([name, same]) => `I3: ${same.length} users are named ${name}`)
}

/** I4: both ends are there, and of the type that the edge says. */
function memberships({ resources, memberships }: Contents): string[] {
  const typeOf = new Map(resources.map(({ id, type }) => [id, type]))
  return memberships
    .filter((each) => typeOf.get(each.group_id) !== each.group_type || typeOf.get(each.member_id) !== each.member_type)
    .map((each) => `I4: the membership of ${each.member_id} in ${each.group_id} leads nowhere`)
}

/** What is derived from a document is what would be derived from it now, and the index has these rows and no others. */
function derivedValues({ resources, indexedValues }: Contents): string[] {
  const wrong: string[] = []
  const rowsOf = Map.groupBy(indexedValues, ({ id }) => id)
  for (const { id, type, document, comparable, indexed, label } of resources) {
    const resourceType = resourceTypes.named(type)
    if (resourceType === undefined) {
      wrong.push(`Derived values: ${id} is of no type`)
      continue
    }
    const content = JSON.parse(document)
    const derived = comparableOf(content, resourceType)
    const alsoUnique = compat.unique.filter((each) => each.resourceType === type).map(({ path }) => path)
    const values = indexedValuesOf(derived, resourceType, alsoUnique)
    const rows = (rowsOf.get(id) ?? []).map((row) => ({ type: row.type, path: row.path, value: row.value, unique: row.is_unique === 1 }))
    const expectedRows = values.map((value) => ({ type, ...value }))
    if (!isDeepStrictEqual(JSON.parse(comparable), JSON.parse(JSON.stringify(derived))))
      wrong.push(`Derived values: the comparable form of ${id}`)
    if (!isDeepStrictEqual(JSON.parse(indexed), values)) wrong.push(`Derived values: the indexed values of ${id}`)
    if (!sameRows(rows, expectedRows)) wrong.push(`Derived values: the index rows of ${id}`)
    if (label !== (labelOf(content, resourceType) ?? null)) wrong.push(`Derived values: the label of ${id}`)
    rowsOf.delete(id)
  }
  return [...wrong, ...[...rowsOf.keys()].map((id) => `Derived values: the index has rows of ${id}, which is not there`)]
}

function sameRows(left: readonly object[], right: readonly object[]): boolean {
  const texts = (rows: readonly object[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
  return isDeepStrictEqual(texts(left), texts(right))
}

/** I6, I7: the journal has one entry for each version of each resource, up to the present one, and after a deletion no more. */
function versions({ resources, journal }: Contents): string[] {
  const wrong: string[] = []
  const versionOf = new Map(resources.map(({ id, version }) => [id, version]))
  for (const [id, entries] of Map.groupBy(journal, (entry) => entry.id)) {
    const isDeleted = entries.at(-1)?.operation === 'delete'
    const changes = isDeleted ? entries.slice(0, -1) : entries
    if (changes.some(({ version }, index) => version !== index + 1))
      wrong.push(`I6: the versions of ${id} in the journal are not 1, 2, 3 …`)
    if (changes[0]?.operation !== 'create') wrong.push(`I7: the journal of ${id} does not begin with its creation`)
    if (changes.some(({ operation }) => operation === 'delete')) wrong.push(`I7: ${id} changed after it was deleted`)
    if (isDeleted ? versionOf.has(id) : versionOf.get(id) !== changes.length) {
      wrong.push(
        `I7: ${id} has version ${versionOf.get(id)}, and the journal ${changes.length} changes${isDeleted ? ' and its deletion' : ''}`,
      )
    }
    versionOf.delete(id)
  }
  return [...wrong, ...[...versionOf.keys()].map((id) => `I7: ${id} is there and the journal does not know it`)]
}

/** I8, as far as it is kept. */
function counts({ resources, counts }: Contents): string[] {
  return resourceTypes.all.flatMap(({ name }) => {
    const real = resources.filter(({ type }) => type === name).length
    const kept = counts.find(({ type }) => type === name)?.count ?? 0
    return real === kept ? [] : [`I8: ${kept} ${name}s are counted, and there are ${real}`]
  })
}
