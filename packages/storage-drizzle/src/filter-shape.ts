import type { ElementFilter, Filter, ResolvedOperator } from '@rollcall/scim-core/filter'
import type { ComparableValue } from '@rollcall/scim-core/schema'

/** A leaf that compares with a value. */
export type Comparison = Extract<Filter | ElementFilter, { readonly value: ComparableValue }>

/**
 * A filter taken apart: its values, in the order of its leaves, and all the rest as text. Filters of one shape have the same SQL,
 * which is therefore built once for each shape and not for each request.
 */
export interface FilterShape {
  readonly shape: string
  readonly values: readonly ComparableValue[]
}

export function filterShape(filter: Filter): FilterShape {
  const values: ComparableValue[] = []
  return { shape: describe(filter, (leaf) => void values.push(leaf.value)), values }
}

/** Where the value of each leaf is in `FilterShape.values`. */
export function valueSlots(filter: Filter): ReadonlyMap<Comparison, number> {
  const slots = new Map<Comparison, number>()
  let next = 0
  describe(filter, (leaf) => void slots.set(leaf, next++))
  return slots
}

/**
 * The least text that is greater than every text with this prefix, or undefined when there is none: a prefix is a range.
 * In order of code points, and never a surrogate.
 */
export function prefixEnd(prefix: string): string | undefined {
  const points = [...prefix]
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0
    if (point < 0x10ffff) return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1)
  }
  return undefined
}

type Visit = (leaf: Comparison) => void

// Names come from definitions and hold no line breaks.
function describe(filter: Filter, visit: Visit): string {
  switch (filter.kind) {
    case 'compare':
      visit(filter)
      return `compare\n${filter.key}\n${filter.subAttribute ?? ''}\n${filter.index ?? ''}\n${operation(filter)}`
    case 'column':
      visit(filter)
      return `column\n${filter.column}\n${operation(filter)}`
    case 'present':
      return `present\n${filter.key}\n${filter.subAttribute ?? ''}`
    case 'valuePath':
      return `valuePath\n${filter.key}\n${describeElement(filter.filter, visit)}`
    case 'hasMember':
    case 'memberOf':
      return `${filter.kind}\n${describeElement(filter.filter, visit)}`
    case 'and':
    case 'or':
      return `${filter.kind}(${filter.filters.map((each) => describe(each, visit)).join()})`
    case 'not':
      return `not(${describe(filter.filter, visit)})`
  }
}

function describeElement(filter: ElementFilter, visit: Visit): string {
  switch (filter.kind) {
    case 'compare':
      visit(filter)
      return `compare\n${filter.subAttribute ?? ''}\n${filter.index ?? ''}\n${operation(filter)}`
    case 'present':
      return `present\n${filter.subAttribute ?? ''}`
    case 'and':
    case 'or':
      return `${filter.kind}(${filter.filters.map((each) => describeElement(each, visit)).join()})`
    case 'not':
      return `not(${describeElement(filter.filter, visit)})`
  }
}

/** The type of the value is part of the SQL, and so is whether a prefix has an end. */
function operation({ operator, value }: { readonly operator: ResolvedOperator; readonly value: ComparableValue }): string {
  const open = operator === 'sw' && typeof value === 'string' && prefixEnd(value) === undefined
  return `${operator} ${typeof value}${open ? ' open' : ''}`
}

/** Whether every resource satisfies the filter. */
export function isEverything(filter: Filter): boolean {
  return filter.kind === 'and' && filter.filters.length === 0
}
