import { readFileSync } from 'node:fs'
import { loadRecordings, runScenario, runSuite } from '@rollcall/scim-conformance'
import { afterAll, describe, expect, it } from 'vitest'
import { startTestPostgres } from './postgres.fixture.ts'
import { startTestServer, type TestServer, token } from './server.fixture.ts'

const postgres = await startTestPostgres()
afterAll(() => postgres?.stop())

const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'joe' }

describe.skipIf(postgres === undefined)('on PostgreSQL', () => {
  /** Does the same with a server on PostgreSQL and with one on SQLite. */
  async function onBoth<Result>(ask: (server: TestServer) => Promise<Result>): Promise<Result[]> {
    const results: Result[] = []
    for (const settings of [{ DATABASE_URL: (await postgres?.newDatabase()) ?? '' }, {}]) {
      const server = await startTestServer({ LOG_LEVEL: 'silent', ...settings })
      results.push(await ask(server))
      await server.end()
    }
    return results
  }

  it('every requirement is met that is met on SQLite', async () => {
    const [onPostgres, onSqlite] = await onBoth(async ({ scim }) => {
      const { results } = await runSuite({ base: scim, token })
      return results.map(({ id, title, outcome }) => ({ id, title, status: outcome.status }))
    })
    expect(onPostgres).toEqual(onSqlite)
  }, 300_000)

  it('every recorded client is understood that is understood on SQLite', async () => {
    const recordings = await loadRecordings()
    const [onPostgres, onSqlite] = await onBoth(async ({ scim }) => {
      const results: Record<string, string> = {}
      for (const each of recordings) results[each.scenario] = (await runScenario(each, { base: scim, token })).status
      return results
    })
    expect(onPostgres).toEqual(onSqlite)
  }, 300_000)

  it('a database that is not there ends the start with one sentence, without the password', async () => {
    const url = new URL((await postgres?.newDatabase()) ?? '')
    url.pathname = '/nowhere'
    url.password = 'secret'
    const start = startTestServer({ DATABASE_URL: url.href })
    await expect(start).rejects.toThrow(`DATABASE_URL postgres://${url.host}/nowhere cannot be opened: database "nowhere" does not exist.`)
    await expect(start).rejects.not.toThrow('secret')
  })

  it.skipIf(postgres?.own === undefined)(
    'a server outlives a restart of PostgreSQL: 503 with Retry-After meanwhile, and not ready',
    async () => {
      const server = await startTestServer({ DATABASE_URL: (await postgres?.newDatabase()) ?? '', LOG_LEVEL: 'silent' })
      const { id } = await (await server.send('POST', '/Users', user)).json()
      await postgres?.own?.kill('SIGINT')
      const refused = await server.send('GET', `/Users/${id}`)
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
      expect(await refused.json()).toMatchObject({ status: '503', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] })
      expect((await server.send('POST', '/Users', { ...user, userName: 'other' })).status).toBe(503)
      expect((await fetch(`${server.origin}/readyz`)).status).toBe(503)
      expect((await fetch(`${server.origin}/healthz`)).status).toBe(200)
      await postgres?.own?.start()
      expect((await server.send('GET', `/Users/${id}`)).status).toBe(200)
      expect((await fetch(`${server.origin}/readyz`)).status).toBe(200)
      await server.end()
    },
  )

  it.skipIf(postgres?.own === undefined)('a server starts while PostgreSQL is down, says so, and serves once it is up', async () => {
    const url = (await postgres?.newDatabase()) ?? ''
    await postgres?.own?.kill('SIGINT')
    const server = await startTestServer({ DATABASE_URL: url })
    expect(server.log.join('')).toContain('does not answer yet')
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(503)
    expect((await server.send('POST', '/Users', user)).status).toBe(503)
    await postgres?.own?.start()
    expect((await server.send('POST', '/Users', user)).status).toBe(201)
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200)
    await server.end()
  })
})

it('who uses SQLite loads neither pg nor PGlite', () => {
  const source = readFileSync(new URL('./database.ts', import.meta.url), 'utf8')
  expect(source).not.toMatch(/^import (?!type).*(?:node-postgres|pglite)/m)
})
