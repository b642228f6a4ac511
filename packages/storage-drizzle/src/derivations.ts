import { fold } from '@rollcall/scim-core/schema'
import type { Derivation, Derivations, DerivedResource, IndexPosition, SweptIndex, TenantDerivations } from '@rollcall/scim-core/storage'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import { ConstraintViolation, type Executor } from './executor.ts'
import { createTemplates } from './statement.ts'
import { addIndexedValues, isTarget, removeIndexedValues } from './unit-statements.ts'

/** Upkeep of the comparable form, the equality index and the labels, in SQL on any driver. */
export function createDrizzleDerivations(executor: Executor, dialect: Dialect): Derivations {
  const page = createPage(executor, dialect)
  const replace = createReplace(executor, dialect)
  const sweep = createSweep(executor, dialect)
  return {
    forTenant: (tenant): TenantDerivations => ({
      page: (type, after, limit) => page({ tenant, type, after: after ?? '', limit }),
      replace: (derivation) => replace({ tenant, derivation }),
      sweep: (type, after, limit) => sweep({ tenant, type, after: after ?? { path: '', value: '', id: '' }, limit }),
    }),
  }
}

interface PageInput {
  readonly tenant: string
  readonly type: string
  readonly after: string
  readonly limit: number
}

interface PageRow {
  readonly id: string
  readonly document: string
  readonly comparable: string
  readonly indexed: string
  readonly label: string | null
  readonly foldedLabel: string | null
  /** How many rows of the index are there, of those that `indexed` names. */
  readonly rows: number
}

function createPage(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<PageInput>(dialect)
  const { resources, indexedValues } = dialect.tables
  const named = dialect.records(sql`r.indexed`, indexColumns)
  const rows = template<PageRow>(sql`select r.id as "id", r.document as "document",
      cast(r.comparable as text) as "comparable", r.indexed as "indexed", r.label as "label", r.folded_label as "foldedLabel",
      (select cast(count(*) as integer) from ${named} i join ${indexedValues} v on v.tenant = r.tenant and v.type = r.type and v.path = i.path
        and v.value = i.value and v.id = r.id and v.is_unique = i."unique") as "rows"
    from ${resources} r where r.tenant = ${bind(({ tenant }) => tenant)} and r.type = ${bind(({ type }) => type)}
      and r.id > ${bind(({ after }) => after)} order by r.id limit ${bind(({ limit }) => limit)}`)

  return async (input: PageInput): Promise<readonly DerivedResource[]> => {
    const found = await executor.read(rows(input))
    return found.map(({ comparable, label, foldedLabel, rows, ...row }) => {
      const indexed: DerivedResource['indexed'] = JSON.parse(row.indexed)
      const isIntact = rows === indexed.length && foldedLabel === (label === null ? null : fold(label))
      return { ...row, comparable: JSON.parse(comparable), indexed, label: label ?? undefined, isIntact }
    })
  }
}

interface ReplaceInput {
  readonly tenant: string
  readonly derivation: Derivation
}

function createReplace(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<ReplaceInput>(dialect)
  const { resources } = dialect.tables
  const target = {
    tenant: bind(({ tenant }) => tenant),
    type: bind(({ derivation }) => derivation.type),
    id: bind(({ derivation }) => derivation.id),
  }
  const of = sql`(select r.indexed from ${resources} r where ${isTarget(target)})`
  const document = bind(({ derivation }) => derivation.document)
  const sameDocument = template<{ readonly id: string }>(
    sql`select r.id as "id" from ${resources} r where ${isTarget(target)} and r.document = ${document}`,
  )
  const unindex = template(removeIndexedValues(target, { of }, dialect))
  const label = bind(({ derivation }) => derivation.label ?? null)
  const foldedLabel = bind(({ derivation }) => (derivation.label === undefined ? null : fold(derivation.label)))
  // Another document than that which was derived from makes the version null, which undoes the unit.
  const update = template<{ readonly id: string }>(sql`update ${resources} as r
    set version = case when r.document = ${document} then r.version end,
      comparable = ${bind(({ derivation }) => JSON.stringify(derivation.comparable))},
      indexed = ${bind(({ derivation }) => JSON.stringify(derivation.indexed))}, label = ${label}, folded_label = ${foldedLabel}
    where ${isTarget(target)} returning id as "id"`)
  // A row that is there already, though nobody knew, is this resource's from now on.
  const index = template(sql`${addIndexedValues(target, { of }, dialect)} where true
    on conflict (tenant, type, path, value, id) do update set is_unique = excluded.is_unique`)

  return async (input: ReplaceInput): Promise<'written' | 'stale' | 'conflict'> => {
    const { tenant, derivation } = input
    try {
      const claim = { tenant, id: derivation.id }
      const rows = await executor.commit({ before: [unindex(input)], answer: update(input), after: [index(input)], claim })
      return rows.length === 0 ? 'stale' : 'written'
    } catch (error) {
      if (!(error instanceof ConstraintViolation)) throw error
      return (await executor.read(sameDocument(input))).length > 0 ? 'conflict' : 'stale'
    }
  }
}

interface SweepInput {
  readonly tenant: string
  readonly type: string
  readonly after: IndexPosition
  readonly limit: number
  readonly strays?: readonly IndexPosition[]
}

function createSweep(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<SweepInput>(dialect)
  const { resources, indexedValues } = dialect.tables
  const [tenant, type] = [bind((input) => input.tenant), bind((input) => input.type)]
  const after = sql`(${bind((input) => input.after.path)}, ${bind((input) => input.after.value)}, ${bind((input) => input.after.id)})`
  // One look-up for each row: as a join it may be planned as every row with every resource.
  const isNamed = sql`coalesce((select exists (select 1 from ${dialect.records(sql`r.indexed`, indexColumns)} i
      where i.path = v.path and i.value = v.value)
    from ${resources} r where r.tenant = v.tenant and r.id = v.id and r.type = v.type), false)`
  const stretch = template<IndexPosition & { readonly isStray: number }>(sql`select v.path as "path", v.value as "value", v.id as "id",
      case when ${isNamed} then 0 else 1 end as "isStray"
    from ${indexedValues} v where v.tenant = ${tenant} and v.type = ${type} and (v.path, v.value, v.id) > ${after}
    order by v.path, v.value, v.id limit ${bind(({ limit }) => limit)}`)
  const strays = dialect.records(
    bind((input) => JSON.stringify(input.strays)),
    { path: 'text', value: 'text', id: 'text' },
  )
  // Asked again: another one who reindexes may have given the row to its resource.
  const remove = template(sql`delete from ${indexedValues} as v where (v.tenant, v.type, v.path, v.value, v.id) in (
    select ${tenant}, ${type}, s.path, s.value, s.id from ${strays} s) and not ${isNamed} returning id`)

  return async (input: SweepInput): Promise<SweptIndex> => {
    const rows = await executor.read(stretch(input))
    const found = rows.filter(({ isStray }) => isStray === 1).map(({ path, value, id }) => ({ path, value, id }))
    const removed = found.length === 0 ? [] : await executor.commit({ before: [], answer: remove({ ...input, strays: found }), after: [] })
    const last = rows.length === input.limit ? rows.at(-1) : undefined
    return { removed: removed.length, next: last && { path: last.path, value: last.value, id: last.id } }
  }
}

const indexColumns = { path: 'text', value: 'text', unique: 'boolean' } as const
