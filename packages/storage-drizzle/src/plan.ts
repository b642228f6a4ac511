import type { ComparableValue } from '@rollcall/scim-core/schema'
import type { KeysetPosition, Selection } from '@rollcall/scim-core/storage'
import { sql } from 'drizzle-orm/sql/sql'
import { candidates, countOf } from './candidates.ts'
import type { Dialect } from './dialect.ts'
import { isEverything, valueSlots } from './filter-shape.ts'
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
  /** The page after an offset, read from the other end, last row first; undefined where that would need counting. */
  readonly backward: ((up: boolean) => Template<PlanInput, PageRow>) | undefined
  /** Whether, from the position on and with what is there, there is anything in this direction: 1 or 0. */
  anything(up: boolean, from: PositionKind): Template<PlanInput, CountRow>
}

export interface StretchStatements {
  /** What comes from the end of the stretch or from beyond a position, after skipping. */
  page(up: boolean, start: Scan['start'], skip: Skip): Template<PlanInput, PageRow>
}

/** Whether the offset counts from the beginning of this stretch, or of the one that came before; or there is none. */
export type Skip = 'here' | 'before' | 'nothing'

/** Whether a position has a sort value. */
export type PositionKind = Exclude<Scan['start'], 'end'>

/** The stretches that a scan comes through. Where there are two, only the upper one is without sort values. */
export function inDirection<One>(up: boolean, start: Scan['start'], ascending: readonly One[]): readonly One[] {
  const inOrder = up ? ascending : ascending.toReversed()
  if (start === 'end' || ascending.length === 1) return inOrder
  return (start === 'null') === up ? inOrder.slice(1) : inOrder
}

export function createPlan(select: readonly Selection[], dialect: Dialect): Plan {
  const { bind, template } = createTemplates<PlanInput>(dialect, ({ tenant }) => tenant)
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
  const counts = selections.map(({ selection, type, scope }) => sql`(${countOf(selection, type, scope)})`)
  const places = {
    value: bind(({ position }) => (typeof position?.value === 'boolean' ? Number(position.value) : (position?.value ?? null))),
    id: bind(({ position }) => position?.id ?? null),
    limit: bind(({ limit }) => limit),
    offset: bind(({ offset }) => offset),
  }
  const inOrder = stretches(selections)
  const pageOf = (stretch: Stretch): StretchStatements['page'] =>
    remembered((up, start, skip) => {
      const others = inOrder.filter((other) => other !== stretch).map(({ count }) => sql` - (${count})`)
      const beyondOthers = () => dialect.greatest(sql`0`, sql`${places.offset}${sql.join(others)}`)
      const offset = skip === 'nothing' ? undefined : skip === 'here' ? places.offset : beyondOthers()
      return template<PageRow>(stretch.page({ ...places, offset, up, start, inclusive: false }), stretch.isLong)
    })
  // The statement reads the number itself: what is created meanwhile moves no page.
  const backwardOf = ({ count, page }: Stretch): Plan['backward'] =>
    remembered((up) => {
      const behind = sql`((${count}) - ${places.offset} - ${places.limit})`
      const missing = dialect.greatest(sql`0`, sql`-${behind}`)
      const limit = dialect.greatest(sql`0`, sql`${places.limit} - ${missing}`)
      const offset = dialect.greatest(sql`0`, behind)
      return template<PageRow>(page({ ...places, limit, offset, up: !up, start: 'end', inclusive: false }))
    })
  const [only] = inOrder
  const countsMany = selections.some(
    ({ selection, type, scope }) => !isEverything(selection.filter) && !candidates(selection, type, scope).areFew,
  )
  return {
    total: template(sql`select ${sql.join(counts, sql` + `)} as "count"`, countsMany),
    stretches: inOrder.map((stretch) => ({ page: pageOf(stretch) })),
    backward: inOrder.length === 1 && only?.isCounted ? backwardOf(only) : undefined,
    anything: remembered((up, from) => {
      const ahead = inDirection(up, from, inOrder)
      const parts = ahead.map((stretch, index) => {
        const one = { ...places, limit: sql`1`, offset: undefined, up, start: index === 0 ? from : ('end' as const), inclusive: true }
        return sql`when exists (${stretch.page(one)}) then 1`
      })
      const isLong = ahead.some((stretch) => stretch.isLong)
      return template<CountRow>(sql`select case ${sql.join(parts, sql` `)} else 0 end as "count"`, isLong)
    }),
  }
}

/** Makes each value once. */
function remembered<Key extends readonly unknown[], Value>(make: (...key: Key) => Value): (...key: Key) => Value {
  const values = new Map<string, Value>()
  return (...key) => {
    const name = key.join(' ')
    const value = values.get(name) ?? make(...key)
    values.set(name, value)
    return value
  }
}
