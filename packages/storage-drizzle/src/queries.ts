import type { IndexPage, KeysetPage, KeysetPosition, ResourcePage, ResourceQuery } from '@rollcall/scim-core/storage'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { filterShape } from './filter-shape.ts'
import { type CountRow, createPlan, inDirection, type PageRow, type Plan, type PlanInput } from './plan.ts'
import { createRecent } from './recent.ts'
import { storedResource } from './resource-row.ts'

/** Answers queries of all tenants. Statements are built once for each shape of query. */
export function createQueries(executor: Executor, dialect: Dialect): (tenant: string, query: ResourceQuery) => Promise<ResourcePage> {
  const plans = createRecent<Plan>(500)
  return async (tenant, query) => {
    const { select, page } = query
    const shapes = select.map(({ filter }) => filterShape(filter))
    const key = select.map(({ sortBy }, at) => `${JSON.stringify(sortBy)} ${shapes[at]?.shape}`).join('\n\n')
    const plan = plans(key, () => createPlan(select, dialect))
    const values = shapes.map((shape) => shape.values)
    const input = { tenant, types: select.map(({ type }) => type), values, position: undefined, limit: page.limit, offset: 0 }
    const ask: Question = {
      executor,
      plan,
      input,
      ascending: query.order === 'ascending',
      // A query across types reads members and groups as well: it has no round to spare for the total.
      total: query.total ? (select.length > 1 ? 'atOnce' : 'ifNeeded') : 'unwanted',
    }
    return page.kind === 'index' ? indexPage(ask, page) : keysetPage(ask, page)
  }
}

interface Question {
  readonly executor: Executor
  readonly plan: Plan
  readonly input: PlanInput
  readonly ascending: boolean
  readonly total: 'atOnce' | 'ifNeeded' | 'unwanted'
}

/** Skipping rows takes time: a page that does not begin the order is read from the end that is nearer. */
async function indexPage(ask: Question, { offset, limit }: IndexPage): Promise<ResourcePage> {
  const { executor, plan, input, ascending } = ask
  const part: Part = { position: undefined, limit, offset }
  const backward = offset === 0 || ask.total === 'unwanted' ? undefined : plan.backward?.(ascending)
  if (backward === undefined) {
    const { rows, total } = await read(ask, ascending, part)
    return { total, resources: rows.map(storedResource), next: undefined, previous: undefined }
  }
  const total = countIn(await executor.read(plan.total(input)))
  const isNearerToTheEnd = total - offset - limit < offset
  const rows = isNearerToTheEnd
    ? (await executor.read(backward({ ...input, limit, offset }))).toReversed()
    : (await read({ ...ask, total: 'unwanted' }, ascending, part)).rows
  return { total, resources: rows.map(storedResource), next: undefined, previous: undefined }
}

/** One resource more than the page is read, to know whether more follow; one is looked for on the side that the page comes from. */
async function keysetPage(ask: Question, { position, limit }: KeysetPage): Promise<ResourcePage> {
  const forward = position?.direction !== 'before'
  const up = ask.ascending === forward
  const wanted = limit === 0 ? 0 : limit + 1
  const { rows, total, cameFromMore } = await read(ask, up, { offset: 0, limit: wanted, position: position?.at })
  const page = rows.slice(0, limit)
  const [nearest, furthest] = [page[0], page.at(-1)].map((row) => row && { value: row.sortValue, id: row.id })
  const onward = rows.length > limit ? furthest : undefined
  const back = cameFromMore ? nearest : undefined
  const resources = (forward ? page : page.toReversed()).map(storedResource)
  return forward ? { total, resources, next: onward, previous: back } : { total, resources, next: back, previous: onward }
}

interface Part {
  readonly position: KeysetPosition | undefined
  readonly limit: number
  readonly offset: number
}

interface Read {
  readonly rows: readonly PageRow[]
  readonly total: number | undefined
  /** Whether there is anything at the position or on its other side. */
  readonly cameFromMore: boolean
}

/** Reads a part of the order in two rounds at most, and with it how many there are in all. */
async function read({ executor, plan, input, total }: Question, up: boolean, { position, limit, offset }: Part): Promise<Read> {
  const from = position === undefined ? 'end' : position.value === null ? 'null' : 'value'
  const [first, second] = inDirection(up, from, plan.stretches)
  if (first === undefined) throw new Error('A plan has at least one stretch.')
  const ask: PlanInput = { ...input, position, limit, offset }
  const isAtEnd = from === 'end'
  // Only from the beginning does a page show how many there are in all.
  const countsAtOnce = total === 'atOnce' || (total === 'ifNeeded' && (!isAtEnd || limit === 0))

  const aside = [...(isAtEnd ? [] : [plan.anything(!up, from)(ask)]), ...(countsAtOnce ? [plan.total(ask)] : [])]
  const [rows, ...counts] = await executor.readAll<PageAndCounts>([first.page(up, from, offset === 0 ? 'nothing' : 'here')(ask), ...aside])
  const cameFromMore = !isAtEnd && countIn(counts[0]) === 1
  const counted = countsAtOnce ? countIn(counts.at(-1)) : undefined
  const isShort = rows.length < limit
  const shown = isAtEnd && isShort && (rows.length > 0 || offset === 0)
  if (second === undefined || !isShort) {
    if (counted !== undefined || total === 'unwanted') return { rows, total: counted, cameFromMore }
    return { rows, total: shown ? offset + rows.length : countIn(await executor.read(plan.total(ask))), cameFromMore }
  }
  const rest: PlanInput = { ...ask, limit: limit - rows.length, offset: rows.length > 0 ? 0 : offset }
  const statement = second.page(up, 'end', rest.offset === 0 ? 'nothing' : 'before')(rest)
  const [more, count] = await executor.readAll<PageAndCounts>([
    statement,
    ...(total === 'ifNeeded' && !countsAtOnce ? [plan.total(ask)] : []),
  ])
  return { rows: [...rows, ...more], total: counted ?? (count === undefined ? undefined : countIn(count)), cameFromMore }
}

type PageAndCounts = readonly [PageRow, ...CountRow[]]

function countIn(rows: readonly CountRow[] | undefined): number {
  return rows?.[0]?.count ?? 0
}
