import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { token as firstToken, startTestServer, type TestServer } from './server.fixture.ts'

const operator = 'admin-token-for-tests-of-forty-characters'
const generous = { perSecond: 100_000, burst: 1_000_000 }

let server: TestServer
/** Of acme, with the scope `admin`. */
let administrator: { readonly id: string; readonly token: string }
/** Of globex, with every scope but it. */
let victim: { readonly id: string; readonly token: string }
let victimsRequest: string
beforeAll(async () => {
  server = await startTestServer({ ADMIN_TOKEN: operator })
  for (const id of ['acme', 'globex']) await ask('POST', '/tenants', { id, settings: { rate: generous } })
  administrator = (await ask('POST', '/tenants/acme/credentials', { name: 'IT', scopes: ['admin'], settings: { rate: generous } })).body
  victim = (await ask('POST', '/tenants/globex/credentials', { name: 'Okta', settings: { rate: generous } })).body
  await server.send('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' }, bearer(victim.token))
  const find = async () => (await ask('GET', '/tenants/globex/requests')).body.items[0]?.id
  await vi.waitFor(async () => expect(await find()).toBeDefined(), { timeout: 5_000, interval: 100 })
  victimsRequest = await find()
})
afterAll(() => server.end())

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

async function ask(method: string, path: string, body?: unknown, token = operator, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.origin}/api/admin/v1${path}`, {
    method,
    headers: { ...bearer(token), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = text.startsWith('{')
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined }
}
const asAdministrator = (method: string, path: string, body?: unknown, headers = {}) =>
  ask(method, path, body, administrator.token, headers)

/** All that is kept of everybody but acme. */
function othersContents(): string {
  const database = new Database(join(server.directory, 'data', 'rollcall.db'), { readonly: true })
  const kept = ['tenants', 'credentials', 'access_tokens', 'resources', 'journal', 'request_log'].map((table) =>
    database.prepare(`select * from ${table} where tenant <> 'acme'`).all(),
  )
  database.close()
  return JSON.stringify(kept, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value))
}

/** Every operation that the admin API describes, with parameters of a tenant's own. */
async function everyRequest(tenant: string, credential: string, request: string) {
  const { paths }: { paths: Record<string, object> } = (await ask('GET', '/openapi.json')).body
  const values: Record<string, string> = { tenant, credential, request, secret: 'x' }
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((name) => {
      const method = name.toUpperCase()
      const at = path.replace(/\{(\w+)\}/g, (_, parameter: string) => values[parameter] ?? 'x')
      return { method, path, at, body: method === 'GET' || method === 'DELETE' ? undefined : { id: 'initech', name: 'x' } }
    }),
  )
}

describe('A credential with the scope admin', () => {
  it('opens what is of its own tenant: settings, credentials, the log, the audit trail', async () => {
    expect((await asAdministrator('GET', '/tenants/acme')).body).toMatchObject({ id: 'acme' })
    const settings = { logPersonalValues: true, requestLogDays: 7, deprovisionLimit: 20 }
    expect((await asAdministrator('PATCH', '/tenants/acme', { name: 'Acme', settings })).body).toMatchObject({ name: 'Acme', settings })
    const made = await asAdministrator('POST', '/tenants/acme/credentials', { name: 'Okta', scopes: ['users:read'] })
    expect(made.status).toBe(201)
    expect((await server.send('GET', '/Users', undefined, bearer(made.body.token))).status).toBe(200)
    const rotated = await asAdministrator('POST', `/tenants/acme/credentials/${made.body.id}/rotate`, {})
    expect((await server.send('GET', '/Users', undefined, bearer(rotated.body.token))).status).toBe(200)
    expect((await asAdministrator('DELETE', `/tenants/acme/credentials/${made.body.id}`)).status).toBe(204)
    expect((await server.send('GET', '/Users', undefined, bearer(rotated.body.token))).status).toBe(401)
    for (const path of ['credentials', 'requests', 'audit', 'audit/export', 'audit/verification'])
      expect((await asAdministrator('GET', `/tenants/acme/${path}`)).status).toBe(200)
  })

  it('finds no other tenant, by any operation: the answer has the bytes of a tenant that there is not, and nothing of it changes', async () => {
    const before = othersContents()
    const ofGlobex = await everyRequest('globex', victim.id, victimsRequest)
    const ofNobody = await everyRequest('nobody', 'nobody.0000000000000000', 'nothing')
    let asked = 0
    for (const [index, { method, path, at, body }] of ofGlobex.entries()) {
      if (!path.includes('{tenant}')) continue
      asked += 1
      const [foreign, unknown] = [await asAdministrator(method, at, body), await asAdministrator(method, ofNobody[index]?.at ?? '', body)]
      expect([foreign.status, unknown.status], `${method} ${path}`).toEqual([404, 404])
      expect(foreign.text.replaceAll('globex', 'nobody')).toBe(unknown.text)
    }
    expect(asked).toBeGreaterThanOrEqual(13)
    expect(othersContents()).toBe(before)
  })

  it('neither lists nor makes tenants', async () => {
    const before = othersContents()
    for (const { method, path, at, body } of await everyRequest('globex', victim.id, victimsRequest)) {
      if (path.includes('{tenant}')) continue
      const { status, text } = await asAdministrator(method, at, body)
      expect([status, text.includes('globex')], `${method} ${path}`).toEqual([403, false])
    }
    expect((await ask('GET', '/tenants/initech')).status).toBe(404)
    expect(othersContents()).toBe(before)
  })

  it.each([
    ['/tenants/globex/../acme/../globex', 404],
    ['/tenants/%67lobex', 404],
    ['/tenants/%2567lobex', 404],
    ['/tenants/acme%2F..%2Fglobex', 404],
    ['/tenants/acme/..%2fglobex', 404],
    ['/tenants/acme;globex', 404],
    ['/tenants/acme%00globex', 404],
    ['/tenants/GLOBEX', 404],
    ['/tenants/acme%20', 404],
    ['/tenants//globex', 404],
    ['//tenants/globex', 404],
    ['/tenants/', 404],
    ['/tenants/acme/../globex/credentials', 404],
    ['/tenants/acme?tenant=globex', 200],
    ['/tenants/%61cme', 200],
  ])('is not led astray by the spelling of a path: %s', async (path, status) => {
    const answer = await asAdministrator('GET', path)
    expect(answer.status).toBe(status)
    if (status === 200) expect(answer.body.id).toBe('acme')
    else expect(answer.text).not.toMatch(/"settings"|"items"/)
  })

  it('is not led astray by headers or members that name a tenant', async () => {
    const headers = { 'X-Tenant': 'globex', 'X-Tenant-Id': 'globex', 'X-Original-URL': '/tenants/globex' }
    expect((await asAdministrator('GET', '/tenants/acme', undefined, headers)).body.id).toBe('acme')
    for (const smuggled of [
      { tenant: 'globex' },
      { tenantId: 'globex' },
      { id: 'globex.0000000000000000' },
      { __proto__x: 1 },
      { settings: { tenant: 'globex' } },
    ])
      expect((await asAdministrator('POST', '/tenants/acme/credentials', { name: 'x', ...smuggled })).status).toBe(400)
    expect((await asAdministrator('PATCH', '/tenants/acme', { id: 'globex' })).status).toBe(400)
    for (const scopes of [['globex:admin'], ['admin:globex'], ['operator'], ['*'], ['tenants:write']])
      expect((await asAdministrator('POST', '/tenants/acme/credentials', { name: 'x', scopes })).status).toBe(400)
  })

  it('cannot take more than its share, nor let itself in again', async () => {
    for (const body of [
      { settings: { rate: generous } },
      { suspended: false },
      { suspended: true },
      { name: 'x', settings: { rate: generous, requestLogDays: 1 } },
    ])
      expect((await asAdministrator('PATCH', '/tenants/acme', body)).status).toBe(403)
    expect((await ask('GET', '/tenants/acme')).body).toMatchObject({ name: 'Acme', suspended: null, settings: { requestLogDays: 7 } })
    expect((await ask('GET', '/tenants/globex')).body.suspended).toBeNull()
  })

  it('makes others that reach no further than itself', async () => {
    const { body: second } = await asAdministrator('POST', '/tenants/acme/credentials', { name: 'Second', scopes: ['admin'] })
    expect((await ask('GET', '/tenants/acme', undefined, second.token)).status).toBe(200)
    expect((await ask('GET', '/tenants/globex', undefined, second.token)).status).toBe(404)
    expect((await ask('POST', '/tenants', { id: 'initech' }, second.token)).status).toBe(403)
  })

  it('cannot touch a credential of another tenant under the name of its own', async () => {
    const before = othersContents()
    const at = `/tenants/acme/credentials/${victim.id}`
    for (const [method, path, body] of [
      ['GET', at],
      ['POST', `${at}/rotate`, {}],
      ['DELETE', at],
      ['DELETE', `${at}/secrets/x`],
    ] as const)
      expect((await asAdministrator(method, path, body)).status).toBe(404)
    for (const path of [`/tenants/acme/requests/${victimsRequest}`, `/tenants/acme/requests/${victimsRequest}/replay`])
      expect((await asAdministrator(path.endsWith('replay') ? 'POST' : 'GET', path)).status).toBe(404)
    expect((await server.send('GET', '/Users', undefined, bearer(victim.token))).status).toBe(200)
    expect(othersContents()).toBe(before)
  })

  it.each([
    'https://127.0.0.1:8443/keys',
    'https://0x7f.1/keys',
    'https://[::ffff:127.0.0.1]/keys',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/keys',
    'https://LOCALHOST./keys',
    'https://keycloak/keys',
    'https://keycloak.svc.internal/keys',
    'https://printer.local./keys',
    'https://a.localhost/keys',
    'https://router.home.arpa/keys',
    'https://user:password@login.example.com/keys',
  ])('cannot send the server where only the server can go: %s', async (keysUri) => {
    const body = { name: 'x', assertion: { issuer: 'https://i.example', audience: 'a', subject: 's', keysUri } }
    const { status, text } = await asAdministrator('POST', '/tenants/acme/clients', body)
    expect([status, text]).toEqual([403, expect.stringContaining('assertion.keysUri must')])
    expect((await ask('POST', '/tenants/acme/clients', body)).status).toBe(201)
  })

  it('names a public host for the keys of its issuer', async () => {
    const assertion = { issuer: 'https://i.example', audience: 'a', subject: 's', keysUri: 'https://login.example.com:8443/keys' }
    const { status, body } = await asAdministrator('POST', '/tenants/acme/clients', { name: 'x', assertion })
    expect([status, body.assertion]).toEqual([201, { ...assertion, keysFrom: 'public' }])
    const forged = { ...assertion, keysFrom: 'anywhere' }
    expect((await asAdministrator('POST', '/tenants/acme/clients', { name: 'x', assertion: forged })).status).toBe(400)
  })

  it('shows no metrics: they are of all tenants', async () => {
    expect((await fetch(`${server.origin}/metrics`, { headers: bearer(administrator.token) })).status).toBe(401)
  })
})

describe('The admin API stays shut', () => {
  it('for credentials without the scope, with the challenge of RFC 6750 §3.1', async () => {
    for (const path of ['/tenants', '/tenants/globex', '/tenants/acme', '/nothing']) {
      const { status, headers } = await ask('GET', path, undefined, victim.token)
      expect([status, headers.get('www-authenticate')]).toEqual([403, expect.stringContaining('error="insufficient_scope", scope="admin"')])
    }
  })

  it("for the first tenant's own token", async () => {
    expect((await ask('GET', '/tenants/default', undefined, firstToken)).status).toBe(403)
  })

  it('for a credential that was revoked, has expired, or whose tenant is suspended', async () => {
    const { body } = await ask('POST', '/tenants', { id: 'suspended' })
    expect(body.id).toBe('suspended')
    const make = async () => (await ask('POST', '/tenants/suspended/credentials', { name: 'x', scopes: ['admin'] })).body
    const [revoked, kept] = [await make(), await make()]
    expect((await ask('GET', '/tenants/suspended', undefined, revoked.token)).status).toBe(200)
    await ask('DELETE', `/tenants/suspended/credentials/${revoked.id}`)
    expect((await ask('GET', '/tenants/suspended', undefined, revoked.token)).status).toBe(401)
    await ask('PATCH', '/tenants/suspended', { suspended: true })
    expect((await ask('GET', '/tenants/suspended', undefined, kept.token)).status).toBe(401)
    expect((await ask('PATCH', '/tenants/suspended', { suspended: false }, kept.token)).status).toBe(401)
  })

  it('for a secret of a client, and for its access tokens of another scope; one of the scope admin opens its tenant', async () => {
    const client = async (scopes: readonly string[]) => {
      const { body } = await ask('POST', '/tenants/acme/clients', { name: 'x', scopes })
      return body.credentials
    }
    const accessToken = async ({ clientId, clientSecret }: { clientId: string; clientSecret: string }, scope: string) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope })
      return (await (await fetch(`${server.origin}/oauth/token`, { method: 'POST', body })).json()).access_token ?? 'none'.padEnd(40, '-')
    }
    const [strong, weak] = [await client(['admin', 'users:read']), await client(['users:write', 'groups:write'])]
    expect((await ask('GET', '/tenants/acme', undefined, strong.clientSecret)).status).toBe(401)
    expect((await ask('GET', '/tenants/acme', undefined, await accessToken(strong, 'users:read'))).status).toBe(403)
    expect((await ask('GET', '/tenants/acme', undefined, await accessToken(weak, 'admin'))).status).toBe(401)
    expect((await ask('GET', '/tenants/acme', undefined, await accessToken(weak, 'users:write'))).status).toBe(403)
    const opened = await accessToken(strong, 'admin')
    expect((await ask('GET', '/tenants/acme', undefined, opened)).status).toBe(200)
    expect((await ask('GET', '/tenants/globex', undefined, opened)).status).toBe(404)
  })

  it('for a token of a credential that was moved to another tenant by hand: its checksum and digest are of its own', async () => {
    for (const forged of [
      administrator.token.replace('acme', 'globex'),
      administrator.token.replace('scim_', 'scimaccess_'),
      administrator.token.slice(0, -1),
      `${administrator.token}A`,
    ]) {
      for (const tenant of ['acme', 'globex']) expect((await ask('GET', `/tenants/${tenant}`, undefined, forged)).status).toBe(401)
    }
  })

  it('for a token in the query, or twice, or by another scheme', async () => {
    const at = `${server.origin}/api/admin/v1/tenants/acme`
    const status = async (url: string, authorization?: string) =>
      (await fetch(url, { headers: authorization === undefined ? {} : { Authorization: authorization } })).status
    expect(await status(`${at}?access_token=${administrator.token}`)).toBe(401)
    expect(await status(`${at}?access_token=x`, `Bearer ${administrator.token}`)).toBe(400)
    expect(await status(at, administrator.token)).toBe(401)
    expect(await status(at, `Basic ${btoa(`${administrator.id}:${administrator.token}`)}`)).toBe(401)
    expect(await status(at, `Bearer ${administrator.token}, Bearer ${operator}`)).toBe(401)
  })

  it('for who sends more than the rate of the credential lets through: 429 with Retry-After', async () => {
    const { body: slow } = await ask('POST', '/tenants/acme/credentials', {
      name: 'slow',
      scopes: ['admin'],
      settings: { rate: { perSecond: 25, burst: 25 } },
    })
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask('GET', '/tenants/acme', undefined, slow.token)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  })
})
