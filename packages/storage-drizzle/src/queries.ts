import type { IndexPage, KeysetPage, KeysetPosition, ResourcePage, ResourceQuery } from '@rollcall/scim-core/storage'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { filterShape } from './filter-shape.ts'
import { type CountRow, createPlan, type PageRow, type Plan, type PlanInput, type StretchStatements } from './plan.ts'
import { createRecent } from './recent.ts'
import { storedResource } from './resource-row.ts'
import type { Statement } from './statement.ts'
import type { Scan } from './stretches.ts'

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
    const ask: Question = { executor, plan, input, ascending: query.order === 'ascending' }
    const found = page.kind === 'index' ? await indexPage(ask, page) : await keysetPage(ask, page)
    return { ...found.page, total: query.total ? (found.total ?? (await countOf(executor, plan.total(input)))) : undefined }
  }
}

interface Question {
  readonly executor: Executor
  readonly plan: Plan
  readonly input: PlanInput
  readonly ascending: boolean
}

interface Found {
  readonly page: Omit<ResourcePage, 'total'>
  /** How many match in all, where the page itself shows it. */
  readonly total: number | undefined
}

async function countOf(executor: Executor, statement: Statement<CountRow>): Promise<number> {
  const [row] = await executor.read(statement)
  return row?.count ?? 0
}

async function indexPage(ask: Question, { offset, limit }: IndexPage): Promise<Found> {
  const rows = await read(ask, ask.ascending, { offset, limit, position: undefined })
  const showsEnd = rows.length < limit && (rows.length > 0 || offset === 0)
  return {
    page: { resources: rows.map(storedResource), next: undefined, previous: undefined },
    total: showsEnd ? offset + rows.length : undefined,
  }
}

/** One resource more than the page is read, to know whether more follow; one is looked for on the side that the page comes from. */
async function keysetPage(ask: Question, { position, limit }: KeysetPage): Promise<Found> {
  const forward = position?.direction !== 'before'
  const up = ask.ascending === forward
  const rows = limit === 0 ? [] : await read(ask, up, { offset: 0, limit: limit + 1, position: position?.at })
  const page = rows.slice(0, limit)
  const [nearest, furthest] = [page[0], page.at(-1)].map((row) => row && { value: row.sortValue, id: row.id })
  const onward = rows.length > limit ? furthest : undefined
  const isFirst =
    position === undefined || nearest === undefined || (await read(ask, !up, { offset: 0, limit: 1, position: nearest })).length === 0
  const back = isFirst ? undefined : nearest
  const resources = (forward ? page : page.reverse()).map(storedResource)
  return {
    page: forward ? { resources, next: onward, previous: back } : { resources, next: back, previous: onward },
    total: position === undefined && limit > 0 && onward === undefined ? page.length : undefined,
  }
}

/** Reads one stretch after the other until there are enough resources. */
async function read({ executor, plan, input }: Question, up: boolean, { position, limit, offset }: Part): Promise<PageRow[]> {
  const rows: PageRow[] = []
  let start: Scan['start'] = position === undefined ? 'end' : position.value === null ? 'null' : 'value'
  let skip = offset
  for (const stretch of stretchesFrom(position, plan, up)) {
    const ask = { ...input, position, limit: limit - rows.length, offset: skip }
    const found = await executor.read(stretch.page(up, start)(ask))
    rows.push(...found)
    if (rows.length >= limit) break
    if (plan.stretches.length > 1) skip = found.length > 0 || skip === 0 ? 0 : skip - (await countOf(executor, stretch.count(ask)))
    start = 'end'
  }
  return rows
}

interface Part {
  readonly position: KeysetPosition | undefined
  readonly limit: number
  readonly offset: number
}

/** The stretches that a scan from the position comes through. Where there are two, only the upper one is without sort values. */
function stretchesFrom(position: KeysetPosition | undefined, { stretches }: Plan, up: boolean): readonly StretchStatements[] {
  const inOrder = up ? stretches : stretches.toReversed()
  if (position === undefined || stretches.length === 1) return inOrder
  const isInUpper = position.value === null
  return isInUpper === up ? inOrder.slice(1) : inOrder
}
