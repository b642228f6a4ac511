import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres } from './postgres.fixture.ts'
import { type ServerProcess, startServerProcess } from './server-process.fixture.ts'

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

const postgres = await startTestPostgres()
const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true })
})

const numbers = Array.from({ length: 64 }, (_, index) => index)

describe.each([
  { database: 'one PostgreSQL', url: await postgres?.newDatabase() },
  { database: 'one SQLite file', url: `sqlite:${join(folder, 'rollcall.db')}` },
])('two server processes on $database', ({ url }) => {
  if (url === undefined) {
    it.skip('there is no PostgreSQL for this machine', () => {})
    return
  }
  const processes: ServerProcess[] = []
  beforeAll(async () => {
    processes.push(...(await Promise.all([0, 1].map(() => startServerProcess({ DATABASE_URL: url })))))
  })
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
  })

  function inTurn(index: number): ServerProcess {
    const process = processes[index % 2]
    if (process === undefined) throw new Error('There are two processes.')
    return process
  }

  /** Sends 64 requests at once, in turn to one process and the other, and counts the statuses. */
  async function statuses(send: (process: ServerProcess, index: number) => Promise<Response>): Promise<Record<number, number>> {
    const responses = await Promise.all(numbers.map((index) => send(inTurn(index), index)))
    const counts: Record<number, number> = {}
    for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1
    return counts
  }

  async function create(endpoint: string, resource: object): Promise<string> {
    const response = await inTurn(0).send('POST', endpoint, resource)
    return (await response.json()).id
  }

  it('create one of 64 equal users (RFC 7643 §2.4)', async () => {
    const user = { schemas: [userSchema], userName: 'Same@example.com' }
    expect(await statuses((process) => process.send('POST', '/Users', user))).toEqual({ 201: 1, 409: 63 })
  })

  it('lose none of 64 members who are added one by one', async () => {
    const users = await Promise.all(numbers.map((index) => create('/Users', { schemas: [userSchema], userName: `member-${index}` })))
    const group = await create('/Groups', { schemas: [groupSchema], displayName: 'All' })
    const patch = (value: string | undefined) => ({
      schemas: [patchOp],
      Operations: [{ op: 'add', path: 'members', value: [{ value }] }],
    })
    expect(await statuses((process, index) => process.send('PATCH', `/Groups/${group}`, patch(users[index])))).toEqual({ 204: 64 })
    const response = await inTurn(1).send('GET', `/Groups/${group}`)
    const { members }: { readonly members: readonly { readonly value: string }[] } = await response.json()
    expect(members.map(({ value }) => value).sort()).toEqual(users.sort())
  })

  it('let one of 64 changes through that name the same version (RFC 7644 §3.14)', async () => {
    const id = await create('/Users', { schemas: [userSchema], userName: 'versioned' })
    const change = (index: number) => ({ schemas: [userSchema], userName: 'versioned', nickName: `n${index}` })
    const headers = { 'If-Match': 'W/"1"' }
    expect(await statuses((process, index) => process.send('PUT', `/Users/${id}`, change(index), headers))).toEqual({ 200: 1, 412: 63 })
  })
})

describe.runIf(process.platform !== 'win32')('the files of a server', () => {
  it.each(['sqlite', 'pglite'])('are for its own user alone: %s', async (kind) => {
    const data = join(folder, kind)
    const server = await startServerProcess({ DATABASE_URL: `${kind}:${join(data, 'rollcall.db')}` })
    try {
      expect((await server.send('POST', '/Users', { schemas: [userSchema], userName: 'ada' })).status).toBe(201)
      const made = [data, ...readdirSync(data).map((name) => join(data, name))]
      expect(made.length).toBeGreaterThan(1)
      expect(made.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([])
    } finally {
      await server.stop()
    }
  })
})
