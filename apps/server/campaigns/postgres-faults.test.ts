import { setTimeout as wait } from 'node:timers/promises'
import { startPostgres } from '@rollcall/tools/postgres'
import { afterAll, afterEach, expect, it } from 'vitest'
import { type Answer, errorMessage, listAll, send, user } from './client.ts'
import { openBeside } from './contents.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

const postgres = await startPostgres({ durable: true })
const databaseUrl = postgres?.url('postgres') ?? ''
let server: ServerProcess | undefined
afterEach(() => server?.kill('SIGKILL'))
afterAll(() => postgres?.stop())

let created = 0
function create(scim: string): Promise<Answer> {
  created += 1
  return send(scim, 'POST', '/Users', { schemas: [user], userName: `user-${created}` })
}

function expectUnavailable({ status, headers, body }: Answer): void {
  expect(body).toMatchObject({ schemas: [errorMessage], status: '503' })
  expect([status, Number(headers.get('retry-after'))]).toEqual([503, expect.toSatisfy((seconds: number) => seconds >= 1)])
}

const readiness = async (origin: string) => (await fetch(`${origin}/readyz`)).status

it.skipIf(postgres === undefined)(
  'PostgreSQL that is killed under load costs 503 with Retry-After and nothing else, and is ready again by itself',
  async () => {
    server = await startServerProcess({ databaseUrl })
    const { scim, origin } = server
    const answers: Answer[] = []
    let writing = true
    const writers = Array.from({ length: 16 }, async () => {
      while (writing) answers.push(await create(scim))
    })
    const running = Promise.all(writers)
    const acknowledged = () => answers.filter(({ status }) => status === 201).length
    const untilMore = async (more: number) => {
      // Without an answer a writer rejects, and there is nothing to wait for any more.
      for (const before = acknowledged(); acknowledged() < before + more; ) await Promise.race([running, wait(5)])
    }
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      await untilMore(100)
      await postgres?.kill(signal)
      expect(await readiness(origin)).toBe(503)
      expect((await fetch(`${origin}/healthz`)).status).toBe(200)
      await postgres?.start()
      await untilMore(50)
      expect(await readiness(origin)).toBe(200)
    }
    writing = false
    await running
    const refused = answers.filter(({ status }) => status !== 201)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) expectUnavailable(answer)
    const ids = new Set((await listAll(scim, '/Users')).resources.map(({ id }) => id))
    expect(answers.filter(({ status, body }) => status === 201 && !ids.has(body.id))).toEqual([])
    expect(await server.kill('SIGTERM')).toBe(0)
  },
  120_000,
)

it.skipIf(postgres === undefined)(
  'Statements that take too long, and a pool that they exhaust, cost 503 with Retry-After, and the server is ready when they are over',
  async () => {
    server = await startServerProcess({ databaseUrl })
    const { scim, origin } = server
    const other = openBeside(databaseUrl)
    await other.query('begin; lock table resources in access exclusive mode')
    const refused = Promise.all(Array.from({ length: 40 }, () => create(scim)))
    await expect.poll(() => readiness(origin), { timeout: 5_000 }).toBe(503)
    for (const answer of await refused) expectUnavailable(answer)
    await other.query('rollback')
    await other.close()
    expect(await readiness(origin)).toBe(200)
    expect((await create(scim)).status).toBe(201)
  },
  60_000,
)

it.skipIf(postgres === undefined)('A server that starts before PostgreSQL answers 503 until it is there', async () => {
  await postgres?.kill('SIGINT')
  server = await startServerProcess({ databaseUrl })
  const { scim, origin } = server
  expect(server.output()).toContain('is ready when its database answers')
  expectUnavailable(await create(scim))
  expect(await readiness(origin)).toBe(503)
  await postgres?.start()
  expect(await readiness(origin)).toBe(200)
  expect((await create(scim)).status).toBe(201)
})
