import * as z from 'zod'
import { badRequest, notFound } from '../problem.ts'
import { type Route, route } from '../route.ts'
import { listOf, requestQuery } from '../schemas.ts'
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
    summary: 'Shows one request with its redacted body',
    status: 200,
    answer: shown,
    async run(services, { path }) {
      const { id } = await tenantIn(services, path)
      const request = await services.accessStorage.forTenant(id).loggedRequest(path['request'] ?? '')
      if (request === undefined) throw notFound('There is no such request, or it is no longer kept.')
      return requestView(request)
    },
  }),
]

function positionOf(after: string) {
  const [, time, id] = /^(\d{1,15})\.(.+)$/.exec(after) ?? []
  if (time === undefined || id === undefined) throw badRequest('after must be the `next` of the page before.')
  return { time: Number(time), id }
}
