import {
  type Caller,
  completeResourceTypes,
  notFound,
  ScimError,
  type ScimResponse,
  type ServiceProvider,
  type Storage,
  StorageUnavailable,
  uniqueness,
} from '@rollcall/scim-core'
import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { bearerAuthentication } from './authenticate.ts'
import type { RequestLogEntry } from './logger.ts'
import { createScimRouter } from './scim-router.ts'

const token = 'a-token-of-at-least-thirty-two-characters'
const nothing = { attributes: undefined, excludedAttributes: undefined }
const unconditional = { ifMatch: undefined, ifNoneMatch: undefined }

let provider: Recorded
let app: Hono
let log: RequestLogEntry[]
let failures: unknown[]

beforeEach(() => {
  provider = recordingServiceProvider()
  log = []
  failures = []
  const router = createScimRouter({
    serviceProvider: provider.serviceProvider,
    authenticate: bearerAuthentication((sent) => (sent === token ? caller : undefined)),
    logger: { request: (entry) => log.push(entry), failure: (error) => failures.push(error) },
    bodyLimits: { resource: 100, membership: 300 },
  })
  app = new Hono()
  app.route('/scim/v2', router)
})

const send = (method: string, path: string, { headers = {}, body }: { headers?: Record<string, string>; body?: BodyInit } = {}) =>
  app.request(`/scim/v2${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(typeof body === 'string' ? { 'Content-Type': 'application/scim+json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  })

const error = async (response: Response) => {
  const { detail, ...rest } = await response.json()
  expect(detail).toMatch(/^\S.*\.$/s)
  expect(rest.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error'])
  expect(rest.status).toBe(String(response.status))
  return rest.scimType === undefined ? [response.status] : [response.status, rest.scimType]
}

describe('routes (RFC 7644 §3.2)', () => {
  it.each([
    ['GET', '/Users', ['query', '/Users', { ...nothing }]],
    ['GET', '/Users/', ['query', '/Users', { ...nothing }]],
    ['POST', '/Users?attributes=userName', ['create', '/Users', {}, { ...nothing, attributes: ['userName'] }, 'made-request-id']],
    ['POST', '/Groups/.search', ['query', '/Groups', { count: 1 }]],
    ['POST', '/.search', ['query', undefined, { count: 1 }]],
    ['GET', '', ['query', undefined, {}]],
    ['GET', '/', ['query', undefined, {}]],
    ['GET', '/Users/7', ['retrieve', '/Users', '7', nothing, unconditional]],
    ['HEAD', '/Users/7', ['retrieve', '/Users', '7', nothing, unconditional]],
    ['PUT', '/Users/7', ['replace', '/Users', '7', {}, nothing, unconditional]],
    ['PATCH', '/Users/7/', ['modify', '/Users', '7', {}, nothing, unconditional]],
    ['DELETE', '/Users/7', ['delete', '/Users', '7', unconditional]],
    ['GET', '/Users/a%2Fb%2541', ['retrieve', '/Users', 'a/b%41', nothing, unconditional]],
    ['GET', '/Users/joe.scim', ['retrieve', '/Users', 'joe.scim', nothing, unconditional]],
    ['POST', '/Bulk', ['bulk', {}]],
    ['GET', '/ServiceProviderConfig', ['serviceProviderConfig', undefined]],
    ['GET', '/ResourceTypes?count=1', ['resourceTypes', undefined]],
    ['GET', '/ResourceTypes/User', ['resourceTypes', 'User']],
    ['GET', '/Schemas', ['schemas', undefined]],
    ['GET', '/Schemas/urn%3Aexample:User', ['schemas', 'urn:example:User']],
  ])('%s %s', async (method, path, call) => {
    const isSearch = path.endsWith('.search')
    const body = isSearch ? '{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"count":1}' : '{}'
    const response = await send(method, path, ['POST', 'PUT', 'PATCH'].includes(method) ? { body } : {})
    expect(response.status).toBe(200)
    expect(provider.calls).toMatchObject([call])
  })

  it.each([
    ['GET', '/Nope', [404]],
    ['GET', '/users', [404]],
    ['GET', '/Users/1/2', [404]],
    ['GET', '/Users/a%00b', [404]],
    ['GET', '/v1/Users', [400, 'invalidVers']],
    ['POST', '/v3/Users', [400, 'invalidVers']],
    ['GET', '/Me', [501]],
    ['PUT', '/Users', [405]],
    ['POST', '/Users/1', [405]],
    ['GET', '/Users/.search', [405]],
    ['DELETE', '/Schemas/x', [405]],
    ['POST', '/ServiceProviderConfig', [405]],
    ['PROPFIND', '/Users', [405]],
    ['GET', '/Schemas?filter=name%20eq%20%22User%22', [403]],
    ['GET', '/ServiceProviderConfig?FILTER=x', [403]],
  ])('refuses %s %s as a SCIM error', async (method, path, expected) => {
    expect(await error(await send(method, path))).toEqual(expected)
    expect(provider.calls).toEqual([])
  })

  it('says in Allow what a path can do, after a 405 and on OPTIONS (RFC 9110 §15.5.6)', async () => {
    expect((await send('PUT', '/Users')).headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
    const options = await send('OPTIONS', '/Users/1')
    expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([
      204,
      'GET, HEAD, PUT, PATCH, DELETE, OPTIONS',
      '',
    ])
  })
})

describe('who is calling', () => {
  it.each([
    '/Users',
    '/Users/1',
    '/Schemas',
    '/',
    '/Nope',
    '/%55sers',
    '/v1/Users',
    '/Users/../Users',
    '//Users',
    '/ServiceProviderConfig/x',
  ])('nobody reads %s without a token', async (path) => {
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'PATCH']) {
      const response = await app.request(`/scim/v2${path}`, { method })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="scim"')
    }
    expect(provider.calls).toEqual([])
  })

  it('anybody reads ServiceProviderConfig (RFC 7643 §5), also with a token that is not valid', async () => {
    expect((await app.request('/scim/v2/ServiceProviderConfig')).status).toBe(200)
    expect((await send('GET', '/ServiceProviderConfig/', { headers: { Authorization: 'Bearer nope' } })).status).toBe(200)
  })
})

describe('bodies', () => {
  it.each([
    ['no JSON', '{', {}, [400, 'invalidSyntax']],
    ['no body', '', {}, [400, 'invalidSyntax']],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), {}, [400, 'invalidSyntax']],
    ['a form', '{}', { 'Content-Type': 'application/x-www-form-urlencoded' }, [415]],
    ['another charset', '{}', { 'Content-Type': 'application/json; charset=latin1' }, [415]],
    ['a compressed body', '{}', { 'Content-Encoding': 'gzip' }, [415]],
    ['one byte over the limit', `"${'x'.repeat(99)}"`, {}, [413]],
    ['a declared length over the limit', '{}', { 'Content-Length': '101' }, [413]],
  ])('refuses %s', async (_, body, headers, expected) => {
    const response = await send('POST', '/Users', { headers: { 'Content-Type': 'application/scim+json', ...headers }, body })
    expect(await error(response)).toEqual(expected)
    expect(provider.calls).toEqual([])
  })

  it.each([
    'application/scim+json',
    'APPLICATION/JSON',
    'application/json;charset=UTF-8',
    'application/scim+json; charset="utf-8"; x=y',
    undefined,
  ])('accepts %s', async (type) => {
    const bytes = new TextEncoder().encode('\ufeff{"userName":"Ω"}')
    const response = await send('POST', '/Users', { headers: type === undefined ? {} : { 'Content-Type': type }, body: bytes })
    expect(response.status).toBe(200)
    expect(provider.calls[0]?.[2]).toEqual({ userName: 'Ω' })
  })

  it('takes a body that is exactly as long as its route allows', async () => {
    const ofLength = (length: number) => `"${'x'.repeat(length - 2)}"`
    expect((await send('PUT', '/Users/1', { body: ofLength(100) })).status).toBe(200)
    expect((await send('PUT', '/Groups/1', { body: ofLength(300) })).status).toBe(200)
    expect(await error(await send('PUT', '/Groups/1', { body: ofLength(301) }))).toEqual([413])
    expect((await send('POST', '/Bulk', { body: ofLength(200) })).status).toBe(200)
    const response = await send('POST', '/Bulk', { body: ofLength(201) })
    expect((await response.json()).detail).toContain('200 bytes')
  })

  it('counts a body of unknown length while it arrives and stops reading at the limit', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(40).fill(0x20))
      },
    })
    expect(await error(await send('POST', '/Users', { body: endless }))).toEqual([413])
    expect(pulled).toBeLessThan(6)
  })

  describe('of more than 1 MiB', () => {
    const large = (length: number) => `"${'x'.repeat(length - 2)}"`
    let told: string[]
    let refusal: ScimError | undefined
    let toGroups: (body: BodyInit) => Promise<Response>
    beforeEach(() => {
      told = []
      refusal = undefined
      const { serviceProvider } = provider
      const router = createScimRouter({
        serviceProvider,
        authenticate: bearerAuthentication(() => caller),
        bodyLimits: { resource: 100, membership: 3_000_000 },
        async admitLargeBody(tenantId) {
          told.push(`admitted ${tenantId}`)
          if (refusal !== undefined) throw refusal
          return () => void told.push(`answered after ${provider.calls.length}`)
        },
      })
      toGroups = async (body) =>
        router.request('/Groups', {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${token}`,
            ...(typeof body === 'string' ? { 'Content-Length': String(body.length), 'Content-Type': 'application/scim+json' } : {}),
          },
          ...{ body, duplex: 'half' },
        })
    })
    const pieces = (text: string) =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < text.length; at += 100_000) controller.enqueue(new TextEncoder().encode(text.slice(at, at + 100_000)))
          controller.close()
        },
      })

    it('have to be admitted before they are read, once, and are over when they are answered', async () => {
      for (const body of [large(1_048_577), pieces(large(1_048_577)), pieces(large(2_500_000))]) {
        told = []
        provider.calls.length = 0
        expect((await toGroups(body)).status).toBe(200)
        expect(told).toEqual(['admitted acme', 'answered after 1'])
      }
      for (const body of [large(1_048_576), pieces(large(1_048_576))]) {
        told = []
        expect((await toGroups(body)).status).toBe(200)
        expect(told).toEqual([])
      }
    })

    it('are over as well when they are refused, or are not read at all', async () => {
      provider.answer = uniqueness('displayName is taken.')
      expect((await toGroups(large(2_000_000))).status).toBe(409)
      expect(told).toEqual(['admitted acme', 'answered after 1'])
      told = []
      expect((await toGroups(pieces(large(3_000_001)))).status).toBe(413)
      expect(told).toEqual(['admitted acme', 'answered after 1'])
      told = []
      refusal = new ScimError(429, undefined, 'Wait.', { 'Retry-After': '5' })
      for (const body of [large(2_000_000), pieces(large(2_000_000))]) {
        const { status, headers } = await toGroups(body)
        expect([status, headers.get('retry-after')]).toEqual([429, '5'])
      }
      expect(told).toEqual(['admitted acme', 'admitted acme'])
    })
  })

  it('tells a body that breaks off from a bug', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('socket hang up')) })
    expect(await error(await send('POST', '/Users', { body: broken }))).toEqual([400, 'invalidSyntax'])
    expect(failures).toEqual([])
  })
})

describe('responses', () => {
  it('carry type, version, place and protective headers', async () => {
    const response = await send('GET', '/Users/1')
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'private, no-cache',
      'content-location': 'https://id.example.com/scim/v2/Users/1',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': 'application/scim+json; charset=utf-8',
      'cross-origin-resource-policy': 'same-origin',
      etag: 'W/"3"',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'made-request-id',
    })
  })

  it('of a create name the new resource in Location (RFC 7644 §3.3)', async () => {
    provider.answer = { ...ok, status: 201 }
    const response = await send('POST', '/Users', { body: '{}' })
    expect([response.status, response.headers.get('location'), response.headers.get('content-location')]).toEqual([
      201,
      'https://id.example.com/scim/v2/Users/1',
      null,
    ])
  })

  it.each([204, 304] as const)('of status %i have no body and no type, but the version', async (status) => {
    provider.answer = { status, body: undefined, location: undefined, etag: 'W/"4"' }
    const response = await send('GET', '/Users/1')
    expect([response.status, await response.text(), response.headers.get('etag'), response.headers.get('content-type')]).toEqual([
      status,
      '',
      'W/"4"',
      null,
    ])
  })

  it.each([
    [undefined, 'application/scim+json; charset=utf-8'],
    ['*/*', 'application/scim+json; charset=utf-8'],
    ['application/scim+json', 'application/scim+json; charset=utf-8'],
    ['application/scim+json, application/json;q=0.9', 'application/scim+json; charset=utf-8'],
    ['Application/JSON', 'application/json; charset=utf-8'],
    ['application/json, text/plain, */*', 'application/json; charset=utf-8'],
    ['text/html', 'application/scim+json; charset=utf-8'],
  ])('mirror Accept: %s (D-45), errors too', async (accept, type) => {
    const headers: Record<string, string> = accept === undefined ? {} : { Accept: accept }
    expect((await send('GET', '/Users/1', { headers })).headers.get('content-type')).toBe(type)
    expect((await send('GET', '/Nope', { headers })).headers.get('content-type')).toBe(type)
  })

  it('to HEAD are those to GET without the body (RFC 9110 §9.3.2)', async () => {
    const response = await send('HEAD', '/Users/1')
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([200, 'W/"3"', ''])
  })

  it('are streamed piece by piece', async () => {
    provider.answer = { ...ok, body: pieces('{"a":', '"ä"', '}') }
    expect(await (await send('GET', '/Groups/1')).json()).toEqual({ a: 'ä' })
  })

  it('that fail before the first piece are errors, later they break off and are logged', async () => {
    provider.answer = { ...ok, body: pieces(new Error('no rows')) }
    expect(await error(await send('GET', '/Groups/1'))).toEqual([500])
    provider.answer = { ...ok, body: pieces('{', new Error('connection lost')) }
    const response = await send('GET', '/Groups/1')
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
    expect(failures.map(String)).toEqual(['Error: no rows', 'Error: connection lost'])
  })

  it('stop the stream when the client goes away or asks for no body', async () => {
    let closed = 0
    const body = () => pieces('{', '}', () => void closed++)
    provider.answer = { ...ok, body: body() }
    await (await send('GET', '/Groups/1')).body?.cancel()
    provider.answer = { ...ok, body: body() }
    await send('HEAD', '/Groups/1')
    expect(closed).toBe(2)
  })

  it('of discovery are not sent again to who has them', async () => {
    for (const [tag, status] of [
      ['W/"3"', 304],
      ['"x", "3"', 304],
      ['*', 304],
      ['W/"2"', 200],
      ['3', 200],
    ] as const) {
      expect((await send('GET', '/Schemas', { headers: { 'If-None-Match': tag } })).status).toBe(status)
    }
  })
})

describe('errors', () => {
  it('of the service provider are passed on', async () => {
    provider.answer = uniqueness('userName is taken.')
    expect(await error(await send('POST', '/Users', { body: '{}' }))).toEqual([409, 'uniqueness'])
    provider.answer = notFound('There is no User with this id.')
    expect(await error(await send('GET', '/Users/1'))).toEqual([404])
    expect(failures).toEqual([])
  })

  it('that are bugs say nothing but the request id, and are logged', async () => {
    provider.answer = new Error('SELECT secret FROM users')
    const response = await send('GET', '/Users/1', { headers: { 'X-Request-Id': 'from-the-client-1' } })
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(text).toContain('from-the-client-1')
    expect(text).not.toContain('secret')
    expect(failures).toEqual([provider.answer])
  })

  it('of a database that cannot be reached ask to try again', async () => {
    provider.answer = new StorageUnavailable('disk full', 7)
    const response = await send('GET', '/Users/1')
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7'])
  })
})

describe('the log', () => {
  it('has one entry for a request, with the route and never the query', async () => {
    await send('PATCH', '/Users/7?attributes=secret', { body: '{}', headers: { 'X-Request-Id': 'bad id' } })
    await send('GET', '/Users?filter=secret&count=x')
    await app.request('/scim/v2/secret')
    expect(log).toEqual([
      {
        requestId: 'made-request-id',
        method: 'PATCH',
        route: '/Users/{id}',
        status: 200,
        scimType: undefined,
        duration: 0,
        tenantId: 'acme',
        actor: 'credential-1',
        tolerated: [{ id: 'Q-OP-CASE', because: 'Entra capitalises op.' }],
      },
      expect.objectContaining({ route: '/Users', status: 400, scimType: 'invalidValue', tolerated: [] }),
      expect.objectContaining({ route: '/*', status: 401, tenantId: undefined, actor: undefined }),
    ])
  })

  it('alone says what was tolerated, unless answers are told to show it too', async () => {
    expect((await send('PATCH', '/Users/7', { body: '{}' })).headers.has('x-scim-tolerated')).toBe(false)
    const { serviceProvider } = provider
    const shown = createScimRouter({ serviceProvider, authenticate: bearerAuthentication(() => caller), showTolerances: true })
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const patched = await shown.request('/Users/7', { method: 'PATCH', headers, body: '{}' })
    expect(patched.headers.get('x-scim-tolerated')).toBe('Q-OP-CASE')
    const read = await shown.request('/Users/7', { headers })
    expect(read.headers.has('x-scim-tolerated')).toBe(false)
  })
})

async function* pieces(...all: (string | Error | (() => void))[]): AsyncGenerator<string> {
  try {
    for (const each of all) {
      if (each instanceof Error) throw each
      if (typeof each === 'string') yield each
    }
  } finally {
    for (const each of all) if (typeof each === 'function') each()
  }
}

/** A service provider that does nothing but tell what it was asked. */
interface Recorded {
  readonly serviceProvider: ServiceProvider
  /** One entry per call: the method's name and its arguments after the context. */
  readonly calls: unknown[][]
  /** What the next calls answer, or throw when it is an Error. */
  answer: ScimResponse | Error
}

const caller: Caller = {
  tenantId: 'acme',
  actor: 'credential-1',
  profile: { name: 'strict', rewrites: [], unique: [], replaceComplex: 'merge', formats: 'asSent' },
}

const ok: ScimResponse = { status: 200, body: '{"id":"1"}', location: 'https://id.example.com/scim/v2/Users/1', etag: 'W/"3"' }

function recordingServiceProvider(): Recorded {
  const calls: unknown[][] = []
  const answered = async (...call: unknown[]): Promise<ScimResponse> => {
    calls.push(call)
    if (recorded.answer instanceof Error) throw recorded.answer
    return recorded.answer
  }
  const told = (name: string, id?: string): ScimResponse => {
    calls.push([name, id])
    return { ...ok, location: undefined }
  }
  const storage: Storage = {
    forTenant: () => {
      throw new Error('no storage here')
    },
  }
  const recorded: Recorded = {
    calls,
    answer: ok,
    serviceProvider: {
      options: {
        storage,
        resourceTypes: completeResourceTypes([
          resourceType('User', '/Users'),
          { ...resourceType('Group', '/Groups'), membership: 'members' },
        ]),
        baseUrl: 'https://id.example.com/scim/v2',
        now: () => 0,
        newId: () => 'made-request-id',
        limits: {
          filterLength: 4096,
          filterDepth: 20,
          filterTerms: 50,
          patchOperations: 500,
          defaultPageSize: 100,
          maxPageSize: 200,
          stringLength: 4096,
          resourceLength: 1_048_576,
          multiValues: 1000,
          memberValues: 100_000,
          bulkOperations: 1000,
          bulkPayload: 200,
          cursorTimeout: 600,
        },
        cursorKey: new Uint8Array(32),
        hashPassword: undefined,
        authenticationSchemes: [],
        documentationUri: undefined,
      },
      create: (context, endpoint, body, projection) => answered('create', endpoint, body, projection, context.requestId),
      retrieve: (_, endpoint, id, projection, preconditions) => answered('retrieve', endpoint, id, projection, preconditions),
      query: (_, endpoint, search) => answered('query', endpoint, search),
      replace: (_, endpoint, id, body, projection, preconditions) => answered('replace', endpoint, id, body, projection, preconditions),
      modify: (context, endpoint, id, body, projection, preconditions) => {
        context.tolerated('Q-OP-CASE', 'Entra capitalises op.')
        return answered('modify', endpoint, id, body, projection, preconditions)
      },
      delete: (_, endpoint, id, preconditions) => answered('delete', endpoint, id, preconditions),
      bulk: (_, body) => answered('bulk', body),
      serviceProviderConfig: () => told('serviceProviderConfig'),
      resourceTypes: (id) => told('resourceTypes', id),
      schemas: (id) => told('schemas', id),
    },
  }
  return recorded
}

function resourceType(name: string, endpoint: string) {
  const members = { name: 'members', description: 'Members.', type: 'complex', multiValued: true, subAttributes: [] } as const
  return { name, endpoint, description: name, schema: { id: `urn:example:${name}`, name, description: name, attributes: [members] } }
}
