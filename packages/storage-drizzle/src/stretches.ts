import type { Selection } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { candidates, countOf, sortValue } from './candidates.ts'
import type { FilterScope } from './condition.ts'
import { isEverything } from './filter-shape.ts'
import { resourceColumns } from './resource-row.ts'
import { literal } from './statement.ts'
import { where } from './where.ts'

/** One selection of a query with the place of its type's name. */
export interface TypedSelection {
  readonly selection: Selection
  readonly type: SQL
  readonly scope: FilterScope
}

export interface Scan {
  readonly up: boolean
  /** Where it begins: at the end it comes from, or beyond a position that has a sort value, or none. */
  readonly start: 'end' | 'value' | 'null'
  /** Whether what is at the position itself belongs to it. */
  readonly inclusive: boolean
  readonly value: SQL
  readonly id: SQL
  readonly limit: SQL
  /** undefined skips nothing. */
  readonly offset: SQL | undefined
}

/** A part of a query's total order that one statement reads. Rows are `ResourceRow`s with their `sortValue`. */
export interface Stretch {
  page(scan: Scan): SQL
  /** How many resources it has, as a query of one number. */
  readonly count: SQL
  /** Whether that number is kept, and need not be counted. */
  readonly isCounted: boolean
  /** Whether a page of it may take reading all that the tenant has. */
  readonly isLong: boolean
}

/**
 * The stretches in ascending order. An order by an indexed attribute is read from the index and has two: first what has a value, then
 * what has none. Any other order has one.
 */
export function stretches(selections: readonly TypedSelection[]): readonly Stretch[] {
  const [only] = selections
  if (only !== undefined && selections.length === 1) {
    const { sortBy } = only.selection
    if (sortBy === undefined || (sortBy.kind === 'column' && sortBy.column === 'id')) return [orderedById(only)]
    const index = sortBy.kind === 'attribute' ? sortBy.index : undefined
    if (index !== undefined && candidates(only.selection, only.type, only.scope).path === undefined) {
      const hasNone = sql`${someHaveNone(only, index)} and ${sortValue(sortBy, only.scope)} is null`
      return [orderedByIndex(only, index), orderedById(only, hasNone)]
    }
  }
  return [orderedByValue(selections)]
}

/**
 * Whether the index, which has one row for each resource with a value, has fewer than there are resources. It says so of userName without
 * looking into any of them, where an order begins or ends with those that have none.
 */
function someHaveNone({ type, scope }: TypedSelection, index: string): SQL {
  const { tenant, dialect } = scope
  const { indexedValues, resourceCounts } = dialect.tables
  const all = sql`select c.count from ${resourceCounts} c where c.tenant = ${tenant} and c.type = ${type}`
  return sql`(${all}) > (select count(*) from ${indexedValues} v where ${rowsOf(index, type, scope)})`
}

function rowsOf(index: string, type: SQL, { tenant }: FilterScope): SQL {
  return sql`v.tenant = ${tenant} and v.type = ${type} and v.path = ${literal(index)} and v.value > ''`
}

/** The documents are read as an index is walked in the order of ids. */
function orderedById({ selection, type, scope }: TypedSelection, restriction?: SQL): Stretch {
  const { from, condition, id, areFew } = candidates(selection, type, scope)
  const { tenant, dialect } = scope
  const { resources } = dialect.tables
  const rows = sql`from ${from} where ${condition}${restriction === undefined ? sql`` : sql` and ${restriction}`}`
  const value = selection.sortBy?.kind === 'column' ? sql`r.id` : sql`null`
  const isWhole = restriction === undefined && isEverything(selection.filter)
  return {
    count: isWhole ? countOf(selection, type, scope) : sql`select count(*) ${rows}`,
    isCounted: isWhole,
    isLong: !areFew && !isWhole,
    page({ up, start, inclusive, id: position, limit, offset }) {
      const beyond = start === 'end' ? sql`` : sql` and ${id} ${comparison(up, inclusive)} ${position}`
      const order = (column: SQL) => (up ? column : sql`${column} desc`)
      const columns = sql`${resourceColumns('r.')}, ${value} as "sortValue"`
      if (offset === undefined) return sql`select ${columns} ${rows}${beyond} order by ${order(id)} limit ${limit}`
      // What is skipped is skipped in the index, which has the ids: the row of each would be read as well.
      const page = sql`select ${id} as id ${rows}${beyond} order by ${order(id)} limit ${limit} offset ${offset}`
      return sql`select ${columns} from (${page}) k cross join ${resources} r where r.tenant = ${tenant} and r.id = k.id order by ${order(sql`k.id`)}`
    },
  }
}

function orderedByIndex({ selection, type, scope }: TypedSelection, index: string): Stretch {
  const { tenant, dialect } = scope
  const { indexedValues, resources } = dialect.tables
  const row = rowsOf(index, type, scope)
  const isWhole = isEverything(selection.filter)
  const keys = isWhole
    ? sql`select v.id as id, v.value as sort_value from ${indexedValues} v where ${row}`
    : sql`select v.id as id, v.value as sort_value from ${indexedValues} v cross join ${resources} r
        where ${row} and r.tenant = ${tenant} and r.id = v.id and ${where(selection.filter, scope)}`
  return keyed(keys, 'always', !isWhole, scope)
}

function orderedByValue(selections: readonly TypedSelection[]): Stretch {
  const parts = selections.map(({ selection, type, scope }) => {
    const { sortBy } = selection
    const { from, condition, areFew, path } = candidates(selection, type, scope)
    const key = sql`select r.id as id, ${sortValue(sortBy, scope)} as sort_value`
    // What was changed since, in the order of changes: the index that has the range has the order too, and a page is all that is read.
    if (sortBy?.kind === 'column' && sortBy.column === path?.inOrderOf) {
      const rows = sql`r.tenant = ${scope.tenant} and r.type = ${type} and ${where(selection.filter, scope)}`
      return { areFew, keys: sql`${key} from ${scope.dialect.tables.resources} r where ${rows}` }
    }
    return { areFew, keys: sql`${key} from ${from} where ${condition}` }
  })
  const isLong = parts.some(({ areFew }) => !areFew)
  const keys = sql.join(
    parts.map((part) => part.keys),
    sql` union all `,
  )
  const isColumn = selections.every(({ selection }) => selection.sortBy?.kind === 'column')
  const [first] = selections
  if (first === undefined) throw new Error('A query selects at least one resource type.')
  return keyed(keys, isColumn ? 'always' : 'sometimes', isLong, first.scope)
}

/** First the keys of the page are found, then the documents are read. */
function keyed(keys: SQL, hasValue: 'always' | 'sometimes', isLong: boolean, { tenant, dialect }: FilterScope): Stretch {
  return {
    isLong,
    count: sql`select count(*) from (${keys}) k`,
    isCounted: false,
    page(scan) {
      const { limit, offset = sql`0` } = scan
      const page = sql`select k.id, k.sort_value from (${keys}) k where ${beyond(scan, hasValue)} order by ${order(scan, hasValue)} limit ${limit} offset ${offset}`
      return sql`select ${resourceColumns('r.')}, k.sort_value as "sortValue" from (${page}) k cross join ${dialect.tables.resources} r
        where r.tenant = ${tenant} and r.id = k.id order by ${order(scan, hasValue)}`
    },
  }
}

function order({ up }: Scan, hasValue: 'always' | 'sometimes'): SQL {
  if (hasValue === 'always') return up ? sql`k.sort_value, k.id` : sql`k.sort_value desc, k.id desc`
  return up ? sql`k.sort_value nulls last, k.id` : sql`k.sort_value desc nulls first, k.id desc`
}

function comparison(up: boolean, inclusive: boolean): SQL {
  return sql.raw(`${up ? '>' : '<'}${inclusive ? '=' : ''}`)
}

function beyond({ up, start, inclusive, value, id }: Scan, hasValue: 'always' | 'sometimes'): SQL {
  switch (start) {
    case 'end':
      return sql`true`
    case 'null':
      return up
        ? sql`(k.sort_value is null and k.id ${comparison(up, inclusive)} ${id})`
        : sql`(k.sort_value is not null or k.id ${comparison(up, inclusive)} ${id})`
    case 'value': {
      const row = sql`(k.sort_value, k.id) ${comparison(up, inclusive)} (${value}, ${id})`
      return hasValue === 'sometimes' && up ? sql`(${row} or k.sort_value is null)` : row
    }
  }
}
