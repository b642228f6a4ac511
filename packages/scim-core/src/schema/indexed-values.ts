import type { JsonObject } from '../json.ts'
import { invalidValue } from '../scim-error.ts'
import type { ResolvedPath } from './attribute-path.ts'
import type { Comparable, ComparableValue, IndexedValue } from './comparable.ts'
import { completeIndex } from './indexes.ts'
import type { Index, ResourceType } from './resource-type.ts'

/** UTF-16 code units of an indexed value: what fits into a row of every database's index. */
export const maxIndexedLength = 512

/**
 * The rows of the equality index for one resource, each (path, value) once.
 * @param alsoUnique paths that a profile wants to be unique beyond the schema (D-37); they are indexed as well
 * @throws ScimError invalidValue when an indexed value is longer than `maxIndexedLength` in comparable form;
 * Error when a path in `alsoUnique` names nothing that can be indexed.
 */
export function indexedValuesOf(comparable: Comparable, resourceType: ResourceType, alsoUnique: readonly string[]): IndexedValue[] {
  const indexed: IndexedValue[] = []
  for (const index of indexesWith(alsoUnique, resourceType)) {
    const values = new Set(comparable[index.key]?.map((element) => valueIn(element, index)))
    for (const value of values) {
      if (value === undefined) continue
      const text = indexText(value)
      if (text.length > maxIndexedLength) throw tooLong(index)
      // An empty string is no value (RFC 7643 §2.5), so that two resources may both have it.
      indexed.push({ path: index.name, value: text, unique: index.unique && text !== '' })
    }
  }
  return indexed
}

/** A comparable value as text that orders, by code point, as `compareComparable` does among values of one type. */
export function indexText(value: ComparableValue): string {
  return typeof value === 'number' ? orderedHex(value) : String(value)
}

/** The index that answers a path, when the resource type declares one. */
export function indexName(path: Pick<ResolvedPath, 'key' | 'subAttribute'>, resourceType: ResourceType): string | undefined {
  return resourceType.indexes.find((index) => index.key === path.key && index.subAttribute === path.subAttribute?.name)?.name
}

/** What is shown as `display` where the resource is a member or a group. */
export function labelOf(document: JsonObject, resourceType: ResourceType): string | undefined {
  for (const name of resourceType.label) {
    const value = document[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

function indexesWith(alsoUnique: readonly string[], resourceType: ResourceType): readonly Index[] {
  if (alsoUnique.length === 0) return resourceType.indexes
  const indexes = new Map(resourceType.indexes.map((index) => [index.name, index]))
  for (const path of alsoUnique) {
    const index = completeIndex(path, resourceType)
    indexes.set(index.name, { ...index, unique: true })
  }
  return [...indexes.values()]
}

function valueIn(element: Comparable[string][number], { subAttribute }: Index): ComparableValue | undefined {
  if (typeof element !== 'object') return subAttribute === undefined ? element : undefined
  return subAttribute === undefined ? undefined : element[subAttribute]
}

/** The IEEE 754 bits as 16 hexadecimal digits: the sign bit turned over, and all bits of a negative number. */
function orderedHex(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  // Adding 0 makes −0 the 0 it equals.
  view.setFloat64(0, value + 0)
  const bits = view.getBigUint64(0)
  const ordered = bits >> 63n === 0n ? bits | (1n << 63n) : ~bits
  return BigInt.asUintN(64, ordered).toString(16).padStart(16, '0')
}

function tooLong({ name }: Index): Error {
  return invalidValue(`A value of ${name} is longer than ${maxIndexedLength} characters, which is the most that can be looked up.`)
}
