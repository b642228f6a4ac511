import { type Comparable, type ComparableElement, type ComparableValue, compareComparable } from '../schema/comparable.ts'
import type { ColumnName, ElementFilter, Filter, ResolvedOperator } from './filter.ts'

/** What a filter is asked of: a resource in comparable form, its columns and its edges. Times in milliseconds since 1970. */
export interface FilterSubject extends Readonly<Record<ColumnName, string | number>> {
  readonly id: string
  readonly created: number
  readonly lastModified: number
  readonly version: number
  readonly comparable: Comparable
  /** Elements of `value` (an id), `type` (a resource type's name) and `display` (folded). Asked only when the filter names members. */
  readonly members: () => Iterable<ComparableElement>
  /** Elements of `value` (an id), `type` (`direct` or `indirect`) and `display` (folded). */
  readonly memberOf: () => Iterable<ComparableElement>
}

/** Whether the filter holds of the resource. This is what a filter means; every storage adapter agrees with it. */
export function matches(filter: Filter, subject: FilterSubject): boolean {
  switch (filter.kind) {
    case 'compare':
      return elementsAt(subject.comparable, filter.key).some((element) => holds(filter, element))
    case 'present':
      return elementsAt(subject.comparable, filter.key).some((element) => isPresent(element, filter.subAttribute))
    case 'column':
      return satisfies(subject[filter.column], filter.operator, filter.value)
    case 'valuePath':
      return elementsAt(subject.comparable, filter.key).some((element) => matchesElement(filter.filter, element))
    case 'hasMember':
      return some(subject.members(), filter.filter)
    case 'memberOf':
      return some(subject.memberOf(), filter.filter)
    case 'and':
      return filter.filters.every((each) => matches(each, subject))
    case 'or':
      return filter.filters.some((each) => matches(each, subject))
    case 'not':
      return !matches(filter.filter, subject)
  }
}

/** Whether the filter holds of one element of a multi-valued attribute. */
export function matchesElement(filter: ElementFilter, element: ComparableElement): boolean {
  switch (filter.kind) {
    case 'compare':
      return holds(filter, element)
    case 'present':
      return isPresent(element, filter.subAttribute)
    case 'and':
      return filter.filters.every((each) => matchesElement(each, element))
    case 'or':
      return filter.filters.some((each) => matchesElement(each, element))
    case 'not':
      return !matchesElement(filter.filter, element)
  }
}

/** RFC 7644 Table 3 on comparable values: text and its order by code point. Values of different kinds satisfy nothing. */
export function satisfies(actual: ComparableValue, operator: ResolvedOperator, expected: ComparableValue): boolean {
  if (operator === 'eq') return actual === expected
  if (typeof actual === 'string' && typeof expected === 'string') {
    if (operator === 'co') return actual.includes(expected)
    if (operator === 'sw') return actual.startsWith(expected)
    if (operator === 'ew') return actual.endsWith(expected)
  }
  if (typeof actual !== typeof expected) return false
  const order = compareComparable(actual, expected)
  switch (operator) {
    case 'gt':
      return order > 0
    case 'ge':
      return order >= 0
    case 'lt':
      return order < 0
    case 'le':
      return order <= 0
    case 'co':
    case 'sw':
    case 'ew':
      return false
  }
}

type Comparison = { readonly subAttribute: string | undefined; readonly operator: ResolvedOperator; readonly value: ComparableValue }

function holds({ subAttribute, operator, value }: Comparison, element: ComparableElement): boolean {
  const actual = valueAt(element, subAttribute)
  return actual !== undefined && satisfies(actual, operator, value)
}

/** RFC 7644 Table 3: an empty string is no value, false and 0 are; a complex element needs one sub-attribute with a value. */
function isPresent(element: ComparableElement, subAttribute: string | undefined): boolean {
  if (subAttribute === undefined && typeof element === 'object') return Object.values(element).some((value) => value !== '')
  const value = valueAt(element, subAttribute)
  return value !== undefined && value !== ''
}

function valueAt(element: ComparableElement, subAttribute: string | undefined): ComparableValue | undefined {
  if (typeof element !== 'object') return subAttribute === undefined ? element : undefined
  return subAttribute !== undefined && Object.hasOwn(element, subAttribute) ? element[subAttribute] : undefined
}

function elementsAt(comparable: Comparable, key: string): readonly ComparableElement[] {
  return (Object.hasOwn(comparable, key) ? comparable[key] : undefined) ?? []
}

function some(elements: Iterable<ComparableElement>, filter: ElementFilter): boolean {
  for (const element of elements) if (matchesElement(filter, element)) return true
  return false
}
