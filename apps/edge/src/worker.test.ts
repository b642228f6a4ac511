import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { origin, scim, startEdge, type TestEdge, token } from './edge.fixture.ts'

const dist = join(import.meta.dirname, '../dist')
const user = 'urn:ietf:params:scim:schemas:core:2.0:User'

const logEntry = `insert into request_log (tenant, id, time, request_id, actor, resource_id, status, details)
  values ('default', ?1, ?2, 'request-1', 'actor', null, 200, '{}')`

let edge: TestEdge
beforeAll(async () => {
  edge = await startEdge()
})
afterAll(() => edge.end())

const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
const send = (method: string, url: string, body?: unknown, more: Record<string, string> = {}) =>
  edge.send({ method, url, headers: { ...headers, ...more }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })

it('The script has at most 200 KiB when it is compressed', () => {
  const pieces = readdirSync(join(dist, 'worker')).filter((name) => name.endsWith('.js'))
  const script = Buffer.concat(pieces.map((name) => readFileSync(join(dist, 'worker', name))))
  expect(gzipSync(script, { level: 9 }).byteLength).toBeLessThanOrEqual(200 * 1024)
})

it('The script starts without the schema library of the admin API, which few ask for', () => {
  const start = `await import(${JSON.stringify(pathToFileURL(join(dist, 'worker/worker.js')).href)}); console.log('__zod_globalRegistry' in globalThis)`
  expect(spawnSync(process.execPath, ['--input-type=module', '--eval', start], { encoding: 'utf8' }).stdout).toBe('false\n')
})

describe('around SCIM', () => {
  it('is alive and ready, and sends a browser to the documentation', async () => {
    expect((await send('GET', `${origin}/healthz`)).status).toBe(200)
    expect((await send('GET', `${origin}/readyz`)).status).toBe(200)
    expect((await send('GET', `${origin}/`)).headers['location']).toBe('/docs')
    expect((await send('GET', `${origin}/elsewhere`)).status).toBe(404)
  })

  it('serves Swagger UI from static assets, under a policy that allows no other origin, and nothing else of them', async () => {
    const script = await send('GET', `${origin}/docs/swagger-ui-bundle.js`)
    expect(Buffer.byteLength(script.body)).toBe(statSync(join(dist, 'assets/swagger-ui-bundle.js')).size)
    for (const path of ['/docs', '/docs/init.js', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css']) {
      const { status, headers } = await send('GET', `${origin}${path}`)
      expect([status, headers['content-security-policy']]).toEqual([200, expect.stringMatching(/^default-src 'none'; script-src 'self'; /)])
    }
    for (const path of ['/swagger-ui.css', '/docs/../swagger-ui.css', '/docs/package.json'])
      expect((await send('GET', `${origin}${path}`)).status).toBe(404)
  })

  it('describes itself', async () => {
    expect(JSON.parse((await send('GET', `${origin}/openapi.json`)).body)).toMatchObject({ openapi: '3.1.0' })
    expect(JSON.parse((await send('GET', `${origin}/.well-known/oauth-authorization-server`)).body)).toMatchObject({ issuer: origin })
  })
})

describe('the admin API', () => {
  it('is off without a key', async () => {
    expect((await send('GET', `${origin}/api/admin/v1/tenants`)).status).toBe(404)
  })

  it('is there with one, knows the first tenant, and shows strangers its description and nothing else', async () => {
    const operated = await startEdge({ ADMIN_TOKEN: `operator-${token}` })
    const admin = (method: string, path: string, body?: unknown) =>
      operated.send({
        method,
        url: `${origin}/api/admin/v1${path}`,
        headers: { authorization: `Bearer operator-${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    const listed = JSON.parse((await admin('GET', '/tenants')).body)
    expect(JSON.stringify(listed)).toContain('"default"')
    const strange = await operated.send({ method: 'GET', url: `${origin}/api/admin/v1/tenants`, headers: {} })
    const description = await operated.send({ method: 'GET', url: `${origin}/api/admin/v1/openapi.json`, headers: {} })
    expect([strange.status, description.status]).toEqual([401, 200])
    expect(JSON.parse(description.body)).toMatchObject({ servers: [{ url: '/api/admin/v1' }] })
    await operated.end()
  })
})

describe('a session of the database', () => {
  it('lets a reader go on from the bookmark of an earlier answer, and says how far it has come', async () => {
    const created = await send('POST', `${scim}/Users`, { schemas: [user], userName: 'session' })
    const bookmark = created.headers['x-d1-bookmark'] ?? ''
    expect(bookmark).toMatch(/^[0-9a-f-]{59}$/)
    const read = await send('GET', created.headers['location'] ?? '', undefined, { 'X-D1-Bookmark': bookmark })
    expect([read.status, (read.headers['x-d1-bookmark'] ?? '') >= bookmark]).toEqual([200, true])
  })

  it.each([
    ['a name of D1 itself', 'first-unconstrained'],
    ['nonsense', 'nonsense'],
    ['5,000 digits', '0'.repeat(5000)],
  ])('does not take %s for a bookmark', async (_, bookmark) => {
    expect((await send('GET', `${scim}/Users?count=1`, undefined, { 'X-D1-Bookmark': bookmark })).status).toBe(200)
  })
})

describe('the log', () => {
  it('is one JSON object a line, without token, body or query', async () => {
    const canary = 'canary-7f3a'
    await send('POST', `${scim}/Users`, { schemas: [user], userName: canary, password: canary })
    await send('GET', `${scim}/Users?filter=userName%20eq%20%22${canary}%22`)
    await send('GET', `${scim}/Users`, undefined, { authorization: `Bearer ${canary}` })
    const lines = edge.log()
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ msg: 'request', route: '/Users', status: 201 }))
    expect(lines.join('\n')).not.toContain(canary)
    expect(lines.join('\n')).not.toContain(token)
  })
})

it('The scheduled trigger seals the journal and removes what the request log has kept long enough', async () => {
  const day = 86_400_000
  const times = [Date.now() - 31 * day, Date.now() - 29 * day]
  for (const [index, time] of times.entries()) await edge.query(logEntry, `entry-${index}`, time)
  await edge.scheduled()
  expect(await edge.query("select id from request_log where id like 'entry-%'")).toEqual([{ id: 'entry-1' }])
  const [{ sealed, written } = {}] = await edge.query(
    'select (select count(*) from audit_seals) as sealed, (select count(*) from journal) as written',
  )
  expect([sealed, Number(written) > 0]).toEqual([written, true])
})
