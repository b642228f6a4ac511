import type { ResourceChange } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { junction } from './condition.ts'
import type { Dialect } from './dialect.ts'
import type { Unit } from './executor.ts'
import { type ResourceRow, resourceColumns } from './resource-row.ts'
import { createTemplates, type Statement } from './statement.ts'
import { isTarget, notePlaces, recordOne } from './unit-statements.ts'
import {
  contentPart,
  findingPart,
  joiningPart,
  leavingOthersPart,
  leavingPart,
  type UpdateInput,
  type UpdatePart,
  updateInput,
} from './update-parts.ts'

/** Answers with the resource after a change of members alone. Undone when there is no such resource. */
export interface UpdateUnit extends Unit<ResourceRow> {
  /** Asks whether the change has a net effect. */
  readonly differs: () => Statement<{ readonly differs: number }>
}

/** The units that change a resource, its members, or both. */
export function createUpdateUnits(dialect: Dialect): (tenant: string, change: ResourceChange) => UpdateUnit {
  const templates = createTemplates<UpdateInput>(dialect)
  const { bind, template } = templates
  const { resources } = dialect.tables
  const target = { tenant: bind(({ tenant }) => tenant), type: bind(({ change }) => change.type), id: bind(({ change }) => change.id) }
  const ifVersion = bind(({ change }) => (change.ifVersion === undefined ? null : JSON.stringify(change.ifVersion)))
  const basedOn = bind(({ change }) => change.content?.basedOn.version ?? null)
  const lastModified = bind(({ change }) => change.lastModified)
  const notes = notePlaces(bind, ({ change }) => change.note)
  // Without a resource there is no version, which undoes the unit.
  const note = template(recordOne(target, sql`(select r.version from ${resources} r where ${isTarget(target)})`, notes, dialect))

  const parts: Readonly<Record<PartName, UpdatePart>> = {
    content: contentPart(templates),
    finding: findingPart(target, templates, dialect),
    leaving: leavingPart(target, templates, dialect),
    leavingOthers: leavingOthersPart(target, templates, dialect),
    joining: joiningPart(target, templates, dialect),
  }
  const kinds = new Map<string, ReturnType<typeof newKind>>()

  /** The statements for changes of one kind, built once: those of what does not change are left out. */
  const kindOf = (names: readonly PartName[]) => {
    const key = names.join()
    const kind = kinds.get(key) ?? newKind(names)
    kinds.set(key, kind)
    return kind
  }

  function newKind(names: readonly PartName[]) {
    const changing = names.map((name) => parts[name])
    // What is known is not asked for: SQLite takes half as long again to return a row.
    const returning = names.includes('content') ? sql`` : sql` returning ${resourceColumns('')}`
    const differs = junction(
      'or',
      changing.flatMap(({ differs }) => (differs === undefined ? [] : [sql`(${differs})`])),
    )
    // A version that is not the expected one, and a change without effect, make the version null, which undoes the unit.
    const isExpected = sql`(cast(${ifVersion} as text) is null or ${dialect.isIn(sql`r.version`, dialect.list(ifVersion, 'number'))})
      and (cast(${basedOn} as bigint) is null or r.version = ${basedOn})`
    const assignments: SQL = sql.join(changing.map((part) => part.assignments))
    return {
      before: changing.flatMap((part) => part.before),
      after: changing.flatMap((part) => part.after),
      differs: template<{ readonly differs: number }>(
        sql`select cast((${differs}) as integer) as "differs" from ${resources} r where ${isTarget(target)}`,
      ),
      update:
        template<ResourceRow>(sql`update ${resources} as r set version = case when ${isExpected} and (${differs}) then r.version + 1 end,
        ${assignments} last_modified = ${dialect.greatest(sql`r.last_modified`, lastModified)}
        where ${isTarget(target)}${returning}`),
    }
  }

  return (tenant, change) => {
    const input = updateInput(tenant, change)
    const kind = kindOf(partsOf(change))
    return {
      before: kind.before.map((statement) => statement(input)),
      answer: kind.update(input),
      after: [...kind.after.map((statement) => statement(input)), note(input)],
      claim: { tenant, id: change.id },
      differs: () => kind.differs(input),
    }
  }
}

/** In the order in which they are written: members leave before others join. */
type PartName = 'content' | 'finding' | 'leaving' | 'leavingOthers' | 'joining'

function partsOf({ content, members }: ResourceChange): PartName[] {
  const names: PartName[] = []
  if (content !== undefined) names.push('content')
  if (content !== undefined && content.isFoundAsBefore !== true) names.push('finding')
  if (members?.kind === 'replaceWith') names.push('leavingOthers', 'joining')
  if (members?.kind === 'delta' && members.remove.length > 0) names.push('leaving')
  if (members?.kind === 'delta' && members.add.length > 0) names.push('joining')
  return names
}
