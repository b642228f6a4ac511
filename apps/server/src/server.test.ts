import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigurationError } from './configuration.ts'
import { startTestServer, type TestServer, token } from './server.fixture.ts'

const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const errorMessage = 'urn:ietf:params:scim:api:messages:2.0:Error'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.end())

describe('around SCIM', () => {
  it('is alive and ready, and sends a browser to the documentation', async () => {
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200)
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200)
    expect((await fetch(server.origin, { redirect: 'manual' })).headers.get('location')).toBe('/docs')
    expect((await fetch(`${server.origin}/elsewhere`)).status).toBe(404)
  })

  it('serves version 2 with and without /v2 in the path (RFC 7644 §3.13), and no other', async () => {
    const get = (path: string) => fetch(`${server.origin}${path}`, { headers: { Authorization: `Bearer ${token}` } })
    expect((await get('/api/scim/v2/Users')).status).toBe(200)
    expect((await get('/api/scim/Users')).status).toBe(200)
    const other = await get('/api/scim/v1/Users')
    expect([other.status, (await other.json()).scimType]).toEqual([400, 'invalidVers'])
  })

  it('creates the folder of its database', () => {
    expect(existsSync(join(server.directory, 'data', 'rollcall.db'))).toBe(true)
  })

  it('never speaks of the Host header (BASE_URL alone names this server)', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const headers = { Host: 'evil.example', Authorization: `Bearer ${token}`, 'X-Forwarded-Host': 'evil.example' }
      request(`${server.scim}/ResourceTypes`, { headers }, (response) => {
        response.setEncoding('utf8').on('data', (text) => resolve(String(text)))
      })
        .on('error', reject)
        .end()
    })
    expect(body).toContain(`${server.scim}/ResourceTypes/User`)
    expect(body).not.toContain('evil')
  })
})

describe('bad input (RFC 7644 §3.12)', () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  const create = (member: string) => `{"schemas":["${user}"],"userName":"bad-input"${member}}`
  const patch = (operation: string) => `{"schemas":["${patchOp}"],"Operations":[${operation}]}`
  const search = (member: string) => `{"schemas":["${searchRequest}"]${member}}`

  it.each<[what: string, method: string, path: string, body: string | undefined, expected: [number, string?]]>([
    ['malformed JSON', 'POST', '/Users', '{"userName":', [400, 'invalidSyntax']],
    ['an empty body', 'POST', '/Users', '', [400, 'invalidSyntax']],
    ['a list for a resource', 'POST', '/Users', '[]', [400, 'invalidSyntax']],
    ['a number for a string', 'POST', '/Users', create(',"displayName":5'), [400, 'invalidValue']],
    ['a string for a complex attribute', 'POST', '/Users', create(',"name":"Joe"'), [400, 'invalidValue']],
    ['a list for one value', 'POST', '/Users', create(',"emails":[[5]]'), [400, 'invalidValue']],
    ['no userName', 'POST', '/Users', `{"schemas":["${user}"]}`, [400, 'invalidValue']],
    ['an unknown endpoint', 'GET', '/Devices', undefined, [404]],
    ['an unknown id', 'GET', '/Users/nobody', undefined, [404]],
    ['an unknown filter attribute', 'GET', '/Users?filter=shoeSize%20eq%2042', undefined, [400, 'invalidFilter']],
    ['half a filter', 'GET', '/Users?filter=userName%20eq', undefined, [400, 'invalidFilter']],
    [
      '5,000 parentheses',
      'POST',
      '/Users/.search',
      search(`,"filter":"${'('.repeat(5000)}title pr${')'.repeat(5000)}"`),
      [400, 'invalidFilter'],
    ],
    ['2,000 parentheses', 'GET', `/Users?filter=${'('.repeat(2000)}title%20pr${')'.repeat(2000)}`, undefined, [400, 'invalidFilter']],
    ['JSON 10,000 deep', 'POST', '/Users', create(`,"x":${deep(10_000)}`), [400, 'invalidSyntax']],
    ['__proto__ as a key', 'POST', '/Users', create(',"__proto__":{"active":true}'), [400, 'invalidSyntax']],
    ['__proto__ below', 'POST', '/Users', create(',"name":{"__proto__":{"x":1}}'), [400, 'invalidSyntax']],
    ['constructor as a key', 'POST', '/Users', create(',"constructor":{"prototype":{}}'), [400, 'invalidSyntax']],
    ['a key twice', 'POST', '/Users', create(',"userName":"other"'), [400, 'invalidSyntax']],
    ['U+0000', 'POST', '/Users', create(',"title":"a\\u0000b"'), [400, 'invalidValue']],
    ['a lone surrogate', 'POST', '/Users', create(',"title":"\\ud800"'), [400, 'invalidValue']],
    ['a number beyond doubles', 'POST', '/Users', create(',"x":1e400'), [400, 'invalidSyntax']],
    ['U+0000 in a filter', 'GET', '/Users?filter=userName%20eq%20%22a%00b%22', undefined, [400, 'invalidValue']],
    ['a count that is no number', 'GET', '/Users?count=ten', undefined, [400, 'invalidValue']],
    ['a search without its schema', 'POST', '/Users/.search', '{}', [400, 'invalidSyntax']],
    ['attributes and excludedAttributes', 'GET', '/Users?attributes=id&excludedAttributes=id', undefined, [400, 'invalidValue']],
    ['a method that makes no sense', 'PUT', '/Users', create(''), [405]],
    ['a filter on discovery', 'GET', '/Schemas?filter=id%20pr', undefined, [403]],
  ])('%s is refused with a sentence', async (_, method, path, body, expected) => {
    const response = await server.send(method, path, body)
    const { schemas, status, scimType, detail, ...rest } = await response.json()
    expect([response.status, scimType].filter((each) => each !== undefined)).toEqual(expected)
    expect({ schemas, status, rest }).toEqual({ schemas: [errorMessage], status: String(response.status), rest: {} })
    expect(detail).toMatch(/\S.{10,400}[.?]$/s)
    expect(response.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
  })

  it.each([
    ['a 20 MB body to Users', '/Users', 20_000_000, 413],
    ['a 20 MB body to Groups', '/Groups', 20_000_000, 413],
    ['one byte more than fits', '/Users', 1_048_577, 413],
    ['exactly what fits', '/Users', 1_048_576, 400],
  ])('%s', async (_, path, size, status) => {
    const response = await server.send('POST', path, new Blob([' '.repeat(size)]))
    expect([response.status, (await response.json()).status]).toEqual([status, String(status)])
  })

  it.each([
    ['replace', '__proto__.active'],
    ['add', 'constructor'],
    ['add', 'name.__proto__'],
    ['replace', 'emails[type eq "work"].__proto__'],
    ['remove', 'prototype'],
    ['add', 'toString'],
  ])('PATCH %s %s reaches no prototype and changes nothing', async (op, path) => {
    const created = await (await server.send('POST', '/Users', { schemas: [user], userName: `patch-${op}-${path}` })).json()
    const before = Object.getOwnPropertyNames(Object.prototype)
    const response = await server.send('PATCH', `/Users/${created.id}`, patch(JSON.stringify({ op, path, value: { polluted: true } })))
    expect(response.status).toBe(400)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(await (await server.send('GET', `/Users/${created.id}`)).json()).toEqual(created)
  })

  it.each(['', 'Bearer', 'Bearer ', `Basic ${token}`, `Bearer ${token}x`, `bearer  ${token}`])(
    'Authorization "%s" is answered 401 with a challenge',
    async (authorization) => {
      const response = await server.send('GET', '/Users', undefined, { Authorization: authorization })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer realm="Rollcall"')])
    },
  )

  it('a negative count is a count of 0, a huge one is the largest page (RFC 7644 §3.4.2.4)', async () => {
    const page = async (query: string) => (await (await server.send('GET', `/Users?${query}`)).json()).itemsPerPage
    expect(await page('count=-1')).toBe(0)
    expect(await page('count=99999999999999999999')).toBeGreaterThan(0)
    expect(await page('startIndex=-99999999999999999999')).toBeGreaterThan(0)
  })

  it('a duplicate userName in any case is 409, also when 64 arrive at once', async () => {
    const names = Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? 'Race@Example.com' : 'race@example.COM'))
    const responses = await Promise.all(names.map((userName) => server.send('POST', '/Users', { schemas: [user], userName })))
    const statuses = responses.map((response) => response.status).toSorted()
    expect(statuses).toEqual([201, ...Array.from({ length: 63 }, () => 409)])
    const refused = await responses.find((response) => response.status === 409)?.json()
    expect(refused.scimType).toBe('uniqueness')
  })

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['two lengths', 'POST /api/scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    [
      'a length and chunks',
      'POST /api/scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a backslash in the path', 'GET /api\\scim HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['two Hosts', 'GET /api/scim/v2/Users HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400],
    ['a Host that is none', 'GET /api/scim/v2/Users HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n', 400],
    ['a URI of 20 KB', `GET /api/scim/v2/Users?filter=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ])('%s is answered by a SCIM error as well', async (_, bytes, status) => {
    const text = await raw(server.origin, bytes)
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ schemas: [errorMessage], status: String(status) })
  })
})

it('answers HTTP/1.0 without a Host, as probes of load balancers speak it', async () => {
  for (const path of ['/healthz', '/readyz']) expect(await raw(server.origin, `GET ${path} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /)
  expect(await raw(server.origin, 'GET /api/scim/v2/Users HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 401 /)
  // RFC 9112 §3.2: later versions have to send one.
  expect(await raw(server.origin, 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
})

describe('the log', () => {
  it('holds no token, no body and no value of a query, whatever comes', async () => {
    const canary = 'canary-7f3a'
    await server.send('POST', '/Users', { schemas: [user], userName: canary, password: canary, displayName: canary })
    await server.send('POST', '/Users', `{"userName":"${canary}`)
    await server.send('GET', `/Users?filter=userName%20eq%20%22${canary}%22&${canary}=1`)
    await server.send('GET', `/Users/${canary}`, undefined, { Authorization: `Bearer ${canary}`, 'User-Agent': canary })
    const lines = server.log.join('')
    expect(lines).toContain('"route":"/Users/{id}"')
    expect(lines).not.toContain(canary)
    expect(lines).not.toContain(token)
  })
})

describe('starting and stopping', () => {
  it('lets what has begun end, and is not ready meanwhile', async () => {
    const stopping = await startTestServer()
    const body = JSON.stringify({ schemas: [user], userName: 'slow' })
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Content-Length': body.length }
    const begun = request(`${stopping.scim}/Users`, { method: 'POST', headers: { ...headers, Expect: '100-continue' } })
    const answered = once(begun, 'response').then(([response]) => response.resume().statusCode)
    // The server asks for the body once it has the request.
    await once(begun, 'continue')
    begun.write(body.slice(0, 5))
    setTimeout(() => begun.end(body.slice(5)), 200)
    await Promise.all([stopping.end(), expect(answered).resolves.toBe(201)])
    await expect(fetch(stopping.origin)).rejects.toThrow()
  })

  it('keeps what it was told, and its first token, for the next start', async () => {
    const first = await startTestServer({ ROLLCALL_TOKEN: '' })
    const made = first.token.made ?? ''
    const headers = { Authorization: `Bearer ${made}` }
    const created = await first.send('POST', '/Users', { schemas: [user], userName: 'kept' }, headers)
    expect(created.status).toBe(201)
    await first.stop(500)
    const next = await startTestServer({ ROLLCALL_TOKEN: '', DATABASE_URL: `sqlite:${join(first.directory, 'data', 'rollcall.db')}` })
    expect(next.token.made).toBeUndefined()
    const page = await (await next.send('GET', '/Users', undefined, headers)).json()
    expect(page).toMatchObject({ totalResults: 1, Resources: [{ userName: 'kept' }] })
    expect((await next.send('GET', '/Users')).status).toBe(401)
    await next.end()
  })

  it('keeps of a password its hash, or by default nothing (PASSWORDS)', async () => {
    for (const passwords of ['hash', 'ignore']) {
      const kept = await startTestServer({ PASSWORDS: passwords })
      const password = 'correct-horse-battery-staple'
      expect((await kept.send('POST', '/Users', { schemas: [user], userName: 'secretive', password })).status).toBe(201)
      const config = await (await kept.send('GET', '/ServiceProviderConfig')).json()
      const data = join(kept.directory, 'data')
      const bytes = readdirSync(data).map((file) => readFileSync(join(data, file), 'latin1'))
      expect(config.changePassword.supported).toBe(passwords === 'hash')
      expect(bytes.some((each) => /\$(?:argon2id|scrypt)\$/.test(each))).toBe(passwords === 'hash')
      expect(bytes.some((each) => each.includes('secretive'))).toBe(true)
      expect(bytes.some((each) => each.includes(password))).toBe(false)
      await kept.end()
    }
  })

  it('says what is wrong when it cannot listen or open its database', async () => {
    const { port } = new URL(server.origin)
    await expect(startTestServer({ PORT: port })).rejects.toThrow(/^HOST and PORT 127.0.0.1:\d+ cannot be listened on: /)
    await expect(startTestServer({ DATABASE_URL: 'sqlite:/dev/null/x.db' })).rejects.toThrow(ConfigurationError)
  })

  it('names itself by BASE_URL when there is one', async () => {
    const behindProxy = await startTestServer({ BASE_URL: 'https://id.example.com' })
    expect(behindProxy.scim).toBe('https://id.example.com/api/scim/v2')
    await behindProxy.end()
  })
})

function raw(origin: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8').on('data', (data) => {
      text += String(data)
    })
    socket.on('end', () => resolve(text)).on('error', reject)
  })
}
