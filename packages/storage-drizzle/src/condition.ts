import type { ElementFilter } from '@rollcall/scim-core/filter'
import type { ComparableValue } from '@rollcall/scim-core/schema'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Comparison } from './filter-shape.ts'
import type { SqlValue } from './statement.ts'

/** What the SQL of a filter is built with. */
export interface FilterScope {
  readonly dialect: Dialect
  readonly tenant: SQL
  /** The place of a leaf's value, in the form that `read` gives it. */
  readonly value: (leaf: Comparison, read: (value: ComparableValue) => SqlValue) => SQL
}

/** The conditions on one element, each leaf as `leaf` says it. */
export function elementCondition(filter: ElementFilter, leaf: (leaf: ElementLeaf) => SQL): SQL {
  switch (filter.kind) {
    case 'compare':
    case 'present':
      return leaf(filter)
    case 'and':
    case 'or':
      return junction(
        filter.kind,
        filter.filters.map((each) => elementCondition(each, leaf)),
      )
    case 'not':
      return sql`not (${elementCondition(filter.filter, leaf)})`
  }
}

export type ElementLeaf = Extract<ElementFilter, { kind: 'compare' | 'present' }>

/** Halves within halves: databases limit how deep an expression may be (D1: 100), and a chain is as deep as it is long. */
export function junction(operator: 'and' | 'or', conditions: readonly SQL[]): SQL {
  const [first] = conditions
  if (first === undefined) return operator === 'and' ? sql`true` : sql`false`
  if (conditions.length === 1) return first
  const middle = conditions.length >> 1
  const [left, right] = [junction(operator, conditions.slice(0, middle)), junction(operator, conditions.slice(middle))]
  return operator === 'and' ? sql`(${left} and ${right})` : sql`(${left} or ${right})`
}
