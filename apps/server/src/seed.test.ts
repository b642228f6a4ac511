import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './server.fixture.ts'

// The examples of the API that this one stands in for, sent as that API's documentation has them, in its order.
const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const listResponse = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.end())

const answer = async (method: string, path: string, body?: unknown) => {
  const response = await server.send(method, path, body)
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}
const created = async (userName: string, more: object = {}) =>
  (await answer('POST', '/Users', { schemas: [user], userName, name: { givenName: 'Joe', familyName: 'Bloggs' }, ...more })).body

it('List users: count, startIndex, the capitalised operator, sorting', async () => {
  const joe = await created('joe.bloggs@example.com')
  await created('ann.bloggs@example.com')
  const found = await answer('GET', '/Users?count=10&startIndex=1&filter=userName%20Eq%20%22Joe.Bloggs@example.com%22')
  expect(found).toEqual({
    status: 200,
    body: {
      schemas: [listResponse],
      totalResults: 1,
      startIndex: 1,
      itemsPerPage: 1,
      Resources: [expect.objectContaining({ id: joe.id, schemas: [user], userName: 'joe.bloggs@example.com', name: joe.name })],
    },
  })
  expect(joe.id).toMatch(uuid)
  expect(joe.meta).toMatchObject({
    resourceType: 'User',
    created: expect.stringMatching(timestamp),
    lastModified: expect.stringMatching(timestamp),
  })
  const sorted = await answer('GET', '/Users?count=1&startIndex=2&sortBy=userName&sortOrder=descending')
  expect(sorted.body).toMatchObject({
    totalResults: 2,
    startIndex: 2,
    itemsPerPage: 1,
    Resources: [{ userName: 'ann.bloggs@example.com' }],
  })
})

it('Create a user: password, locale, timezone, and roles as plain strings', async () => {
  const body = {
    schemas: [user],
    userName: 'string',
    name: { givenName: 'string', familyName: 'string' },
    password: 'string',
    locale: 'string',
    timezone: 'string',
    roles: ['string'],
  }
  const { status, body: made } = await answer('POST', '/Users', body)
  const { password, roles, ...returned } = body
  expect(status).toBe(201)
  expect(made).toMatchObject({ ...returned, id: expect.stringMatching(uuid), roles: [{ value: 'string' }] })
  expect(made).not.toHaveProperty('password')
  expect((await answer('GET', `/Users/${made.id}`)).body).toEqual(made)
})

it('Update a user: PATCH answers 200 and the updated record', async () => {
  const { id } = await created('before')
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'userName', value: 'after' }],
  }
  expect(await answer('PATCH', `/Users/${id}`, patch)).toMatchObject({ status: 200, body: { id, userName: 'after' } })
})

it('Delete a user: 204 without a body, and gone for good', async () => {
  const { id } = await created('leaving')
  expect(await answer('DELETE', `/Users/${id}`)).toEqual({ status: 204, body: undefined })
  expect((await answer('GET', `/Users/${id}`)).status).toBe(404)
})

it('Create a group with members, and list groups with members and their display', async () => {
  const joe = await created('member', { displayName: 'Joe Bloggs' })
  const body = { schemas: [group], displayName: 'Administrators', members: [{ value: joe.id, type: 'User' }] }
  const member = expect.objectContaining({ value: joe.id, display: 'Joe Bloggs', type: 'User' })
  const made = await answer('POST', '/Groups', body)
  expect(made).toMatchObject({ status: 201, body: { displayName: 'Administrators', members: [member] } })
  expect((await answer('GET', '/Groups')).body).toMatchObject({
    schemas: [listResponse],
    totalResults: 1,
    startIndex: 1,
    itemsPerPage: 1,
    Resources: [{ schemas: [group], displayName: 'Administrators', members: [member], meta: { resourceType: 'Group' } }],
  })
})
