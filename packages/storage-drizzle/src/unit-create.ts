import type { NewResource } from '@rollcall/scim-core/storage'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Unit } from './executor.ts'
import { createTemplates } from './statement.ts'
import {
  addIndexedValues,
  addMembers,
  type ContentTexts,
  contentPlaces,
  contentTexts,
  names,
  notePlaces,
  recordOne,
  type Target,
} from './unit-statements.ts'

interface CreateInput {
  readonly tenant: string
  readonly resource: NewResource
  readonly content: ContentTexts
}

/** The units that create a resource. */
export function createCreateUnits(dialect: Dialect): (tenant: string, resource: NewResource) => Unit {
  const { bind, template } = createTemplates<CreateInput>(dialect)
  const { resources, resourceCounts } = dialect.tables
  const { tenant, type, id }: Target = {
    tenant: bind((input) => input.tenant),
    type: bind(({ resource }) => resource.type),
    id: bind(({ resource }) => resource.id),
  }
  const created = bind(({ resource }) => resource.created)
  const { document, comparable, indexed, label, foldedLabel, passwordHash } = contentPlaces(bind, ({ content }) => content)
  const columns = [resources.tenant, resources.id, resources.type, resources.version, resources.created, resources.lastModified]
  const contentColumns = [
    resources.document,
    resources.comparable,
    resources.indexed,
    resources.label,
    resources.foldedLabel,
    resources.passwordHash,
  ]

  const insert = template(sql`insert into ${resources} (${names(...columns, ...contentColumns)})
    values (${tenant}, ${id}, ${type}, 1, ${created}, ${created}, ${document}, ${comparable}, ${indexed}, ${label}, ${foldedLabel}, ${passwordHash})`)
  const countUp = template(sql`insert into ${resourceCounts} (tenant, type, count) values (${tenant}, ${type}, 1)
    on conflict (tenant, type) do update set count = resource_counts.count + 1`)
  const index = template(addIndexedValues({ tenant, type, id }, { of: indexed }, dialect))
  const join = template(
    addMembers(
      { tenant, type, id },
      bind(({ resource }) => JSON.stringify(resource.members)),
      dialect,
    ),
  )
  const note = template(
    recordOne(
      { tenant, type, id },
      sql`1`,
      notePlaces(bind, ({ resource }) => resource.note),
      dialect,
    ),
  )

  return (tenant, resource) => {
    const input = { tenant, resource, content: contentTexts(resource) }
    const after = []
    if (resource.indexed.length > 0) after.push(index(input))
    if (resource.members.length > 0) after.push(join(input))
    // The count comes last: all creations wait for its row where several are under way.
    after.push(note(input), countUp(input))
    return { before: [], answer: insert(input), after, claim: { tenant, id: resource.id } }
  }
}
