import type { Selection, SortKey } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { type AccessPath, accessPath } from './access-path.ts'
import type { FilterScope } from './condition.ts'
import { isEverything } from './filter-shape.ts'
import { where } from './where.ts'

/**
 * The resources of one selection. `from` names them `r`; their ids are `id`, in whose order they can be read.
 */
export interface Candidates {
  readonly from: SQL
  readonly condition: SQL
  readonly id: SQL
  readonly path: AccessPath | undefined
  /** Whether they are few, however many resources there are. */
  readonly areFew: boolean
}

export function candidates({ filter }: Selection, type: SQL, scope: FilterScope): Candidates {
  const { resources } = scope.dialect.tables
  const path = accessPath(filter, type, scope)
  if (path === undefined) {
    const condition = sql`r.tenant = ${scope.tenant} and r.type = ${type} and ${where(filter, scope)}`
    return { from: sql`${resources} r`, condition, id: sql`r.id`, path, areFew: false }
  }
  const areFew = path.breadth < 3
  const rest = isEverything(path.rest) ? sql`` : sql` and r.type = ${type} and ${where(path.rest, scope)}`
  if (path.isOrdered) {
    // `cross join` tells SQLite to begin with the candidates; other databases read it as any join.
    const from = sql`(${path.ids}) s cross join ${resources} r`
    return { from, condition: sql`r.tenant = ${scope.tenant} and r.id = s.id${rest}`, id: sql`s.id`, path, areFew }
  }
  const condition = sql`r.tenant = ${scope.tenant} and ${scope.dialect.isIn(sql`r.id`, path.ids)}${rest}`
  return { from: sql`${resources} r`, condition, id: sql`r.id`, path, areFew }
}

/** How many there are, as a query of one number. */
export function countOf(selection: Selection, type: SQL, scope: FilterScope): SQL {
  if (isEverything(selection.filter)) {
    const { resourceCounts } = scope.dialect.tables
    return sql`select coalesce((select c.count from ${resourceCounts} c where c.tenant = ${scope.tenant} and c.type = ${type}), 0)`
  }
  const { from, condition, path } = candidates(selection, type, scope)
  if (path === undefined || !isEverything(path.rest)) return sql`select count(*) from ${from} where ${condition}`
  return sql`select ${path.isOrdered ? sql`count(*)` : sql`count(distinct s.id)`} from (${path.ids}) s`
}

/** What resource `r` is sorted by; null where it has no value. */
export function sortValue(sortBy: SortKey | undefined, { dialect }: FilterScope): SQL {
  if (sortBy === undefined) return sql`null`
  if (sortBy.kind === 'column')
    return sortBy.column === 'id' ? sql`r.id` : sortBy.column === 'created' ? sql`r.created` : sql`r.last_modified`
  return dialect.comparable.sortValue(sql`r.comparable`, sortBy.key, sortBy.subAttribute)
}
