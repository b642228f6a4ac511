import type { ElementFilter, Filter, ResolvedOperator } from '@rollcall/scim-core/filter'
import { type ComparableValue, indexText } from '@rollcall/scim-core/schema'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { compareText, ordered } from './compare-text.ts'
import { elementCondition, type FilterScope, junction } from './condition.ts'
import { type Comparison, prefixEnd } from './filter-shape.ts'
import { literal, type SqlValue } from './statement.ts'
import { whereGroup, whereMember } from './where-edge.ts'

/**
 * The condition that resource `r` satisfies the filter, as `matches()` of the core means it. Every leaf is true or false, never
 * null, so that `not` is the complement. No value becomes part of the text.
 */
export function where(filter: Filter, scope: FilterScope): SQL {
  switch (filter.kind) {
    case 'compare':
      return filter.index === undefined || filter.operator !== 'eq'
        ? whereElement(filter.key, filter, scope)
        : whereIndexed(filter.index, filter, scope)
    case 'present':
      return whereElement(filter.key, filter, scope)
    case 'valuePath':
      return whereElement(filter.key, filter.filter, scope)
    case 'column':
      return whereColumn(filter, scope)
    case 'hasMember':
      return whereMember(filter.filter, scope)
    case 'memberOf':
      return whereGroup(filter.filter, scope)
    case 'and':
    case 'or':
      return junction(
        filter.kind,
        filter.filters.map((each) => where(each, scope)),
      )
    case 'not':
      return sql`not (${where(filter.filter, scope)})`
  }
}

/** Whether the row `v` of the index has a value that compares as stated. The index holds text that orders as the values do. */
export function indexedCondition(leaf: Comparison, { dialect, value }: FilterScope): SQL {
  const { operator } = leaf
  const expected = value(leaf, indexText)
  if (typeof leaf.value !== 'string') return ordered(sql`v.value`, operator, expected)
  if (operator !== 'sw') return compareText(dialect.text, sql`v.value`, operator, expected)
  const end =
    prefixEnd(leaf.value) === undefined ? sql`` : sql` and v.value < ${value(leaf, (prefix) => prefixEnd(String(prefix)) ?? null)}`
  return sql`v.value >= ${expected}${end}`
}

function whereIndexed(index: string, leaf: Comparison, scope: FilterScope): SQL {
  const { indexedValues } = scope.dialect.tables
  const row = sql`v.tenant = r.tenant and v.type = r.type and v.path = ${literal(index)} and ${indexedCondition(leaf, scope)} and v.id = r.id`
  // By its whole key, for each resource. What exists, PostgreSQL would join.
  return sql`(select 1 from ${indexedValues} v where ${row}) is not null`
}

function whereElement(key: string, filter: ElementFilter, { dialect, value }: FilterScope): SQL {
  const { elements, compare, present } = dialect.comparable
  const condition = elementCondition(filter, (leaf) => {
    if (leaf.kind === 'present') return sql`(${present(leaf.subAttribute)}) is true`
    const { subAttribute, operator } = leaf
    const type = typeOf(leaf.value)
    return sql`(${compare({ subAttribute, operator, type, value: value(leaf, jsonScalar) })}) is true`
  })
  return sql`exists (select 1 from ${elements(sql`r.comparable`, key)} where ${condition})`
}

function whereColumn(leaf: Extract<Filter, { kind: 'column' }>, { dialect, value }: FilterScope): SQL {
  const { column, operator } = leaf
  if (column === 'id')
    return typeof leaf.value === 'string' ? compareText(dialect.text, sql`r.id`, operator, value(leaf, jsonScalar)) : sql`false`
  const columns = { created: sql`r.created`, lastModified: sql`r.last_modified`, version: sql`r.version` }
  const expected = value(leaf, (number) => integerFor(operator, Number(number)))
  return typeof leaf.value === 'number' ? ordered(columns[column], operator, expected) : sql`false`
}

/** The whole number with which a column of whole numbers compares as it does with this one: no database takes another for a parameter. */
function integerFor(operator: ResolvedOperator, value: number): number {
  const bounded = Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
  if (Number.isInteger(bounded)) return bounded
  if (operator === 'eq') return Number.MIN_SAFE_INTEGER
  return operator === 'gt' || operator === 'le' ? Math.floor(bounded) : Math.ceil(bounded)
}

function typeOf(value: ComparableValue): 'string' | 'number' | 'boolean' {
  return typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'boolean'
}

function jsonScalar(value: ComparableValue): SqlValue {
  return typeof value === 'boolean' ? String(value) : value
}
