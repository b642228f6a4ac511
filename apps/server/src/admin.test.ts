import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestServer, type TestServer } from './server.fixture.ts'

const adminToken = 'admin-token-for-tests-of-forty-characters'
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ ADMIN_TOKEN: adminToken })
})
afterAll(() => server.end())

const admin = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${server.origin}/api/admin/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${adminToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}
const as = (token: string) => ({ Authorization: `Bearer ${token}` })
const user = (userName: string) => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName })

describe("a new operator's path", () => {
  it('two tenants, one connected by a token and one by client credentials, never see each other', async () => {
    for (const id of ['acme', 'globex']) expect((await admin('POST', '/tenants', { id })).status).toBe(201)
    const { body: credential } = await admin('POST', '/tenants/acme/credentials', { name: 'Okta', profile: 'okta' })
    const { body: client } = await admin('POST', '/tenants/globex/clients', { name: 'Entra ID', profile: 'entra' })
    const { clientId, clientSecret } = client.credentials
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
    const answer = await (await fetch(`${client.tokenEndpoint}?audience=${server.origin}/api`, { method: 'POST', body: form })).json()
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })

    expect((await server.send('POST', '/Users', user('ada'), as(credential.token))).status).toBe(201)
    expect((await server.send('POST', '/Users', user('ada'), as(answer.access_token))).status).toBe(201)
    expect((await server.send('POST', '/Users', user('grace'), as(answer.access_token))).status).toBe(201)
    const totals = async (token: string) => (await (await server.send('GET', '/Users', undefined, as(token))).json()).totalResults
    expect([await totals(credential.token), await totals(answer.access_token)]).toEqual([1, 2])

    const { body: rotated } = await admin('POST', `/tenants/acme/credentials/${credential.id}/rotate`, {})
    expect([await totals(credential.token), await totals(rotated.token)]).toEqual([1, 1])
    expect((await admin('DELETE', `/tenants/acme/credentials/${credential.id}`)).status).toBe(204)
    for (const token of [credential.token, rotated.token])
      expect((await server.send('GET', '/Users', undefined, as(token))).status).toBe(401)
    expect((await admin('DELETE', `/tenants/globex/credentials/${clientId}`)).status).toBe(204)
    expect((await server.send('GET', '/Users', undefined, as(answer.access_token))).status).toBe(401)

    const { body: audit } = await admin('GET', '/tenants/globex/audit')
    expect(audit.items).toMatchObject([
      { actor: clientId, operation: 'create' },
      { actor: clientId, operation: 'create' },
    ])
    expect((await admin('GET', '/tenants/globex/audit/verification')).body).toMatchObject({ verified: 2, problem: null })
  })

  it('finds in the log of its tenant what was asked, with a body that tells no secret and no person', async () => {
    await admin('POST', '/tenants', { id: 'logged' })
    const { body: credential } = await admin('POST', '/tenants/logged/credentials', { name: 'Okta' })
    const created = await server.send(
      'POST',
      '/Users',
      { ...user('ada@example.com'), password: 'canary-of-a-password' },
      as(credential.token),
    )
    const { id } = await created.json()
    await server.send('GET', '/Users?filter=userName eq "canary@example.com"', undefined, as(credential.token))
    await server.send(
      'PATCH',
      `/Users/${id}`,
      { schemas: [], Operations: [{ op: 'Replace', path: 'active', value: 'maybe' }] },
      as(credential.token),
    )
    // The log is written every second, and the journal sealed after it.
    const log = await vi.waitFor(
      async () => {
        expect((await admin('GET', '/tenants/logged/audit/verification')).body).toMatchObject({ verified: 1, problem: null })
        const { body } = await admin('GET', '/tenants/logged/requests')
        expect(body.items).toHaveLength(3)
        return body
      },
      { timeout: 15_000, interval: 100 },
    )
    expect(log.items).toMatchObject([
      { method: 'PATCH', route: '/Users/{id}', resourceId: id, status: 400, detail: expect.any(String), actor: credential.id },
      { method: 'GET', route: '/Users', status: 200 },
      { method: 'POST', route: '/Users', resourceId: id, status: 201, body: { userName: '(15 characters)', password: '(secret)' } },
    ])
    expect(JSON.stringify(log)).not.toContain('canary')
    expect((await admin('GET', `/tenants/logged/requests?resourceId=${id}&failed=true`)).body.items).toHaveLength(1)
  })

  it('has a broken client stopped where a limit is set, and lets it through', async () => {
    await admin('POST', '/tenants', { id: 'guarded', settings: { deprovisionLimit: 50 } })
    const { body: credential } = await admin('POST', '/tenants/guarded/credentials', { name: 'Okta' })
    const ids: string[] = []
    for (let each = 0; each < 12; each++) {
      ids.push((await (await server.send('POST', '/Users', user(`u${each}`), as(credential.token))).json()).id)
    }
    const remove = async (id: string | undefined) => (await server.send('DELETE', `/Users/${id}`, undefined, as(credential.token))).status
    for (const id of ids.slice(0, 10)) expect(await remove(id)).toBe(204)
    expect(await remove(ids[10])).toBe(429)
    expect(server.log.join()).toContain('A client of tenant guarded was stopped')
    await admin('PATCH', '/tenants/guarded', { settings: { deprovisionLimit: null } })
    expect(await remove(ids[10])).toBe(204)
  })

  it('finds both descriptions in one Swagger UI', async () => {
    const script = await (await fetch(`${server.origin}/docs/init.js`)).text()
    for (const url of ['/openapi.json', '/api/admin/v1/openapi.json']) {
      expect(script).toContain(`"url":"${url}"`)
      const description = await (await fetch(`${server.origin}${url}`)).json()
      expect(await new Validator().validate(description)).toEqual({ valid: true })
    }
  })
})

it('Without ADMIN_TOKEN there is no admin API, and no description of it', async () => {
  const closed = await startTestServer()
  for (const path of ['/tenants', '/openapi.json']) {
    const answer = await fetch(`${closed.origin}/api/admin/v1${path}`, { headers: as(adminToken) })
    expect(answer.status).toBe(404)
  }
  await closed.end()
})

it("The server's log tells who did what by the admin API, and who was given no access token", async () => {
  await admin('POST', '/tenants', { id: 'logged' })
  const { body: administrator } = await admin('POST', '/tenants/logged/credentials', { name: 'IT', scopes: ['admin'] })
  const at = `${server.origin}/api/admin/v1/tenants`
  const from = server.log.length
  await fetch(`${at}/logged/credentials`, { method: 'POST', headers: as(administrator.token), body: '{"name":"made by IT"}' })
  await fetch(`${at}/logged/credentials/${administrator.id}`, { method: 'DELETE', headers: as(adminToken) })
  await fetch(`${at}/canary%20of%20a%20path`, { headers: as(adminToken) })
  await fetch(`${at}/logged`, { headers: as('canary-that-is-no-token') })
  await fetch(`${server.origin}/oauth/token?canary`, { method: 'POST', body: new URLSearchParams({ client_secret: 'canary' }) })
  const lines = server.log.slice(from).map((line) => JSON.parse(line))
  const tenant = '/api/admin/v1/tenants/{tenant}'
  expect(lines.map(({ method, route, status, tenantId, actor }) => [method, route, status, tenantId, actor])).toEqual([
    ['POST', `${tenant}/credentials`, 201, 'logged', administrator.id],
    ['DELETE', `${tenant}/credentials/{credential}`, 204, 'logged', 'operator'],
    ['GET', tenant, 404, undefined, 'operator'],
    ['GET', tenant, 401, undefined, undefined],
    ['POST', '/oauth/token', 400, undefined, undefined],
  ])
  for (const { requestId, duration, address } of lines)
    expect([typeof requestId, typeof duration, address]).toEqual(['string', 'number', '127.0.0.1'])
  expect(server.log.slice(from).join()).not.toMatch(/canary|made by IT/)
})
