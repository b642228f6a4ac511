import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { samples } from '@rollcall/storage-testkit'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBetterSqlite3 } from './better-sqlite3.ts'

const { user, group, contentChange, deletion } = samples

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  path = join(folder, 'deep', 'rollcall.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a file', () => {
  it('is made with its folder, and has what was written when it is opened again', async () => {
    const first = await openBetterSqlite3({ path })
    await first.ready()
    await first.storage.forTenant('tenant').create(user('a'))
    await first.close()
    const second = await openBetterSqlite3({ path })
    expect(await second.storage.forTenant('tenant').get('User', 'a')).toMatchObject({ id: 'a' })
    await second.close()
  })

  it('shows to who asks later in a turn what another process wrote meanwhile', async () => {
    const opened = await openBetterSqlite3({ path })
    const store = opened.storage.forTenant('tenant')
    await store.create(user('a'))
    const other = new Database(path)
    const inTurn = <Value>(work: () => Value | Promise<Value>) => new Promise<Value>((resolve) => setImmediate(() => resolve(work())))
    const [before, , after] = await Promise.all([
      inTurn(() => store.get('User', 'a')),
      inTurn(() => other.exec('update resources set version = 7')),
      inTurn(() => store.get('User', 'a')),
    ])
    expect([before?.version, after?.version]).toEqual([1, 7])
    other.close()
    await opened.close()
  })

  it('leaves the event loop to others while it follows groups that are all in each other', async () => {
    const opened = await openBetterSqlite3({ path })
    const store = opened.storage.forTenant('tenant')
    const users = Array.from({ length: 100 }, (_, index) => `u${index}`)
    const groups = Array.from({ length: 60 }, (_, index) => `g${index}`)
    await Promise.all(users.map((id) => store.create(user(id))))
    await Promise.all(groups.map((id) => store.create(group(id, id === 'g0' ? users : []))))
    const other = new Database(path)
    for (const id of groups)
      other
        .prepare(
          `insert into memberships (tenant, group_id, member_id, group_type, member_type)
           select tenant, ?, id, 'Group', 'Group' from resources where type = 'Group' and id <> ?`,
        )
        .run(id, id)
    other.close()
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    expect(await store.membershipsOf(users)).toHaveLength(100 * 60)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(10)
    await opened.close()
  })

  it('keeps what was written in the turn in which it is closed', async () => {
    const first = await openBetterSqlite3({ path })
    const written = first.storage.forTenant('tenant').create(user('a'))
    await first.close()
    expect(await written).toMatchObject({ outcome: 'written' })
    const second = await openBetterSqlite3({ path })
    expect(await second.storage.forTenant('tenant').get('User', 'a')).toMatchObject({ id: 'a' })
    await second.close()
  })

  it('is migrated once', async () => {
    await (await openBetterSqlite3({ path })).close()
    const schema = () => {
      const database = new Database(path)
      const rows = database
        .prepare('select name, sql from sqlite_schema union all select tag, hash from rollcall_migrations order by 1')
        .all()
      database.close()
      return rows
    }
    const before = schema()
    await (await openBetterSqlite3({ path })).close()
    expect(schema()).toEqual(before)
  })

  it('is refused when a newer version has migrated it', async () => {
    await (await openBetterSqlite3({ path })).close()
    const database = new Database(path)
    database.prepare("insert into rollcall_migrations values ('9999_later', 'hash')").run()
    database.close()
    await expect(openBetterSqlite3({ path })).rejects.toThrow('9999_later')
  })

  it('is written by two at once, none losing what the other writes', async () => {
    const [one, other] = await Promise.all([openBetterSqlite3({ path }), openBetterSqlite3({ path })])
    const ids = Array.from({ length: 100 }, (_, index) => `u${index}`)
    const results = await Promise.all(ids.flatMap((id) => [one, other].map(({ storage }) => storage.forTenant('tenant').create(user(id)))))
    expect(results.filter(({ outcome }) => outcome === 'written')).toHaveLength(100)
    expect(results.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(100)
    await Promise.all([one.close(), other.close()])
  })
})

describe('while another process writes', () => {
  it('reads go on, and a write waits until it may', async () => {
    const { storage, close } = await openBetterSqlite3({ path })
    const store = storage.forTenant('tenant')
    await store.create(user('a'))
    const other = new Database(path)
    other.exec('begin immediate')
    const created = store.create(user('b'))
    setTimeout(() => other.exec('commit'), 300)
    expect(await store.get('User', 'a')).toMatchObject({ id: 'a' })
    expect(await created).toMatchObject({ outcome: 'written' })
    other.close()
    await close()
  })

  it('a write is unavailable after a while, and possible again when the other is done', async () => {
    const { storage, close } = await openBetterSqlite3({ path, patience: 100 })
    const store = storage.forTenant('tenant')
    const other = new Database(path)
    other.exec('begin immediate')
    const error = await store.create(user('a')).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StorageUnavailable)
    expect(error).toMatchObject({ retryAfterSeconds: 1 })
    other.exec('rollback')
    expect(await store.create(user('a'))).toMatchObject({ outcome: 'written' })
    other.close()
    await close()
  })
})

it('tells each write of one turn how it went, and keeps what was written though others were not', async () => {
  const first = await openBetterSqlite3({ path })
  const store = first.storage.forTenant('tenant')
  await store.create(user('a'))
  const results = await Promise.all([
    store.create(user('b')),
    store.create(user('c', { userName: 'a' })),
    store.update(contentChange('a', 1, { userName: 'a' })),
    store.update(contentChange('a', 7, { userName: 'x' })),
    store.create(group('g', ['nobody'])),
    store.delete(deletion('User', 'nobody')),
    store.create(user('d')),
  ])
  const outcomes = ['written', 'conflict', 'unchanged', 'stale', 'unknownMembers', 'notFound', 'written']
  expect(results.map(({ outcome }) => outcome)).toEqual(outcomes)
  await first.close()
  const second = await openBetterSqlite3({ path })
  const { entries } = await second.storage.forTenant('tenant').journal(undefined, 10)
  expect(entries.map(({ id }) => id)).toEqual(['a', 'b', 'd'])
  await second.close()
})

describe('a process that writes', () => {
  /** Starts it, and gives each line that it says until it ends. */
  const start = (prefix: string, shell = '') => {
    const fixture = fileURLToPath(new URL('./writer.fixture.ts', import.meta.url))
    const command = [process.execPath, '--conditions=@rollcall/source', '--disable-warning=ExperimentalWarning', fixture, path, prefix]
    const child = shell === '' ? spawn(process.execPath, command.slice(1)) : spawn('sh', ['-c', `${shell} exec "$@"`, 'sh', ...command])
    const said: string[] = []
    createInterface(child.stdout).on('line', (line) => said.push(line))
    return { child, said, ended: once(child, 'close') }
  }

  it('loses nothing that it has said to be written when it is killed', async () => {
    const acknowledged: string[] = []
    for (const round of ['one', 'two', 'three']) {
      const { child, said, ended } = start(round)
      while (said.length < 40 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5))
      child.kill('SIGKILL')
      await ended
      acknowledged.push(...said)
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(120)
    const { storage, close } = await openBetterSqlite3({ path })
    const store = storage.forTenant('tenant')
    const missing = []
    for (const id of acknowledged) if ((await store.get('User', id)) === undefined) missing.push(id)
    expect(missing).toEqual([])
    await close()
    const database = new Database(path)
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    const half =
      'select (select count(*) from resources) <> (select count(*) from journal) or (select count(*) from resources) <> (select count from resource_counts)'
    expect(database.prepare(half).pluck().get()).toBe(0)
    database.close()
  })

  it.skipIf(process.platform === 'win32')('finds storage unavailable when the disk is full, and still reads', async () => {
    const { said, ended } = start('full', 'ulimit -f 2000;')
    await ended
    expect(said.at(-1)).toBe('StorageUnavailable readable')
    expect(said.length).toBeGreaterThan(1)
    const { storage, close } = await openBetterSqlite3({ path })
    expect(await storage.forTenant('tenant').create(user('after'))).toMatchObject({ outcome: 'written' })
    await close()
  })
})
