import type { ResourceDeletion } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Unit } from './executor.ts'
import { type ResourceRow, resourceColumns } from './resource-row.ts'
import { createTemplates, literal } from './statement.ts'
import { isTarget, notePlaces, recordEach, removeIndexedValues } from './unit-statements.ts'

interface DeleteInput {
  readonly tenant: string
  readonly deletion: ResourceDeletion
}

/**
 * The units that delete a resource. They answer with the resource as it last was; without a row when there is no such resource. Its edges
 * go with it, by foreign keys.
 */
export function createDeleteUnits(dialect: Dialect): (tenant: string, deletion: ResourceDeletion) => Unit<ResourceRow> {
  const { bind, template } = createTemplates<DeleteInput>(dialect)
  const { resources, resourceCounts, memberships } = dialect.tables
  const target = {
    tenant: bind(({ tenant }) => tenant),
    type: bind(({ deletion }) => deletion.type),
    id: bind(({ deletion }) => deletion.id),
  }
  const { tenant, type, id } = target
  const ifVersion = bind(({ deletion }) => JSON.stringify(deletion.ifVersion ?? []))
  const note = notePlaces(bind, ({ deletion }) => deletion.note)
  // An edge leads to a live resource and knows its type: without the resource there is no edge, and no group is touched.
  const edges = sql`${memberships} m where m.tenant = ${tenant} and m.member_id = ${id} and m.member_type = ${type} and m.group_id <> ${id}`
  const bereft = (id: SQL) => dialect.isIn(id, sql`select m.group_id from ${edges}`)

  const guard = template(
    sql`update ${resources} as r set version = case when ${dialect.isIn(sql`r.version`, dialect.list(ifVersion, 'number'))} then r.version end where ${isTarget(target)}`,
  )
  const bump = template(
    sql`update ${resources} set version = version + 1, last_modified = ${dialect.greatest(sql`last_modified`, note.time)} where tenant = ${tenant} and ${bereft(sql`id`)}`,
  )
  const noteDeletion = template(recordEach(sql`${resources} r where ${isTarget(target)}`, note, dialect))
  const noteGroups = template(
    recordEach(
      sql`${resources} r where r.tenant = ${tenant} and ${bereft(sql`r.id`)} order by r.id`,
      { ...note, operation: literal('modify'), changed: literal('["members"]') },
      dialect,
    ),
  )
  const countDown =
    template(sql`update ${resourceCounts} set count = count - (select count(*) from ${resources} r where ${isTarget(target)})
    where tenant = ${tenant} and type = ${type}`)
  const unindex = template(
    removeIndexedValues(target, { of: sql`(select r.indexed from ${resources} r where ${isTarget(target)})` }, dialect),
  )
  const remove = template<ResourceRow>(sql`delete from ${resources} as r where ${isTarget(target)} returning ${resourceColumns('')}`)

  return (tenant, deletion) => {
    const input = { tenant, deletion }
    const guards = deletion.ifVersion === undefined ? [] : [guard(input)]
    const before = [...guards, noteDeletion(input), bump(input), noteGroups(input), countDown(input), unindex(input)]
    // It changes the groups too, and which they are is not known before.
    return { before, answer: remove(input), after: [], claim: { tenant, id: undefined } }
  }
}
