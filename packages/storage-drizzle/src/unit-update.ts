import type { ResourceChange } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { junction } from './condition.ts'
import type { Dialect } from './dialect.ts'
import type { Unit } from './executor.ts'
import { type ResourceRow, resourceColumns } from './resource-row.ts'
import { createTemplates, type Statement } from './statement.ts'
import { isTarget, notePlaces, recordOne } from './unit-statements.ts'
import { contentPart, findingPart, membersPart, type UpdateInput, type UpdatePart, updateInput } from './update-parts.ts'

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

  /** The statements for changes of one kind: of content, of members, of both. */
  const kindOfUpdate = (parts: readonly UpdatePart[], returning: SQL) => {
    const differs = junction(
      'or',
      parts.flatMap(({ differs }) => (differs === undefined ? [] : [sql`(${differs})`])),
    )
    // A version that is not the expected one, and a change without effect, make the version null, which undoes the unit.
    const isExpected = sql`(cast(${ifVersion} as text) is null or r.version in ${dialect.list(ifVersion, 'number')})
      and (cast(${basedOn} as bigint) is null or r.version = ${basedOn})`
    const assignments: SQL = sql.join(parts.map((part) => part.assignments))
    return {
      parts,
      differs: template<{ readonly differs: number }>(
        sql`select cast((${differs}) as integer) as "differs" from ${resources} r where ${isTarget(target)}`,
      ),
      update:
        template<ResourceRow>(sql`update ${resources} as r set version = case when ${isExpected} and (${differs}) then r.version + 1 end,
        ${assignments} last_modified = ${dialect.greatest(sql`r.last_modified`, lastModified)}
        where ${isTarget(target)}${returning}`),
    }
  }
  const content = contentPart(templates)
  const finding = findingPart(target, templates, dialect)
  const delta = membersPart('delta', target, templates, dialect)
  const replacement = membersPart('replaceWith', target, templates, dialect)
  const kindsWith = (parts: readonly UpdatePart[], returning: SQL) => ({
    none: kindOfUpdate(parts, returning),
    delta: kindOfUpdate([...parts, delta], returning),
    replaceWith: kindOfUpdate([...parts, replacement], returning),
  })
  const kinds = {
    ofMembers: kindsWith([], sql` returning ${resourceColumns('')}`),
    // What is known is not asked for: SQLite takes half as long again to return a row.
    foundAsBefore: kindsWith([content], sql``),
    foundAnew: kindsWith([content, finding], sql``),
  }

  return (tenant, change) => {
    const input = updateInput(tenant, change)
    const kind = kinds[kindOfContent(change)][change.members?.kind ?? 'none']
    const before = kind.parts.flatMap((part) => part.before.map((statement) => statement(input)))
    const after = kind.parts.flatMap((part) => part.after.map((statement) => statement(input)))
    return {
      before,
      answer: kind.update(input),
      after: [...after, note(input)],
      claim: { tenant, id: change.id },
      differs: () => kind.differs(input),
    }
  }
}

function kindOfContent({ content }: ResourceChange): 'ofMembers' | 'foundAsBefore' | 'foundAnew' {
  if (content === undefined) return 'ofMembers'
  return content.isFoundAsBefore === true ? 'foundAsBefore' : 'foundAnew'
}
