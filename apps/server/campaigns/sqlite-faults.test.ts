import { spawnSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Answer, errorMessage, send, user } from './client.ts'
import { openBeside } from './contents.ts'
import { type ServerProcess, type ServerProcessOptions, startServerProcess } from './server-process.ts'

let folder: string
let databaseUrl: string
let server: ServerProcess
let created = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-faults-'))
  databaseUrl = `sqlite:${join(folder, 'data', 'rollcall.db')}`
})
afterEach(async () => {
  await server.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

async function start(options: Omit<ServerProcessOptions, 'databaseUrl'> = {}): Promise<void> {
  server = await startServerProcess({ databaseUrl, ...options })
}

/** Starts a server whose fault is switched on and off by `SIGUSR2`. */
async function startWithSwitch(on: string, off: string): Promise<() => Promise<void>> {
  const fixture = new URL('./fault-switch.fixture.ts', import.meta.url).href
  await start({ nodeOptions: [`--import=${fixture}`], settings: { FAULT_PRAGMAS: `${on};${off}` } })
  let turns = 0
  return async () => {
    turns += 1
    process.kill(server.pid, 'SIGUSR2')
    while (!server.output().includes(`fault switched ${turns}\n`)) await wait(5)
  }
}

/** Creates a user with a page full of values. */
function create(): Promise<Answer> {
  created += 1
  return send(server.scim, 'POST', '/Users', { schemas: [user], userName: `user-${created}`, nickName: 'n'.repeat(4000) })
}

async function createUntilRefused(): Promise<Answer> {
  for (let tried = 0; tried < 3000; tried += 1) {
    const answers = await Promise.all(Array.from({ length: 8 }, create))
    const refused = answers.find(({ status }) => status !== 201)
    if (refused !== undefined) return refused
  }
  throw new Error('No write was refused.')
}

/** RFC 7644 §3.12, RFC 9110 §10.2.3. */
function expectUnavailable({ status, headers, body }: Answer): void {
  expect(body).toMatchObject({ schemas: [errorMessage], status: '503' })
  expect([status, Number(headers.get('retry-after'))]).toEqual([503, expect.toSatisfy((seconds: number) => seconds >= 1)])
}

const readiness = async () => (await fetch(`${server.origin}/readyz`)).status

async function expectWhole(): Promise<void> {
  const database = openBeside(databaseUrl)
  expect(await database.damage()).toEqual([])
  const [counted] = await database.query<{ resources: number; entries: number }>(
    'select (select count(*) from resources) as resources, (select count(*) from journal) as entries',
  )
  expect(counted?.entries).toBe(counted?.resources)
  await database.close()
}

it('A full disk (SQLITE_FULL) refuses writes and lets reads through, and writes go on once there is room', async () => {
  const turn = await startWithSwitch('max_page_count = 1', 'max_page_count = 4294967294')
  const { body } = await create()
  for (let cycle = 0; cycle < 3; cycle += 1) {
    await turn()
    expectUnavailable(await createUntilRefused())
    expect((await send(server.scim, 'GET', `/Users/${body.id}`)).status).toBe(200)
    expect((await send(server.scim, 'GET', '/Users?filter=userName%20sw%20%22user%22')).status).toBe(200)
    await turn()
    expect((await create()).status).toBe(201)
  }
  await expectWhole()
})

it.skipIf(spawnSync('prlimit', ['--version']).status !== 0)(
  'A disk that fails (SQLITE_IOERR) refuses writes and lets reads through, and writes go on once it works',
  async () => {
    // No file may grow beyond 2 MB, until the limit is lifted.
    await start({ through: ['sh', '-c', 'ulimit -S -f 4000; exec "$@"', 'sh'] })
    const { body } = await create()
    expectUnavailable(await createUntilRefused())
    expect((await send(server.scim, 'GET', `/Users/${body.id}`)).status).toBe(200)
    expect(spawnSync('prlimit', ['--pid', String(server.pid), '--fsize=unlimited:unlimited']).status).toBe(0)
    expect((await create()).status).toBe(201)
    await expectWhole()
  },
)

it('A database that is read-only refuses writes and is not ready, and lets reads through', async () => {
  const turn = await startWithSwitch('query_only = 1', 'query_only = 0')
  const { body } = await create()
  expect(await readiness()).toBe(200)
  await turn()
  expectUnavailable(await create())
  expect(await readiness()).toBe(503)
  expect((await send(server.scim, 'GET', `/Users/${body.id}`)).status).toBe(200)
  await turn()
  expect(await readiness()).toBe(200)
  expect((await create()).status).toBe(201)
})

it('A database whose folder is gone refuses writes, which nobody would find again, and is not ready, until it is back', async () => {
  await start()
  await create()
  renameSync(join(folder, 'data'), join(folder, 'elsewhere'))
  expectUnavailable(await create())
  expect(await readiness()).toBe(503)
  renameSync(join(folder, 'elsewhere'), join(folder, 'data'))
  expect(await readiness()).toBe(200)
  expect((await create()).status).toBe(201)
  await expectWhole()
})

it('A database that another process has locked refuses writes after five seconds, is not ready, and lets reads through', async () => {
  await start()
  const { body } = await create()
  const other = openBeside(databaseUrl)
  await other.query('begin immediate')
  const refused = Promise.all([create(), create()])
  const ready = readiness()
  expect((await send(server.scim, 'GET', `/Users/${body.id}`)).status).toBe(200)
  for (const answer of await refused) expectUnavailable(answer)
  expect(await ready).toBe(503)
  await other.query('rollback')
  await other.close()
  expect((await create()).status).toBe(201)
  expect(await readiness()).toBe(200)
})

it('A database that cannot be opened ends the start with one sentence', async () => {
  await start()
  await expect(startServerProcess({ databaseUrl: 'sqlite:/dev/null/rollcall.db' })).rejects.toThrow(
    /^The server ended: rollcall: DATABASE_URL sqlite:\/dev\/null\/rollcall.db cannot be opened: .*\.\n$/,
  )
})
