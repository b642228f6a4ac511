import { type Comparable, type ComparableValue, compareComparable } from '../schema/comparable.ts'
import type { KeysetPosition, ResourceQuery, SortKey, StoredResource } from './storage.ts'

/** Something that has a place in a query's order. */
export interface Sortable {
  readonly stored: StoredResource
  readonly comparable: Comparable
}

/** Where a resource stands when sorted by `sortBy` (RFC 7644 §3.4.2.3). */
export function positionOf(resource: Sortable, sortBy: SortKey | undefined): KeysetPosition {
  return { value: sortValue(resource, sortBy), id: resource.stored.id }
}

/**
 * The total order of a query: the sort value, resources without one at the end, then the id (D-39). Descending is the exact
 * reverse.
 */
export function totalOrder(order: ResourceQuery['order']): (left: KeysetPosition, right: KeysetPosition) => number {
  const sign = order === 'ascending' ? 1 : -1
  return (left, right) => sign * (compareSortValues(left.value, right.value) || compareComparable(left.id, right.id))
}

function sortValue({ stored, comparable }: Sortable, sortBy: SortKey | undefined): ComparableValue | null {
  if (sortBy === undefined) return null
  if (sortBy.kind === 'column') return stored[sortBy.column]
  const elements = comparable[sortBy.key] ?? []
  const element = elements.find((each) => typeof each === 'object' && each['primary'] === true) ?? elements[0]
  const value = typeof element === 'object' ? element[sortBy.subAttribute ?? 'value'] : element
  // An empty string is no value, as in `present`.
  return value === undefined || value === '' ? null : value
}

function compareSortValues(left: KeysetPosition['value'], right: KeysetPosition['value']): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return compareComparable(left, right)
}
