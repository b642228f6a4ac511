import http from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCredential, defaultTenantSettings, isTenantId, type NewCredential, revoke } from '@rollcall/access'
import { loadScenariosIfPresent, runScenario } from '@rollcall/scim-conformance'
import { openBetterSqlite3 } from '@rollcall/storage-drizzle/better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ports } from './ports.ts'
import { startTestServer, type TestServer, token } from './server.fixture.ts'

let server: TestServer
let database: Awaited<ReturnType<typeof openBetterSqlite3>>
beforeAll(async () => {
  server = await startTestServer()
  // A second process on the same file: what it changes must work here within five seconds.
  database = await openBetterSqlite3({ path: join(server.directory, 'data', 'rollcall.db') })
  for (const id of ['acme', 'globex']) {
    await database.accessStorage.createTenant({ id, name: id, created: 0, suspended: undefined, settings: defaultTenantSettings })
  }
})
afterAll(async () => {
  await database.close()
  await server.end()
})

async function issue(wanted: Partial<NewCredential> = {}) {
  const issued = await createCredential(database.accessStorage, ports, {
    tenantId: 'acme',
    kind: 'token',
    name: 'test',
    scopes: ['users:write', 'groups:write'],
    profile: 'compat',
    ...wanted,
  })
  if ('refused' in issued || issued.secret === undefined) throw new Error('not issued')
  return { id: issued.credential.id, secret: issued.secret, credential: issued.credential }
}

const get = (path: string, authorization: string) => fetch(`${server.origin}${path}`, { headers: { Authorization: authorization } })
const users = '/api/scim/v2/Users'
const user = (userName: string) => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName })

describe('tenants over HTTP', () => {
  it('never meet: what one creates the other does not find, and a foreign id answers as an unknown one', async () => {
    const [acme, globex] = [await issue(), await issue({ tenantId: 'globex' })]
    const created = await server.send('POST', '/Users', user('ada'), { Authorization: `Bearer ${acme.secret}` })
    const { id } = await created.json()
    expect((await server.send('POST', '/Users', user('ada'), { Authorization: `Bearer ${globex.secret}` })).status).toBe(201)
    const [own, foreign, unknown] = await Promise.all([
      get(`${users}/${id}`, `Bearer ${acme.secret}`),
      get(`${users}/${id}`, `Bearer ${globex.secret}`),
      get(`${users}/00000000-0000-7000-8000-000000000000`, `Bearer ${globex.secret}`),
    ])
    expect([own?.status, foreign?.status, unknown?.status]).toEqual([200, 404, 404])
    expect(await foreign?.text()).toBe(await unknown?.text())
    expect((await (await server.send('GET', '/Users')).json()).totalResults).toBe(0)
  })

  it('a path that names a tenant must name that of the credential', async () => {
    const { secret } = await issue()
    const at = async (tenant: string) => {
      const answer = await get(`/t/${tenant}/scim/v2/Users`, `Bearer ${secret}`)
      return [answer.status, await answer.text()] as const
    }
    expect((await at('acme'))[0]).toBe(200)
    const refused = await Promise.all(['globex', 'none', 'ACME', '%61cme', 'default', '*', 'acme%2f'].map(at))
    expect(refused.map(([status]) => status)).toEqual(refused.map(() => 404))
    expect(new Set(refused.slice(0, 6).map(([, text]) => text)).size).toBe(1)
    expect((await get('/t/acme/scim/v2/Users', `Bearer ${token}`)).status).toBe(404)
    expect((await get('/%74/acme/scim/v2/Users', `Bearer ${token}`)).status).toBe(404)
    expect((await get('/t/acme/scim/v2/Users', 'Bearer wrong')).status).toBe(401)
    const beside = await get('/t/acme/scim/Users', `Bearer ${secret}`)
    expect([beside.status, (await beside.json()).detail]).toEqual([404, expect.stringContaining('Nothing is here')])
  })

  it('a revocation by another process works here within five seconds', async () => {
    const { secret, credential } = await issue()
    expect((await get(users, `Bearer ${secret}`)).status).toBe(200)
    await revoke(database.accessStorage, Date.now(), credential)
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect((await get(users, `Bearer ${secret}`)).status).toBe(401)
  })

  it('a credential that may only read is told what it lacks', async () => {
    const { secret } = await issue({ scopes: ['users:read'] })
    expect((await get(users, `Bearer ${secret}`)).status).toBe(200)
    const refused = await server.send('POST', '/Users', user('eve'), { Authorization: `Bearer ${secret}` })
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="users:write"',
    ])
    expect((await get('/api/scim/v2/Groups', `Bearer ${secret}`)).status).toBe(403)
  })
})

it('The description of the token endpoint (RFC 8414) is public and names it', async () => {
  const metadata = await (await fetch(`${server.origin}/.well-known/oauth-authorization-server`)).json()
  expect(metadata).toMatchObject({ issuer: server.origin, token_endpoint: `${server.origin}/oauth/token` })
  expect(metadata.scopes_supported).toEqual(['users:read', 'users:write', 'groups:read', 'groups:write', 'admin'])
})

it('500 spellings of a path, without a token, never answer with a resource', async () => {
  const { id } = await (await server.send('POST', '/Users', user('hidden'))).json()
  const spellings = [users, `${users}/${id}`, '/t/default/scim/v2/Users', '/api/scim/Users'].flatMap(spellingsOf)
  expect(spellings.length).toBeGreaterThanOrEqual(500)
  const wrong: string[] = []
  for (const path of spellings) {
    const text = await rawGet(path)
    if (text.includes('hidden') || text.includes('ListResponse')) wrong.push(path)
  }
  expect(wrong).toEqual([])
})

/** A GET whose path goes out as it is: `fetch` would tidy it up. */
function rawGet(path: string): Promise<string> {
  const { hostname, port } = new URL(server.origin)
  return new Promise((resolve, reject) => {
    const request = http.get({ hostname, port, path, agent }, async (answer) => resolve((await answer.toArray()).join('')))
    request.on('error', reject)
  })
}

const agent = new http.Agent({ keepAlive: true })

/** One path with each of its characters encoded, its letters in the other case, its slashes doubled and dotted. */
function spellingsOf(path: string): string[] {
  const encoded = (character: string) => `%${character.charCodeAt(0).toString(16)}`
  const changed = [...path].flatMap((character, index) => {
    const [before, after] = [path.slice(0, index), path.slice(index + 1)]
    const others =
      character === '/'
        ? ['//', '/./', '/x/../', '%2f', '%2F', '\\', '/%2e/', '/.;/']
        : [encoded(character), encoded(character).toUpperCase()]
    const swapped = character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase()
    return [...others, swapped, `%25${encoded(character).slice(1)}`].map((other) => `${before}${other}${after}`)
  })
  const ends = ['', '/', '?', '#', '%00', '%20', ';', '.json', '/..', '/.', '?x=/docs', '/../../docs/../api/scim/v2/Users']
  return [
    ...changed.filter((each) => each !== path),
    ...ends.map((end) => `${path}${end}`),
    [...path].map(encoded).join('').replaceAll('%2f', '/'),
  ]
}

describe('recorded conversations about authentication', async () => {
  const beside = fileURLToPath(new URL('../../../../shared/clients/transcripts.json', import.meta.url))
  const scenarios = await loadScenariosIfPresent(beside)
  it.skipIf(scenarios !== undefined)('are not beside the repository', () => {})
  const offered = ['oauth-client-credentials', 'oauth-client-assertion', 'basic-auth', 'raw-token-setting']
  const wanted = (scenarios ?? []).filter(({ requires }) => requires?.some((each) => offered.includes(each)))

  it.each(wanted)('$scenario', async (scenario) => {
    const client = await issue({ kind: 'client' })
    const bearer = await issue({ settings: { basic: true, rawToken: true } })
    const variables = {
      tokenEndpoint: `${server.origin}/oauth/token`,
      clientId: client.id,
      clientSecret: client.secret,
      audience: `${server.origin}/api`,
      basicUser: bearer.id,
      basicPass: bearer.secret,
    }
    const result = await runScenario(scenario, { base: server.scim, token: bearer.secret, features: { variables, offers: offered } })
    expect(result.failure).toBeUndefined()
    expect(result.status).toBe('passed')
  })
})

it('The first tenant has an id that a path can name', () => expect(isTenantId('default')).toBe(true))
