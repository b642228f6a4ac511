import type { IndexedValue } from '@rollcall/scim-core/schema'
import type { MemberReference } from '@rollcall/scim-core/storage'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { createTemplates } from './statement.ts'

/** Why a constraint refused a unit. Asked after the fact, because a unit that is undone has no answer. */
export interface Refusals {
  /** Whether a resource of any type has the id. */
  exists(tenant: string, id: string): Promise<boolean>
  /** The ids that are no live resources of the stated types, each once, in the order of the references. */
  unknownMembers(
    tenant: string,
    references: readonly MemberReference[],
    itself: { readonly id: string; readonly type: string },
  ): Promise<readonly string[]>
  /** The path of the first value that must be unique and that another resource has. */
  conflict(tenant: string, resource: IndexedResource): Promise<string | undefined>
}

interface IndexedResource {
  readonly type: string
  readonly id: string
  readonly indexed: readonly IndexedValue[]
}

export function createRefusals(executor: Executor, dialect: Dialect): Refusals {
  const { resources, indexedValues } = dialect.tables
  const one = createTemplates<{ readonly tenant: string; readonly id: string }>(dialect)
  const withId = one.template(
    sql`select 1 from ${resources} r where r.tenant = ${one.bind(({ tenant }) => tenant)} and r.id = ${one.bind(({ id }) => id)}`,
  )

  const reference = createTemplates<{ readonly tenant: string; readonly members: string }>(dialect)
  const references = dialect.records(
    reference.bind(({ members }) => members),
    { id: 'text', type: 'text' },
  )
  const unknownIds = reference.template<{
    readonly id: string
    readonly type: string | null
  }>(sql`select a.id as "id", a.type as "type" from ${references} a where (
    select 1 from ${resources} r where r.tenant = ${reference.bind(({ tenant }) => tenant)} and r.id = a.id and (a.type is null or r.type = a.type)) is null`)

  const taken = createTemplates<IndexedResource & { readonly tenant: string }>(dialect)
  const values = dialect.records(
    taken.bind(({ indexed }) => JSON.stringify(indexed)),
    { path: 'text', value: 'text', unique: 'boolean' },
  )
  const takenPaths = taken.template<{ readonly path: string }>(sql`select i.path as "path" from ${values} i cross join ${indexedValues} v
    where i."unique" = 1 and v.tenant = ${taken.bind(({ tenant }) => tenant)} and v.type = ${taken.bind(({ type }) => type)}
      and v.path = i.path and v.value = i.value and v.is_unique = 1 and v.id <> ${taken.bind(({ id }) => id)}`)

  return {
    exists: async (tenant, id) => (await executor.read(withId({ tenant, id }))).length > 0,
    async unknownMembers(tenant, members, itself) {
      const others = members.filter(({ id, type }) => id !== itself.id || (type !== undefined && type !== itself.type))
      if (others.length === 0) return []
      const rows = await executor.read(unknownIds({ tenant, members: JSON.stringify(others) }))
      const unknown = new Set(rows.map(({ id, type }) => JSON.stringify([id, type])))
      return [...new Set(others.filter(({ id, type }) => unknown.has(JSON.stringify([id, type ?? null]))).map(({ id }) => id))]
    },
    async conflict(tenant, { type, id, indexed }) {
      const rows = await executor.read(takenPaths({ tenant, type, id, indexed }))
      const paths = new Set(rows.map(({ path }) => path))
      return indexed.find(({ path }) => paths.has(path))?.path
    },
  }
}
