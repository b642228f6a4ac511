import type { LoggedRequest } from '@rollcall/access'
import * as z from 'zod'
import { badRequest, notFound } from '../problem.ts'
import { replay } from '../replay/replay.ts'
import { type AdminServices, type Route, route } from '../route.ts'
import { listOf, replayed, requestQuery } from '../schemas.ts'
import { requestView } from '../views.ts'
import { tenantIn } from './tenants.ts'

const tag = 'Request log'
const shown = z.record(z.string(), z.unknown())

export const requestRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tenants/{tenant}/requests',
    tag,
    summary: 'Lists SCIM requests, newest first: outcome, duration, and what was tolerated',
    query: requestQuery,
    status: 200,
    answer: listOf(shown),
    async run(services, { path, query: { from, to, after, ...query } }) {
      const { id } = await tenantIn(services, path)
      const { requests, next } = await services.accessStorage.forTenant(id).requestLog({
        from: from === undefined ? undefined : Date.parse(from),
        to: to === undefined ? undefined : Date.parse(to),
        failed: query.failed,
        actor: query.actor,
        resourceId: query.resourceId,
        requestId: query.requestId,
        after: after === undefined ? undefined : positionOf(after),
        limit: query.limit,
      })
      return { items: requests.map(requestView), next: next === undefined ? null : `${next.time}.${next.id}` }
    },
  }),
  route({
    method: 'GET',
    path: '/tenants/{tenant}/requests/{request}',
    tag,
    summary: 'Shows one request with its redacted body and what it changed, attribute by attribute',
    status: 200,
    answer: shown,
    async run(services, { path }) {
      const { id } = await tenantIn(services, path)
      return requestView(await requestIn(services, id, path))
    },
  }),
  route({
    method: 'POST',
    path: '/tenants/{tenant}/requests/{request}/replay',
    tag,
    summary: 'Tells what a request would change if it came again now, and changes nothing; 409 when its body was not kept whole',
    status: 200,
    answer: replayed,
    async run(services, { path }) {
      const tenant = await tenantIn(services, path)
      return replay(services, tenant, await requestIn(services, tenant.id, path))
    },
  }),
]

async function requestIn(
  { accessStorage }: AdminServices,
  tenantId: string,
  path: Readonly<Record<string, string>>,
): Promise<LoggedRequest> {
  const request = await accessStorage.forTenant(tenantId).loggedRequest(path['request'] ?? '')
  if (request === undefined) throw notFound('There is no such request, or it is no longer kept.')
  return request
}

function positionOf(after: string) {
  const [, time, id] = /^(\d{1,15})\.(.+)$/.exec(after) ?? []
  if (time === undefined || id === undefined) throw badRequest('after must be the `next` of the page before.')
  return { time: Number(time), id }
}
