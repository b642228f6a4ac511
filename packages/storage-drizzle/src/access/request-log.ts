import type { LoggedRequest, RequestLogQuery, TenantAccess } from '@rollcall/access'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from '../dialect.ts'
import type { Executor } from '../executor.ts'
import { createTemplates, type SqlValue, type Template } from '../statement.ts'

type RequestLog = Pick<TenantAccess, 'logRequests' | 'requestLog' | 'loggedRequest' | 'pruneRequestLog'>

interface LogRow {
  readonly id: string
  readonly time: number
  readonly requestId: string
  readonly actor: string
  readonly resourceId: string | null
  readonly status: number
  readonly details: string
}

export function createRequestLog(executor: Executor, dialect: Dialect): (tenant: string) => RequestLog {
  const { requestLog } = dialect.tables

  const append = createTemplates<{ readonly tenant: string; readonly requests: readonly LoggedRequest[] }>(dialect)
  const rows = dialect.records(
    append.bind(({ requests }) => JSON.stringify(requests.map(recordOf))),
    { id: 'text', time: 'text', requestId: 'text', actor: 'text', resourceId: 'text', status: 'text', details: 'text' },
  )
  const insert = append.template(sql`insert into ${requestLog} (tenant, id, time, request_id, actor, resource_id, status, details)
    select ${append.bind(({ tenant }) => tenant)}, l.id, cast(l.time as bigint), l."requestId", l.actor, l."resourceId", cast(l.status as integer), l.details
    from ${rows} l`)

  const prune = createTemplates<{ readonly tenant: string; readonly before: number }>(dialect)
  const pruned = prune.bind(({ tenant }) => tenant)
  const oldest = sql`select l.time, l.id from ${requestLog} l
    where l.tenant = ${pruned} and l.time < ${prune.bind(({ before }) => before)} order by l.time, l.id limit ${prune.bind(() => removedAtOnce)}`
  const remove = prune.template(sql`delete from ${requestLog} where tenant = ${pruned} and (time, id) in (${oldest}) returning id`)

  const one = createTemplates<{ readonly tenant: string; readonly id: string }>(dialect)
  const byId = one.template<LogRow>(
    sql`select ${columns} from ${requestLog} l where l.tenant = ${one.bind(({ tenant }) => tenant)} and l.id = ${one.bind(({ id }) => id)}`,
  )
  const pages = createPages(dialect)

  return (tenant) => ({
    async logRequests(requests) {
      if (requests.length > 0) await executor.commit({ before: [], answer: insert({ tenant, requests }), after: [] })
    },
    async requestLog(query) {
      const found = await executor.read(pages(query)({ tenant, query: { ...query, limit: query.limit + 1 } }))
      const requests = found.slice(0, query.limit).map(requestOf)
      const last = requests.at(-1)
      return { requests, next: last !== undefined && found.length > query.limit ? { time: last.time, id: last.id } : undefined }
    },
    async loggedRequest(id) {
      const [row] = await executor.read(byId({ tenant, id }))
      return row === undefined ? undefined : requestOf(row)
    },
    async pruneRequestLog(before) {
      for (let removed = 0; ; ) {
        const { length } = await executor.commit({ before: [], answer: remove({ tenant, before }), after: [] })
        removed += length
        if (length < removedAtOnce) return removed
      }
    },
  })
}

/** A month's log in one statement would hold up whoever writes meanwhile, and on PostgreSQL be ended before it is done. */
const removedAtOnce = 1_000

const columns = sql`l.id as "id", l.time as "time", l.request_id as "requestId", l.actor as "actor", l.resource_id as "resourceId",
  l.status as "status", l.details as "details"`

interface PageInput {
  readonly tenant: string
  readonly query: RequestLogQuery
}

/** One statement for every set of questions that is asked, so that each can use an index. */
function createPages(dialect: Dialect): (query: RequestLogQuery) => Template<PageInput, LogRow> {
  const { bind, template } = createTemplates<PageInput>(dialect, (input) => input.tenant)
  const asked = (read: (query: RequestLogQuery) => SqlValue | undefined) => bind(({ query }) => read(query) ?? null)
  const after = { time: asked((query) => query.after?.time), id: asked((query) => query.after?.id) }
  const conditions: readonly (readonly [(query: RequestLogQuery) => boolean, SQL])[] = [
    [({ from }) => from !== undefined, sql`l.time >= ${asked(({ from }) => from)}`],
    [({ to }) => to !== undefined, sql`l.time < ${asked(({ to }) => to)}`],
    [({ failed }) => failed === true, sql`l.status >= 400`],
    [({ failed }) => failed === false, sql`l.status < 400`],
    [({ actor }) => actor !== undefined, sql`l.actor = ${asked(({ actor }) => actor)}`],
    [({ resourceId }) => resourceId !== undefined, sql`l.resource_id = ${asked(({ resourceId }) => resourceId)}`],
    [({ requestId }) => requestId !== undefined, sql`l.request_id = ${asked(({ requestId }) => requestId)}`],
    [(query) => query.after !== undefined, sql`(l.time < ${after.time} or (l.time = ${after.time} and l.id < ${after.id}))`],
  ]
  const tenant = bind((input) => input.tenant)
  const limit = bind(({ query }) => query.limit)
  const made = new Map<string, Template<PageInput, LogRow>>()
  return (query) => {
    const chosen = conditions.filter(([isAsked]) => isAsked(query)).map(([, condition]) => condition)
    const key = conditions.map(([isAsked]) => Number(isAsked(query))).join('')
    const where = sql.join([sql`l.tenant = ${tenant}`, ...chosen], sql` and `)
    const isFound = query.resourceId !== undefined || query.requestId !== undefined
    // What an index finds is sorted: read in order, all of the log might be read for it. Only where all may be, another thread reads.
    const order = isFound ? sql`l.time + 0 desc, l.id desc` : sql`l.time desc, l.id desc`
    const isLong = !isFound && (query.failed !== undefined || query.actor !== undefined)
    const page =
      made.get(key) ??
      template<LogRow>(sql`select ${columns} from ${dialect.tables.requestLog} l where ${where} order by ${order} limit ${limit}`, isLong)
    made.set(key, page)
    return page
  }
}

type Details = Omit<LoggedRequest, 'id' | 'time' | 'requestId' | 'actor' | 'resourceId' | 'status'>

function recordOf({ id, time, requestId, actor, resourceId, status, ...details }: LoggedRequest) {
  return { id, time, requestId, actor, resourceId, status, details: JSON.stringify(details) }
}

/** Requests that were logged before differences were have none. */
const beforeDifferences = { bodyIsWhole: false, changes: [], moreChanges: 0 }

function requestOf({ details, resourceId, ...row }: LogRow): LoggedRequest {
  const { method, route, scimType, detail, duration, tolerated, body, bodyIsWhole, changes, moreChanges }: Details = {
    ...beforeDifferences,
    ...JSON.parse(details),
  }
  return {
    ...row,
    resourceId: resourceId ?? undefined,
    method,
    route,
    scimType,
    detail,
    duration,
    tolerated,
    body,
    bodyIsWhole,
    changes,
    moreChanges,
  }
}
