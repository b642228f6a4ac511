import { SpanKind, trace } from '@opentelemetry/api'
import {
  compat,
  completeResourceTypes,
  createMemoryStorage,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  type Storage,
  userResourceType,
} from '@rollcall/scim-core'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bearerAuthentication } from '../authenticate.ts'
import { createScimRouter } from '../scim-router.ts'
import { openTelemetry } from './index.ts'
import { registerSpans } from './spans.fixture.ts'

const baseUrl = 'https://id.example.com/scim/v2'
const token = 'a-token-of-at-least-thirty-two-characters'

function house(storage: Storage = createMemoryStorage()) {
  let ids = 0
  const serviceProvider = createServiceProvider({
    storage,
    resourceTypes: completeResourceTypes([userResourceType, groupResourceType]),
    baseUrl,
    now: Date.now,
    newId: () => `id-${++ids}-of-a-request`,
    limits: defaultLimits,
    cursorKey: new Uint8Array(32),
    hashPassword: undefined,
    authenticationSchemes: [],
    documentationUri: undefined,
  })
  const caller = { tenantId: 'acme', actor: 'acme.1', profile: compat }
  const authenticate = bearerAuthentication((sent) => (sent === token ? caller : undefined))
  const app = new Hono()
  app.route('/scim/v2', createScimRouter({ serviceProvider, authenticate, tracing: openTelemetry(baseUrl) }))
  return (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.request(`/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'canary@example.com', displayName: 'canary' }

describe('openTelemetry', () => {
  let spans: ReturnType<typeof registerSpans>
  beforeEach(() => {
    spans = registerSpans()
  })
  afterEach(() => spans.unregister())

  it('tells of a request what the semantic conventions ask for, whose it was, and what was done', async () => {
    expect((await house()('POST', '/Users', user)).status).toBe(201)
    expect(spans.ended).toEqual([
      {
        name: 'POST /scim/v2/Users',
        kind: SpanKind.SERVER,
        isError: false,
        attributes: {
          'http.request.method': 'POST',
          'http.route': '/scim/v2/Users',
          'http.response.status_code': 201,
          'url.scheme': 'https',
          'server.address': 'id.example.com',
          'server.port': 443,
          'rollcall.tenant': 'acme',
          'scim.resource_type': 'User',
          'scim.operation': 'create',
        },
        id: expect.any(String),
        traceId: expect.any(String),
        parentId: undefined,
      },
    ])
  })

  it.each([
    ['GET', '/Users?filter=userName eq "canary"', '/scim/v2/Users', 'User', 'query', 200],
    ['HEAD', '/Users', '/scim/v2/Users', 'User', 'query', 200],
    ['POST', '/Groups/.search', '/scim/v2/Groups/.search', 'Group', 'query', 200],
    ['POST', '/.search', '/scim/v2/.search', undefined, 'query', 200],
    ['GET', '/', '/scim/v2', undefined, 'query', 200],
    ['GET', '/Users/canary', '/scim/v2/Users/{id}', 'User', 'retrieve', 404],
    ['PATCH', '/Groups/canary', '/scim/v2/Groups/{id}', 'Group', 'modify', 404],
    ['PUT', '/Users/canary', '/scim/v2/Users/{id}', 'User', 'replace', 404],
    ['DELETE', '/Users/canary', '/scim/v2/Users/{id}', 'User', 'delete', 404],
    ['POST', '/Bulk', '/scim/v2/Bulk', undefined, 'bulk', 200],
    ['GET', '/Me', '/scim/v2/Me', undefined, 'retrieve', 501],
    ['GET', '/Schemas', '/scim/v2/Schemas', undefined, undefined, 200],
    ['GET', '/canary', '/scim/v2/*', undefined, undefined, 404],
    ['OPTIONS', '/Users', '/scim/v2/Users', 'User', undefined, 204],
  ])('names %s %s by its route, never by what was in it', async (method, path, route, type, operation, status) => {
    const bodies = new Map<string, unknown>([
      ['/Groups/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'displayName eq "canary"' }],
      ['/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] }],
      ['/Groups/canary', { schemas: [], Operations: [{ op: 'replace', path: 'displayName', value: 'canary' }] }],
      [
        '/Bulk',
        {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
          Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data: user }],
        },
      ],
    ])
    const body = bodies.get(path) ?? (method === 'PUT' ? user : undefined)
    expect((await house()(method, path, body)).status).toBe(status)
    const [span] = spans.ended
    expect(span).toMatchObject({
      name: `${method} ${route}`,
      attributes: { 'http.route': route, 'http.response.status_code': status, 'rollcall.tenant': 'acme' },
    })
    expect([span?.attributes['scim.resource_type'], span?.attributes['scim.operation']]).toEqual([type, operation])
    expect(JSON.stringify(spans.ended)).not.toContain('canary')
    expect(spans.ended).toHaveLength(1)
  })

  it('calls an error what the server did wrong, and not what the client did', async () => {
    const send = house()
    await send('GET', '/Users?filter=nonsense')
    await send('GET', '/Users', undefined, { authorization: '' })
    const broken = createMemoryStorage()
    const storage: Storage = { forTenant: (id) => ({ ...broken.forTenant(id), query: () => Promise.reject(new Error('canary')) }) }
    await house(storage)('GET', '/Users')
    const told = spans.ended.map(({ isError, attributes }) => [
      isError,
      attributes['http.response.status_code'],
      attributes['scim.scim_type'],
      attributes['error.type'],
      attributes['rollcall.tenant'],
    ])
    expect(told).toEqual([
      [false, 400, 'invalidFilter', undefined, 'acme'],
      [false, 401, undefined, undefined, undefined],
      [true, 500, undefined, '500', 'acme'],
    ])
    expect(JSON.stringify(spans.ended)).not.toContain('canary')
  })

  it('goes on with the trace that the client began, and has within it what is done for the request', async () => {
    const memory = createMemoryStorage()
    const storage: Storage = {
      forTenant: (id) => ({
        ...memory.forTenant(id),
        async query(query) {
          const inner = trace.getTracer('of a driver').startSpan('select')
          inner.end()
          return memory.forTenant(id).query(query)
        },
      }),
    }
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    await house(storage)('GET', '/Users', undefined, { traceparent: `00-${traceId}-b7ad6b7169203331-01` })
    const [inner, outer] = spans.ended
    expect(outer).toMatchObject({ name: 'GET /scim/v2/Users', traceId, parentId: 'b7ad6b7169203331' })
    expect(inner).toMatchObject({ name: 'select', traceId, parentId: outer?.id })
  })

  it('has no name for a method that nobody knows', async () => {
    await house()('CANARY', '/Users')
    expect(spans.ended[0]).toMatchObject({ name: 'HTTP /scim/v2/Users', attributes: { 'http.request.method': '_OTHER' } })
    expect(JSON.stringify(spans.ended)).not.toMatch(/canary/i)
  })
})

it('Without an SDK requests are answered as ever, and an SDK that comes later is found', async () => {
  const send = house()
  expect((await send('GET', '/Users')).status).toBe(200)
  const spans = registerSpans()
  expect((await send('GET', '/Users')).status).toBe(200)
  expect(spans.ended).toHaveLength(1)
  spans.unregister()
})
