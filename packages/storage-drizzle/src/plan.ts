import type { ComparableValue } from '@rollcall/scim-core/schema'
import type { KeysetPosition, Selection } from '@rollcall/scim-core/storage'
import { sql } from 'drizzle-orm'
import { countOf } from './candidates.ts'
import type { Dialect } from './dialect.ts'
import { valueSlots } from './filter-shape.ts'
import type { ResourceRow } from './resource-row.ts'
import { createTemplates, type Template } from './statement.ts'
import { type Scan, type Stretch, stretches, type TypedSelection } from './stretches.ts'

/** Everything a request says that is not part of the SQL. */
export interface PlanInput {
  readonly tenant: string
  /** The type of each selection. */
  readonly types: readonly string[]
  /** The values of each selection's filter, in the order of its leaves. */
  readonly values: readonly (readonly ComparableValue[])[]
  readonly position: KeysetPosition | undefined
  readonly limit: number
  readonly offset: number
}

export interface PageRow extends ResourceRow {
  readonly sortValue: string | number | null
}

export interface CountRow {
  readonly count: number
}

/** The statements for all queries of one shape. */
export interface Plan {
  readonly total: Template<PlanInput, CountRow>
  /** In ascending order. */
  readonly stretches: readonly StretchStatements[]
}

export interface StretchStatements {
  readonly count: Template<PlanInput, CountRow>
  page(up: boolean, start: Scan['start']): Template<PlanInput, PageRow>
}

export function createPlan(select: readonly Selection[], dialect: Dialect): Plan {
  const { bind, template } = createTemplates<PlanInput>(dialect)
  const tenant = bind((input) => input.tenant)
  const selections = select.map((selection, at): TypedSelection => {
    const slots = valueSlots(selection.filter)
    return {
      selection,
      type: bind((input) => input.types[at] ?? null),
      scope: {
        dialect,
        tenant,
        value(leaf, read) {
          const slot = slots.get(leaf)
          if (slot === undefined) throw new Error('A leaf of another filter was asked for its value.')
          return bind((input) => read(input.values[at]?.[slot] ?? false))
        },
      },
    }
  })
  const counts = selections.map(({ selection, type, scope }) => sql`coalesce((${countOf(selection, type, scope)}), 0)`)
  const places = {
    value: bind(({ position }) => (typeof position?.value === 'boolean' ? Number(position.value) : (position?.value ?? null))),
    id: bind(({ position }) => position?.id ?? null),
    limit: bind(({ limit }) => limit),
    offset: bind(({ offset }) => offset),
  }
  const statements = (stretch: Stretch): StretchStatements => {
    const pages = new Map<string, Template<PlanInput, PageRow>>()
    return {
      count: template(sql`select (${stretch.count}) as "count"`),
      page(up, start) {
        const key = `${up} ${start}`
        const page = pages.get(key) ?? template<PageRow>(stretch.page({ ...places, up, start }))
        pages.set(key, page)
        return page
      },
    }
  }
  return { total: template(sql`select ${sql.join(counts, sql` + `)} as "count"`), stretches: stretches(selections).map(statements) }
}
