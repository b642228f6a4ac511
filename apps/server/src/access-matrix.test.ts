import { join } from 'node:path'
import { createCredential, defaultTenantSettings, type NewCredential, revoke } from '@rollcall/access'
import { openBetterSqlite3 } from '@rollcall/storage-drizzle/better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ports } from './access.ts'
import { startTestServer, type TestServer } from './server.fixture.ts'

// OWASP API1 and API5: every operation, with every kind of id, by every kind of credential. `acme` is whom the ids are named for.

const endpoints = ['/Users', '/Groups'] as const
const ids = ['own', 'foreign', 'unknown', 'malformed'] as const
const credentials = ['own', 'foreign', 'read-only', 'revoked', 'expired', 'none'] as const
type Endpoint = (typeof endpoints)[number]
type Actor = 'acme' | 'globex'

interface Cell {
  readonly endpoint: Endpoint
  readonly id: string
  readonly token: string | undefined
  /** A group of the tenant that acts. */
  readonly group: string
}

interface Outcome {
  readonly status: number
  /** Of a Bulk request the status of the operation inside. */
  readonly inner?: number
  readonly found?: number
  readonly text: string
}

interface Operation {
  readonly name: string
  readonly writes: boolean
  readonly act: (cell: Cell) => Promise<Outcome>
  /** What is right where the caller may do it: the resource is the caller's own, or there is no such resource for it. */
  readonly right: { readonly there: Partial<Outcome>; readonly notThere: Partial<Outcome> }
}

let server: TestServer
let database: Awaited<ReturnType<typeof openBetterSqlite3>>
const tokens = new Map<string, string>()
let names = 0

async function send({ token }: Pick<Cell, 'token'>, method: string, path: string, body?: unknown): Promise<Outcome> {
  const answer = await fetch(`${server.scim}${path}`, {
    method,
    headers: { ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), 'Content-Type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const content = text === '' ? {} : JSON.parse(text)
  const inner = content.Operations?.[0]?.status
  return {
    status: answer.status,
    text,
    ...(inner === undefined ? {} : { inner: Number(inner) }),
    ...(content.totalResults === undefined ? {} : { found: content.totalResults }),
  }
}

const urn = { '/Users': 'urn:ietf:params:scim:schemas:core:2.0:User', '/Groups': 'urn:ietf:params:scim:schemas:core:2.0:Group' }
const resource = (endpoint: Endpoint, name = `n${names++}`) => ({
  schemas: [urn[endpoint]],
  [endpoint === '/Users' ? 'userName' : 'displayName']: name,
})
const patch = (operation: object) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] })
const externalId = patch({ op: 'replace', path: 'externalId', value: 'changed' })
const bulk = (operation: object) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [operation] })
const search = (filter: string) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter })
const group = (members: readonly object[]) => ({ ...resource('/Groups'), members })
const at = ({ endpoint, id }: Cell) => `${endpoint}/${encodeURIComponent(id)}`
const query = (filter: string) => `?filter=${encodeURIComponent(filter)}`

const status = (there: number, notThere: number): Operation['right'] => ({ there: { status: there }, notThere: { status: notThere } })
const inner = (there: number, notThere: number): Operation['right'] => ({
  there: { status: 200, inner: there },
  notThere: { status: 200, inner: notThere },
})
const found: Operation['right'] = { there: { status: 200, found: 1 }, notThere: { status: 200, found: 0 } }

const operations: readonly Operation[] = [
  { name: 'GET', writes: false, act: (cell) => send(cell, 'GET', at(cell)), right: status(200, 404) },
  { name: 'GET with attributes', writes: false, act: (cell) => send(cell, 'GET', `${at(cell)}?attributes=id`), right: status(200, 404) },
  { name: 'PUT', writes: true, act: (cell) => send(cell, 'PUT', at(cell), resource(cell.endpoint)), right: status(200, 404) },
  {
    name: 'PUT with the id of another in the body',
    writes: true,
    act: (cell) => send(cell, 'PUT', at(cell), { ...resource(cell.endpoint), id: cell.group }),
    right: status(200, 404),
  },
  { name: 'PATCH', writes: true, act: (cell) => send(cell, 'PATCH', `${at(cell)}?attributes=id`, externalId), right: status(200, 404) },
  { name: 'DELETE', writes: true, act: (cell) => send(cell, 'DELETE', at(cell)), right: status(204, 404) },
  {
    name: 'PUT in Bulk',
    writes: true,
    act: (cell) => send(cell, 'POST', '/Bulk', bulk({ method: 'PUT', path: at(cell), data: resource(cell.endpoint) })),
    right: inner(200, 404),
  },
  {
    name: 'PATCH in Bulk',
    writes: true,
    act: (cell) => send(cell, 'POST', '/Bulk', bulk({ method: 'PATCH', path: at(cell), data: externalId })),
    right: { there: { status: 200 }, notThere: { status: 200, inner: 404 } },
  },
  {
    name: 'DELETE in Bulk',
    writes: true,
    act: (cell) => send(cell, 'POST', '/Bulk', bulk({ method: 'DELETE', path: at(cell) })),
    right: inner(204, 404),
  },
  {
    name: 'a filter on id',
    writes: false,
    act: (cell) => send(cell, 'GET', `${cell.endpoint}${query(`id eq "${cell.id}"`)}`),
    right: found,
  },
  {
    name: 'a filter on id in .search',
    writes: false,
    act: (cell) => send(cell, 'POST', `${cell.endpoint}/.search`, search(`id eq "${cell.id}"`)),
    right: found,
  },
  { name: 'a filter on id at the root', writes: false, act: (cell) => send(cell, 'GET', `/${query(`id eq "${cell.id}"`)}`), right: found },
  {
    name: 'a filter on members',
    writes: false,
    act: (cell) => send(cell, 'GET', `/Groups${query(`members.value eq "${cell.id}"`)}`),
    right: { there: { status: 200, found: 0 }, notThere: { status: 200, found: 0 } },
  },
  {
    name: 'a group with it as a member',
    writes: true,
    act: (cell) => send(cell, 'POST', '/Groups', group([{ value: cell.id }])),
    right: status(201, 400),
  },
  {
    name: 'a member added to a group',
    writes: true,
    act: (cell) =>
      send(cell, 'PATCH', `/Groups/${cell.group}?attributes=id`, patch({ op: 'add', path: 'members', value: [{ value: cell.id }] })),
    right: status(200, 400),
  },
]

beforeAll(async () => {
  server = await startTestServer()
  database = await openBetterSqlite3({ path: join(server.directory, 'data', 'rollcall.db') })
  const rate = { perSecond: 100_000, burst: 1_000_000 }
  for (const id of ['acme', 'globex']) {
    await database.accessStorage.createTenant({
      id,
      name: id,
      created: 0,
      suspended: undefined,
      settings: { ...defaultTenantSettings, rate },
    })
  }
  const issue = async (name: string, more: Partial<NewCredential>) => {
    const wanted = {
      tenantId: 'acme',
      kind: 'token',
      name,
      scopes: ['users:write', 'groups:write'],
      profile: 'compat',
      settings: { rate },
    } as const
    const issued = await createCredential(database.accessStorage, ports, { ...wanted, ...more })
    if ('refused' in issued || issued.secret === undefined) throw new Error('not issued')
    tokens.set(name, issued.secret)
    return issued.credential
  }
  await issue('own', {})
  await issue('foreign', { tenantId: 'globex' })
  await issue('read-only', { scopes: ['users:read', 'groups:read'] })
  await revoke(database.accessStorage, Date.now(), await issue('revoked', {}))
  await issue('expired', { lifetime: 1 })
})
afterAll(async () => {
  await database.close()
  await server.end()
})

const tokenOf = (actor: Actor) => ({ token: tokens.get(actor === 'acme' ? 'own' : 'foreign') })

async function create(actor: Actor, endpoint: Endpoint): Promise<string> {
  const { status, text } = await send(tokenOf(actor), 'POST', endpoint, resource(endpoint))
  if (status !== 201) throw new Error(text)
  return JSON.parse(text).id
}

const cells = endpoints.flatMap((endpoint) =>
  operations.flatMap(({ name }) => ids.flatMap((id) => credentials.map((credential) => [name, endpoint, id, credential] as const))),
)

describe(`the access matrix: ${cells.length} cells`, () => {
  const texts = new Map<string, string>()

  it.each(cells)('%s at %s, %s id, %s credential', async (name, endpoint, id, credential) => {
    const operation = operations.find((each) => each.name === name)
    if (operation === undefined) throw new Error(name)
    const actor: Actor = credential === 'foreign' ? 'globex' : 'acme'
    const other: Actor = actor === 'acme' ? 'globex' : 'acme'
    const [ofAcme, ofGlobex, group] = await Promise.all([create('acme', endpoint), create('globex', endpoint), create(actor, '/Groups')])
    const named = { own: ofAcme, foreign: ofGlobex, unknown: '0192f0c1-2d3e-7000-8000-0000000000ff', malformed: "x' or 1=1 --" }[id]
    const others = other === 'acme' ? ofAcme : ofGlobex
    const before = await send(tokenOf(other), 'GET', `${endpoint}/${others}`)

    const outcome = await operation.act({ endpoint, id: named, token: tokens.get(credential), group })

    if (credential === 'none' || credential === 'revoked' || credential === 'expired') {
      // 429: so many failures from one address are told to wait.
      expect(credential === 'none' ? [401] : [401, 429]).toContain(outcome.status)
    } else if (credential === 'read-only' && operation.writes) {
      expect(outcome).toMatchObject('inner' in operation.right.notThere ? { status: 200, inner: 403 } : { status: 403 })
    } else {
      const isThere = (id === 'own' && actor === 'acme') || (id === 'foreign' && actor === 'globex')
      expect(outcome).toMatchObject(isThere ? operation.right.there : operation.right.notThere)
      // A foreign id answers with the same bytes as an unknown one.
      const foreign = actor === 'acme' ? 'foreign' : 'own'
      if (id === foreign || id === 'unknown') {
        const key = `${name} ${endpoint} ${credential}`
        const text = outcome.text
          .replaceAll(named, '{id}')
          .replace(/"(id|created|lastModified)":"[^"]*"/g, '')
          .replace(/n\d+/g, '')
        expect(text).toBe(texts.get(key) ?? text)
        texts.set(key, text)
      }
    }
    expect(await send(tokenOf(other), 'GET', `${endpoint}/${others}`)).toEqual(before)
  })

  it('has at least 700 of them', () => expect(cells.length).toBeGreaterThanOrEqual(700))
})
