import type { ElementFilter } from '@rollcall/scim-core/filter'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { compareText } from './compare-text.ts'
import { type ElementLeaf, elementCondition, type FilterScope } from './condition.ts'

/** Whether resource `r` has a member that satisfies the filter. */
export function whereMember(filter: ElementFilter, scope: FilterScope): SQL {
  const { memberships } = scope.dialect.tables
  const condition = edgeCondition(
    filter,
    { value: sql`m.member_id`, type: sql`m.member_type`, display: label(sql`m.member_id`, scope) },
    scope,
  )
  return sql`exists (select 1 from ${memberships} m where m.tenant = r.tenant and m.group_id = r.id and ${condition})`
}

/** Whether resource `r` is, directly or through nested groups, in a group that satisfies the filter. */
export function whereGroup(filter: ElementFilter, scope: FilterScope): SQL {
  const { tenant, dialect } = scope
  const { memberships } = dialect.tables
  const isDirect = sql`exists (select 1 from ${memberships} m where m.tenant = ${tenant} and m.group_id = g.id and m.member_id = r.id)`
  const type = dialect.text.byCodePoint(sql`case when ${isDirect} then 'direct' else 'indirect' end`)
  const condition = edgeCondition(filter, { value: sql`g.id`, type, display: label(sql`g.id`, scope) }, scope)
  // `union` keeps each group once, so that cycles end.
  return sql`exists (
    with recursive g(id) as (
      select m.group_id from ${memberships} m where m.tenant = ${tenant} and m.member_id = r.id
      union
      select m.group_id from g cross join ${memberships} m where m.tenant = ${tenant} and m.member_id = g.id
    ) select 1 from g where ${condition})`
}

/** The sub-attributes of an element of `members` or `groups` (RFC 7643 §4.1.2, §4.2). Only the label may be missing. */
interface EdgeElement {
  readonly value: SQL
  readonly type: SQL
  readonly display: SQL
}

function edgeCondition(filter: ElementFilter, element: EdgeElement, scope: FilterScope): SQL {
  return elementCondition(filter, (leaf) => {
    const { subAttribute } = leaf
    if (subAttribute === undefined) return leaf.kind === 'present' ? sql`true` : sql`false`
    if (subAttribute === 'display') return sql`(${leafCondition(leaf, element.display, scope)}) is true`
    return subAttribute === 'value' || subAttribute === 'type' ? leafCondition(leaf, element[subAttribute], scope) : sql`false`
  })
}

function leafCondition(leaf: ElementLeaf, text: SQL, { dialect, value }: FilterScope): SQL {
  if (leaf.kind === 'present') return sql`${text} <> ''`
  return typeof leaf.value === 'string' ? compareText(dialect.text, text, leaf.operator, value(leaf, String)) : sql`false`
}

function label(id: SQL, { tenant, dialect }: FilterScope): SQL {
  return sql`(select l.folded_label from ${dialect.tables.resources} l where l.tenant = ${tenant} and l.id = ${id})`
}
