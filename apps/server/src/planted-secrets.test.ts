import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { startTestServer } from './server.fixture.ts'

/** A secret that can be found wherever it turns up: as it is, in base64, percent-encoded. */
const planted: string[] = []
function plant(name: string): string {
  const secret = `canary-${name}-${'x'.repeat(24)}`
  planted.push(secret)
  return secret
}

it('20 planted secrets turn up in no log line, answer, audit entry, request log, metric or database', async () => {
  const operatorToken = plant('first-token')
  const adminToken = plant('admin-token')
  const server = await startTestServer({ ROLLCALL_TOKEN: operatorToken, ADMIN_TOKEN: adminToken, LOG_LEVEL: 'trace', PASSWORDS: 'hash' })
  const answers: string[] = []
  const send = async (method: string, path: string, body?: string, headers: Record<string, string> = {}, isShown = true) => {
    const answer = await fetch(`${server.origin}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    if (isShown) answers.push(`${method} ${JSON.stringify([...answer.headers])} ${text}`)
    return text !== '' && /^application\/(scim\+)?json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : {}
  }
  const admin = { authorization: `Bearer ${adminToken}` }
  const scim = '/api/scim/v2'
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = JSON.stringify
  const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
  const patch = (operation: object) => json({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] })

  await send('POST', '/api/admin/v1/tenants', json({ id: 'acme', settings: { logPersonalValues: true } }), admin)
  // Shown once, and then never again.
  const issued = await send('POST', '/api/admin/v1/tenants/acme/credentials', json({ name: 'x', settings: { basic: true } }), admin, false)
  const client = await send('POST', '/api/admin/v1/tenants/acme/clients', json({ name: 'y' }), admin, false)
  const { clientId, clientSecret } = client.credentials
  const grant = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`
  const granted = await send('POST', '/oauth/token', grant, form, false)
  planted.push(issued.token, clientSecret, granted.access_token)
  const own = { authorization: `Bearer ${issued.token}`, 'content-type': 'application/scim+json' }

  // Passwords, in every way they can come.
  const created = await send('POST', `${scim}/Users`, json({ schemas: [user], userName: 'a', password: plant('password-created') }), own)
  const at = `${scim}/Users/${created.id}`
  await send('PUT', at, json({ schemas: [user], userName: 'a', password: plant('password-replaced') }), own)
  await send('PATCH', at, patch({ op: 'replace', path: 'password', value: plant('password-patched') }), own)
  await send('PATCH', at, patch({ op: 'add', value: { [`${user}:password`]: plant('password-by-urn') } }), own)
  await send('PATCH', at, patch({ op: 'replace', path: 'password', value: { wrong: plant('password-wrong-type') } }), own)
  const inner = {
    method: 'POST',
    path: '/Users',
    bulkId: 'q',
    data: { schemas: [user], userName: 'b', password: plant('password-in-bulk') },
  }
  await send('POST', `${scim}/Bulk`, json({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [inner] }), own)
  await send('POST', `${scim}/Users`, json({ schemas: [user], userName: 'a', password: plant('password-of-a-conflict') }), own)
  await send('POST', `${scim}/Users`, `{"schemas":["${user}"],"password":"${plant('password-of-bad-json')}"`, own)
  // Filters with secrets and persons, in the query and in the body.
  await send('GET', `${scim}/Users?filter=${encodeURIComponent(`password eq "${plant('filter-on-password')}"`)}`, undefined, own)
  await send('GET', `${scim}/Users?filter=${encodeURIComponent(`userName eq "${plant('filter-in-query')}"`)}`, undefined, own)
  // Credentials in the wrong places, and wrong ones.
  await send('GET', `${scim}/Users?access_token=${plant('token-in-query')}`, undefined, own)
  await send('GET', `${scim}/Users`, undefined, { authorization: `Bearer ${plant('wrong-token')}` })
  await send('GET', `${scim}/Users`, undefined, { authorization: `Basic ${btoa(`someone:${plant('wrong-basic')}`)}` })
  await send('GET', `${scim}/Users`, undefined, { authorization: plant('no-scheme') })
  await send(
    'POST',
    '/oauth/token',
    `grant_type=client_credentials&client_id=${clientId}&client_secret=${plant('wrong-client-secret')}`,
    form,
  )
  await send('POST', `/oauth/token?client_secret=${plant('client-secret-in-query')}`, 'grant_type=client_credentials', form)
  await send('POST', '/oauth/token', `${grant}&client_assertion=${plant('assertion')}`, form)
  await send('POST', '/oauth/token', `{"client_secret":"${plant('client-secret-in-bad-json')}"`, { 'content-type': 'application/json' })
  await send('GET', '/api/admin/v1/tenants', undefined, { authorization: `Bearer ${plant('wrong-admin-token')}` })
  await send('GET', `${scim}/Users`, undefined, { authorization: `Basic ${btoa(`${issued.id}:${issued.token}`)}` })
  await send('POST', `/api/admin/v1/tenants/acme/credentials/${issued.id}/rotate`, '{"overlapDays":"x"}', admin)

  await send('GET', `${scim}/Users`, undefined, { authorization: `Bearer ${issued.token}`, 'x-request-id': 'the-last-request' })
  // The log is written every second.
  const logged = () => send('GET', '/api/admin/v1/tenants/acme/requests?limit=1000', undefined, admin, false)
  await vi.waitFor(async () => expect(json(await logged())).toContain('the-last-request'), { timeout: 15_000, interval: 100 })
  for (const path of [
    '',
    '/credentials',
    '/requests?limit=1000',
    '/audit',
    '/audit/export?format=csv',
    '/audit/export',
    '/audit/verification',
    `/credentials/${issued.id}`,
  ]) {
    await send('GET', `/api/admin/v1/tenants/acme${path}`, undefined, admin)
  }
  const metrics = await (await fetch(`${server.origin}/metrics`, { headers: admin })).text()
  await server.stop(500)
  const folder = join(server.directory, 'data')
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file)).toString('latin1'))
  const places = { answers: answers.join('\n'), log: server.log.join('\n'), metrics, database: files.join('\n') }

  expect(planted.length).toBeGreaterThanOrEqual(20)
  expect(places.answers).toContain('(secret)')
  expect(places.log).toContain('"route":"/Users"')
  expect(places.database).toContain('$argon2id$')
  const leaks = Object.entries(places).flatMap(([place, text]) =>
    planted
      .filter((secret) => [secret, btoa(secret).slice(0, -4), encodeURIComponent(secret)].some((form) => text.includes(form)))
      .map((secret) => `${secret} in ${place}`),
  )
  expect(leaks).toEqual([])
})
