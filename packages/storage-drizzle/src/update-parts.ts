import { addedMembers, type ResourceChange, removedMembers } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Template, Templates } from './statement.ts'
import {
  addIndexedValues,
  addMembers,
  type ContentTexts,
  contentPlaces,
  contentTexts,
  isTarget,
  removeIndexedValues,
  type Target,
} from './unit-statements.ts'

/** A change with its JSON as texts, each written once. */
export interface UpdateInput {
  readonly tenant: string
  readonly change: ResourceChange
  readonly content: ContentTexts | undefined
  /** Members to be there after the change, with their types. */
  readonly joining: string
  /** Ids of the members that a delta takes away. */
  readonly leaving: string
}

export function updateInput(tenant: string, change: ResourceChange): UpdateInput {
  const { members, content } = change
  return {
    tenant,
    change,
    content: content && contentTexts(content),
    joining: JSON.stringify(addedMembers(members)),
    leaving: members?.kind === 'delta' ? JSON.stringify(removedMembers(members)) : '[]',
  }
}

/** One thing that an update may change. */
export interface UpdatePart {
  /** Whether resource `r` is different afterwards; undefined for what only follows from another part. */
  readonly differs: SQL | undefined
  /** Assignments to columns, each followed by a comma. */
  readonly assignments: SQL
  /** What precedes the update of the resource's own row. */
  readonly before: readonly Template<UpdateInput>[]
  /** What follows it. */
  readonly after: readonly Template<UpdateInput>[]
}

/** The content of a resource that is found by the same values and shown under the same label as before. */
export function contentPart({ bind }: Templates<UpdateInput>): UpdatePart {
  const { document, comparable, passwordHash } = contentPlaces(bind, contentOf)
  const setsPassword = bind(({ change }) => (change.content?.passwordHash === undefined ? 0 : 1))
  return {
    differs: sql`r.document <> ${document} or (${setsPassword} = 1 and r.password_hash is distinct from ${passwordHash})`,
    assignments: sql`document = ${document}, comparable = ${comparable},
      password_hash = case when ${setsPassword} = 1 then ${passwordHash} else r.password_hash end,`,
    before: [],
    after: [],
  }
}

/** The values that a resource is found by, and its label: columns and rows that are in indexes, so that even writing the same costs. */
export function findingPart(target: Target, { bind, template }: Templates<UpdateInput>, dialect: Dialect): UpdatePart {
  const { indexed, label, foldedLabel } = contentPlaces(bind, contentOf)
  // Most changes leave the index as it is. Then there is no text of what was, and nothing is taken apart.
  const ifDifferent = (text: SQL) =>
    sql`(select ${text} from ${dialect.tables.resources} r where ${isTarget(target)} and r.indexed <> ${indexed})`
  const [was, becomes] = [ifDifferent(sql`r.indexed`), ifDifferent(sql`cast(${indexed} as text)`)]
  return {
    differs: undefined,
    assignments: sql`indexed = ${indexed}, label = ${label}, folded_label = ${foldedLabel},`,
    before: [
      template(removeIndexedValues(target, { of: was, without: indexed }, dialect)),
      template(addIndexedValues(target, { of: becomes, without: was }, dialect)),
    ],
    after: [],
  }
}

/** Members that are to be there. It costs what their list is long, however many members there are. */
export function joiningPart(target: Target, { bind, template }: Templates<UpdateInput>, dialect: Dialect): UpdatePart {
  const joining = bind((input) => input.joining)
  const edge = sql`(select 1 from ${dialect.tables.memberships} m where ${edgeOf(target)} and m.member_id = a.id)`
  return {
    differs: sql`exists (select 1 from ${dialect.records(joining, { id: 'text' })} a where ${edge} is null)`,
    assignments: sql``,
    before: [],
    after: [template(addMembers(target, joining, dialect))],
  }
}

/** Members that are to go. */
export function leavingPart(target: Target, templates: Templates<UpdateInput>, dialect: Dialect): UpdatePart {
  const leaving = templates.bind((input) => input.leaving)
  return partWithout(dialect.isIn(sql`m.member_id`, dialect.list(leaving, 'text')), target, templates, dialect)
}

/** All members go but those that are to be there. */
export function leavingOthersPart(target: Target, templates: Templates<UpdateInput>, dialect: Dialect): UpdatePart {
  const joining = templates.bind((input) => input.joining)
  return partWithout(sql`m.member_id not in (select a.id from ${dialect.records(joining, { id: 'text' })} a)`, target, templates, dialect)
}

/** Without the edges `m` that leave. */
function partWithout(leaves: SQL, target: Target, { template }: Templates<UpdateInput>, dialect: Dialect): UpdatePart {
  const { memberships } = dialect.tables
  return {
    differs: sql`exists (select 1 from ${memberships} m where ${edgeOf(target)} and ${leaves})`,
    assignments: sql``,
    before: [],
    after: [template(sql`delete from ${memberships} as m where ${edgeOf(target)} and m.group_type = ${target.type} and ${leaves}`)],
  }
}

function edgeOf({ tenant, id }: Target): SQL {
  return sql`m.tenant = ${tenant} and m.group_id = ${id}`
}

function contentOf({ content }: UpdateInput): ContentTexts {
  if (content === undefined) throw new Error('A change without content was asked for it.')
  return content
}
