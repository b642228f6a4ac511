import { type ColumnName, type ElementFilter, everything, type Filter } from '@rollcall/scim-core/filter'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { FilterScope } from './condition.ts'
import { isEverything } from './filter-shape.ts'
import { literal } from './statement.ts'
import { indexedCondition, where } from './where.ts'

/**
 * A way to candidates of one resource type that reads an index instead of every resource. The candidates hold all matches and
 * perhaps others.
 */
export interface AccessPath {
  /** A query of the candidates' ids as `id`. */
  readonly ids: SQL
  /** Whether the index has each id once and in order, so that a page is read without reading all candidates. */
  readonly isOrdered: boolean
  /** What is still to be asked of the candidates: all of the filter that the index has not answered. */
  readonly rest: Filter
  /** How many candidates to expect: 0 for one, and more as the index narrows less. From 3 on there may be as many as resources. */
  readonly breadth: number
  /** The column in whose order the index has them, where there is one. */
  readonly inOrderOf?: ColumnName
}

/** The narrowest way there is, or undefined when only reading every resource of the type finds them all. */
export function accessPath(filter: Filter, type: SQL, scope: FilterScope): AccessPath | undefined {
  const { tenant, dialect } = scope
  const { resources, memberships } = dialect.tables
  switch (filter.kind) {
    case 'compare':
      return filter.index === undefined ? undefined : indexPath(filter, filter.index, type, scope)
    case 'column': {
      const breadth =
        filter.column === 'id' && filter.operator === 'eq' ? 0 : filter.column === 'lastModified' && isLater(filter) ? 4 : undefined
      if (breadth === undefined) return undefined
      const ids = sql`select r.id from ${resources} r where r.tenant = ${tenant} and r.type = ${type} and ${where(filter, scope)}`
      return { ids, isOrdered: breadth === 0, rest: everything, breadth, inOrderOf: filter.column }
    }
    case 'hasMember': {
      const member = theId(filter.filter)
      if (member === undefined) return undefined
      const edges = sql`m.tenant = ${tenant} and m.member_id = ${scope.value(member, String)} and m.group_type = ${type}`
      const ids = sql`select m.group_id as id from ${memberships} m where ${edges}`
      return { ids, isOrdered: true, rest: member === filter.filter ? everything : filter, breadth: 1 }
    }
    case 'memberOf': {
      const group = theId(filter.filter)
      if (group === undefined) return undefined
      const ids = sql`
        with recursive below(id, type) as (
          select m.member_id, m.member_type from ${memberships} m where m.tenant = ${tenant} and m.group_id = ${scope.value(group, String)}
          union
          select m.member_id, m.member_type from below cross join ${memberships} m where m.tenant = ${tenant} and m.group_id = below.id
        ) select below.id from below where below.type = ${type}`
      return { ids, isOrdered: false, rest: group === filter.filter ? everything : filter, breadth: 3 }
    }
    case 'and': {
      const [narrowest] = filter.filters
        .flatMap((term) => {
          const path = accessPath(term, type, scope)
          return path === undefined ? [] : [{ term, path }]
        })
        .sort((left, right) => left.path.breadth - right.path.breadth)
      if (narrowest === undefined) return undefined
      const { term, path } = narrowest
      const others = filter.filters.filter((each) => each !== term)
      return { ...path, rest: { kind: 'and', filters: isEverything(path.rest) ? others : [path.rest, ...others] } }
    }
    case 'or': {
      const paths = filter.filters.flatMap((each) => accessPath(each, type, scope) ?? [])
      if (paths.length === 0 || paths.length < filter.filters.length) return undefined
      const ids = union(paths.map((path) => path.ids))
      const breadth = Math.max(...paths.map((path) => path.breadth))
      return { ids, isOrdered: false, rest: paths.every((path) => isEverything(path.rest)) ? everything : filter, breadth }
    }
    case 'valuePath':
      return elementPath(filter, type, scope)
    case 'present':
    case 'not':
      return undefined
  }
}

/** Halves within halves: databases limit how many terms a compound select may have (D1: 5). */
function union(queries: readonly SQL[]): SQL {
  const [first = sql`select null`] = queries
  if (queries.length <= 1) return first
  const middle = queries.length >> 1
  return sql`select o.id from (${union(queries.slice(0, middle))}) o union select o.id from (${union(queries.slice(middle))}) o`
}

/** Of an element that has to be everything it is asked for, any leaf with an index leads to the resource. */
function elementPath(filter: Extract<Filter, { kind: 'valuePath' }>, type: SQL, scope: FilterScope): AccessPath | undefined {
  const leaves = filter.filter.kind === 'and' ? filter.filter.filters : [filter.filter]
  const [narrowest] = leaves
    .flatMap((leaf) => (leaf.kind === 'compare' && leaf.index !== undefined ? [indexPath(leaf, leaf.index, type, scope)] : []))
    .sort((left, right) => left.breadth - right.breadth)
  return narrowest === undefined || filter.filter.kind === 'compare' ? narrowest : { ...narrowest, rest: filter }
}

function indexPath(leaf: Extract<Filter | ElementFilter, { kind: 'compare' }>, index: string, type: SQL, scope: FilterScope): AccessPath {
  const { tenant, dialect } = scope
  const rows = sql`v.tenant = ${tenant} and v.type = ${type} and v.path = ${literal(index)} and ${indexedCondition(leaf, scope)}`
  const { operator } = leaf
  const breadth =
    typeof leaf.value === 'boolean' ? 7 : operator === 'eq' ? 1 : operator === 'sw' ? 2 : operator === 'co' || operator === 'ew' ? 6 : 5
  // A resource may have several values in a range, but one value only once.
  return {
    ids: sql`select v.id from ${dialect.tables.indexedValues} v where ${rows}`,
    isOrdered: operator === 'eq',
    rest: everything,
    breadth,
  }
}

function isLater({ operator }: { readonly operator: string }): boolean {
  return operator === 'gt' || operator === 'ge'
}

/** The leaf by which the element filter asks for one id, if it does. */
function theId(filter: ElementFilter): Extract<ElementFilter, { kind: 'compare' }> | undefined {
  if (filter.kind === 'compare')
    return filter.subAttribute === 'value' && filter.operator === 'eq' && typeof filter.value === 'string' ? filter : undefined
  if (filter.kind !== 'and') return undefined
  return filter.filters.map(theId).find((leaf) => leaf !== undefined)
}
