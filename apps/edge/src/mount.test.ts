import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { Hono } from 'hono'
import { afterAll, describe, expect, it } from 'vitest'
import { mountInExpress } from '../../../docs/examples/mount/express.ts'
import { followChanges, type ScimUser } from '../../../docs/examples/mount/follow-changes.ts'
import { mountInHono } from '../../../docs/examples/mount/hono.ts'
import { routeHandlers } from '../../../docs/examples/mount/next-route.ts'
import { openScim } from '../../../docs/examples/mount/scim.ts'

const baseUrl = 'https://app.example.com/scim/v2'
const token = 'a-token-for-tests-of-forty-characters-000'
const { router, storage, close } = await openScim({ baseUrl, database: ':memory:', token })

const app = mountInHono(
  new Hono().get('/hello', (c) => c.text('hello')),
  router,
)
const handlers = routeHandlers(router)
const server = await startExpress()
afterAll(async () => {
  server.close()
  await close()
})

type Fetch = (path: string, init: RequestInit) => Response | Promise<Response>
const mounts: readonly (readonly [where: string, fetch: Fetch])[] = [
  ['an existing Hono app', (path, init) => app.request(path, init)],
  ['Express', (path, init) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init)],
  [
    'Next.js route handlers',
    (path, init) => handlers[init.method === 'POST' ? 'POST' : 'GET'](new Request(`https://app.example.com${path}`, init)),
  ],
]

describe.each(mounts)('docs/guides/mount.md: SCIM in %s', (where, fetch) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }

  it('creates a user and finds it again, under the names that clients know', async () => {
    const userName = `babs at ${where}`
    const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName })
    const created = await fetch('/scim/v2/Users', { method: 'POST', headers, body })
    const { id } = await created.json()
    expect([created.status, created.headers.get('location')]).toEqual([201, `${baseUrl}/Users/${id}`])
    const found = await fetch(`/scim/v2/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`, { method: 'GET', headers })
    expect(await found.json()).toMatchObject({ totalResults: 1, Resources: [{ id }] })
  })

  it('asks strangers who they are, and leaves the rest of the application alone', async () => {
    expect((await fetch('/scim/v2/Users', { method: 'GET' })).status).toBe(401)
    if (where !== 'Next.js route handlers') expect(await (await fetch('/hello', { method: 'GET' })).text()).toBe('hello')
  })
})

it('Express goes on reading the bodies of its own routes', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' }
  const { port } = server.address() as AddressInfo
  expect(await (await fetch(`http://127.0.0.1:${port}/echo`, init)).json()).toEqual({ a: 1 })
})

it("an application's own table follows what clients change, from where it had come", async () => {
  const users = new Map<string, ScimUser>()
  const table = {
    put: async (user: ScimUser) => void users.set(user.id, user),
    remove: async (id: string) => void users.delete(id),
  }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
  const create = async (userName: string): Promise<string> => {
    const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName })
    return (await (await app.request('/scim/v2/Users', { method: 'POST', headers, body })).json()).id
  }
  const first = await create('first')
  const cursor = await followChanges(storage, 'default', table, undefined)
  expect(users.get(first)).toMatchObject({ id: first, userName: 'first', active: true })

  const second = await create('second')
  await app.request(`/scim/v2/Users/${first}`, { method: 'DELETE', headers })
  const later = await followChanges(storage, 'default', table, cursor)
  expect([users.has(first), users.get(second)?.userName]).toEqual([false, 'second'])
  users.clear()
  expect(await followChanges(storage, 'default', table, later)).toBe(later)
  expect(users.size).toBe(0)
})

function startExpress(): Promise<Server> {
  const application = express()
  mountInExpress(application, router)
  application.use(express.json())
  application.get('/hello', (_, response) => void response.send('hello'))
  application.post('/echo', (request, response) => void response.json(request.body))
  return new Promise((resolve) => {
    const server = application.listen(0, '127.0.0.1', () => resolve(server))
  })
}
