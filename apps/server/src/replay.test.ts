import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './server.fixture.ts'

const adminToken = 'admin-token-for-tests-of-forty-characters'
const canary = 'canary-of-a-password'
const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

let server: TestServer
const tokens: Record<string, string> = {}
beforeAll(async () => {
  server = await startTestServer({ ADMIN_TOKEN: adminToken })
  for (const id of ['open', 'closed', 'other']) {
    await admin('POST', '/tenants', { id, settings: { logPersonalValues: id === 'open' } })
    tokens[id] = (await admin('POST', `/tenants/${id}/credentials`, { name: 'Okta' })).body.token
  }
})
afterAll(() => server.end())

async function admin(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${server.origin}/api/admin/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${adminToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** Sends a request and finds it in the log. */
async function logged(tenant: string, method: string, path: string, body?: unknown) {
  const requestId = `r-${crypto.randomUUID()}`
  const answer = await server.send(method, path, body, { Authorization: `Bearer ${tokens[tenant]}`, 'X-Request-Id': requestId })
  const text = await answer.text()
  const find = async () => (await admin('GET', `/tenants/${tenant}/requests?requestId=${requestId}`)).body.items[0]
  await expect.poll(find, { timeout: 5_000 }).toBeDefined()
  return { entry: await find(), answer: text === '' ? undefined : JSON.parse(text) }
}

/** Every row of every table. */
function contents(): string {
  const database = new Database(join(server.directory, 'data', 'rollcall.db'), { readonly: true })
  const tables = database.prepare<[], { name: string }>("select name from sqlite_master where type = 'table' order by name").all()
  // When a credential was last used, and seals, are written beside requests.
  const rows = tables
    .filter(({ name }) => !['credentials', 'audit_seals'].includes(name))
    .map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()])
  database.close()
  return JSON.stringify(rows, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value))
}

/** Replays it, and asserts that not a byte of the database is different afterwards, nor when what is written later has been. */
async function replay(tenant: string, id: string, patience = 0) {
  const before = contents()
  const told = await admin('POST', `/tenants/${tenant}/requests/${id}/replay`)
  await new Promise((resolve) => setTimeout(resolve, patience))
  expect(contents()).toBe(before)
  return told
}

describe('the log of a request', () => {
  it('tells what it changed, attribute by attribute, where the tenant wants values kept', async () => {
    const { answer, entry } = await logged('open', 'POST', '/Users', { schemas: [user], userName: 'ada', title: 'Miss', password: canary })
    expect(entry).toMatchObject({
      bodyIsWhole: false,
      changes: [{ type: 'User', id: answer.id, operation: 'create', attributes: expect.arrayContaining([{ path: 'title', to: 'Miss' }]) }],
    })
    const operation = { op: 'replace', path: 'title', value: 'Countess' }
    const changed = await logged('open', 'PATCH', `/Users/${answer.id}`, { schemas: [patchOp], Operations: [operation] })
    expect(changed.entry).toMatchObject({
      bodyIsWhole: true,
      moreChanges: 0,
      changes: [{ operation: 'update', attributes: [{ path: 'title', from: 'Miss', to: 'Countess' }] }],
    })
    const same = await logged('open', 'PATCH', `/Users/${answer.id}`, { schemas: [patchOp], Operations: [operation] })
    expect(same.entry.changes).toEqual([])
    const deleted = await logged('open', 'DELETE', `/Users/${answer.id}`)
    expect(deleted.entry.changes).toMatchObject([
      { operation: 'delete', attributes: expect.arrayContaining([{ path: 'title', from: 'Countess' }]) },
    ])
    for (const each of [entry, changed.entry, deleted.entry]) expect(JSON.stringify(each)).not.toContain(canary)
  })

  it('tells no person where it does not', async () => {
    const { entry } = await logged('closed', 'POST', '/Users', { schemas: [user], userName: 'grace-the-person', active: true })
    expect(entry.changes[0].attributes).toEqual(
      expect.arrayContaining([
        { path: 'userName', to: '(16 characters)' },
        { path: 'active', to: true },
      ]),
    )
    expect(JSON.stringify(entry)).not.toContain('grace-the-person')
  })

  it('of a Bulk request tells 50 resources and how many more', async () => {
    const operations = Array.from({ length: 53 }, (_, each) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${each}`,
      data: { schemas: [user], userName: `bulk${each}` },
    }))
    const bulk = { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations }
    const { entry } = await logged('open', 'POST', '/Bulk', bulk)
    expect([entry.changes.length, entry.moreChanges, entry.bodyIsWhole]).toEqual([50, 3, false])
  })
})

describe('a replay', () => {
  it('tells what a request would change now, and writes nothing: no resource, no journal entry, no line of the log', async () => {
    const { answer } = await logged('open', 'POST', '/Users', { schemas: [user], userName: 'replayed', title: 'Miss' })
    const { entry } = await logged('open', 'PATCH', `/Users/${answer.id}`, {
      schemas: [patchOp],
      Operations: [{ op: 'Replace', path: 'title', value: 'Countess' }],
    })
    expect((await replay('open', entry.id, 2_500)).body).toMatchObject({ status: 200, changes: [], tolerated: ['Q-OP-CASE'] })
    await logged('open', 'PATCH', `/Users/${answer.id}`, { schemas: [patchOp], Operations: [{ op: 'remove', path: 'title' }] })
    expect((await replay('open', entry.id)).body).toMatchObject({
      status: 200,
      scimType: null,
      changes: [{ type: 'User', id: answer.id, operation: 'update', attributes: [{ path: 'title', to: 'Countess' }] }],
      notes: [expect.stringContaining('If-Match')],
    })
  })

  it('says how a request would be refused now', async () => {
    const { answer, entry } = await logged('open', 'POST', '/Users', { schemas: [user], userName: 'taken' })
    expect((await replay('open', entry.id)).body).toMatchObject({ status: 409, scimType: 'uniqueness', changes: [] })
    const { entry: deletion } = await logged('open', 'DELETE', `/Users/${answer.id}`)
    expect((await replay('open', deletion.id)).body).toMatchObject({ status: 404, changes: [] })
    expect((await replay('open', entry.id)).body).toMatchObject({ status: 201, changes: [{ operation: 'create' }] })
  })

  it('tells of a group who would come and go, and of a Bulk request how each operation would end', async () => {
    const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
    const { answer: ada } = await logged('open', 'POST', '/Users', { schemas: [user], userName: 'member' })
    const { answer: team } = await logged('open', 'POST', '/Groups', { schemas: [group], displayName: 'Team' })
    const add = { schemas: [patchOp], Operations: [{ op: 'add', path: 'members', value: [{ value: ada.id }] }] }
    const { entry } = await logged('open', 'PATCH', `/Groups/${team.id}`, add)
    expect(entry.changes).toMatchObject([{ type: 'Group', attributes: [{ path: 'members', added: [ada.id] }] }])
    expect((await replay('open', entry.id)).body).toMatchObject({ status: 204, changes: [] })
    const operations = [
      { method: 'DELETE', path: `/Users/${ada.id}` },
      { method: 'DELETE', path: '/Users/nobody' },
    ]
    const bulk = { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations }
    const { entry: job } = await logged('open', 'POST', '/Bulk', bulk)
    await logged('open', 'PATCH', `/Groups/${team.id}`, {
      schemas: [patchOp],
      Operations: [{ op: 'replace', path: 'displayName', value: 'T' }],
    })
    expect((await replay('open', job.id)).body).toMatchObject({
      status: 200,
      operations: [
        { method: 'DELETE', status: 404 },
        { method: 'DELETE', status: 404 },
      ],
      changes: [],
    })
    expect((await replay('open', entry.id)).body).toMatchObject({ status: 400, scimType: 'invalidValue' })
  })

  it.each([
    ['of a body that was redacted', 'closed', 'POST', '/Users', { schemas: [user], userName: 'redacted' }, 'redacted or cut'],
    ['of a password', 'open', 'POST', '/Users', { schemas: [user], userName: 'secretive', password: canary }, 'redacted or cut'],
    ['of a read', 'open', 'GET', '/Users', undefined, 'changes nothing'],
    ['of a search', 'open', 'POST', '/Users/.search', { schemas: [], filter: 'active eq true' }, 'changes nothing'],
    ['of /Me', 'open', 'DELETE', '/Me', undefined, 'cannot be replayed'],
  ])('is refused with its reason where it would not be true: %s', async (_, tenant, method, path, body, reason) => {
    const { entry } = await logged(tenant, method, path, body)
    expect(await replay(tenant, entry.id)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(reason) } })
  })

  it('is possible without personal values where a body has none', async () => {
    const { answer } = await logged('closed', 'POST', '/Users', { schemas: [user], userName: 'leaver' })
    const body = { schemas: [patchOp], Operations: [{ op: 'replace', path: 'active', value: false }] }
    const { entry } = await logged('closed', 'PATCH', `/Users/${answer.id}`, body)
    await logged('closed', 'PATCH', `/Users/${answer.id}`, {
      schemas: [patchOp],
      Operations: [{ op: 'replace', path: 'active', value: true }],
    })
    expect((await replay('closed', entry.id)).body).toMatchObject({
      changes: [{ attributes: [{ path: 'active', from: true, to: false }] }],
    })
  })

  it('does only what its credential may, and says that the credential has ended', async () => {
    const { body: limited } = await admin('POST', '/tenants/open/credentials', { name: 'Groups', scopes: ['groups:write'] })
    tokens['limited'] = limited.token
    const requestId = `r-${crypto.randomUUID()}`
    await server.send(
      'POST',
      '/Users',
      { schemas: [user], userName: 'x' },
      { Authorization: `Bearer ${limited.token}`, 'X-Request-Id': requestId },
    )
    await admin('DELETE', `/tenants/open/credentials/${limited.id}`)
    const find = async () => (await admin('GET', `/tenants/open/requests?requestId=${requestId}`)).body.items[0]
    await expect.poll(find, { timeout: 5_000 }).toBeDefined()
    expect((await replay('open', (await find()).id)).body).toMatchObject({
      status: 403,
      changes: [],
      notes: [expect.anything(), expect.stringContaining('has ended')],
    })
  })

  it("of another tenant's request, or of none, is not found", async () => {
    const { entry } = await logged('open', 'DELETE', '/Users/nobody')
    for (const path of [`/tenants/other/requests/${entry.id}/replay`, '/tenants/open/requests/nothing/replay'])
      expect((await admin('POST', path)).status).toBe(404)
  })
})
