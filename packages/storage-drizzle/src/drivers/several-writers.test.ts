import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalCursor, JournalEntry, ResourceStore, Storage } from '@rollcall/scim-core/storage'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createDatabase } from '../postgres-database.fixture.ts'
import { addMember, group, outcomes, remove, rename, user, wholeJournal } from '../samples.fixture.ts'
import { openBetterSqlite3 } from './better-sqlite3.ts'
import { openNodePostgres } from './node-postgres.ts'

interface Opened {
  /** Two that know nothing of each other, on one database. */
  readonly storages: readonly [Storage, Storage]
  close(): Promise<void>
}

async function onPostgres(): Promise<Opened> {
  const database = await createDatabase(inject('postgres') ?? '')
  const options = { url: database.url, poolSize: 8, connectTimeout: 30_000, statementTimeout: 30_000 }
  const [one, other] = await Promise.all([openNodePostgres(options), openNodePostgres(options)])
  return {
    storages: [one.storage, other.storage],
    async close() {
      await Promise.all([one.close(), other.close()])
      await database.drop()
    },
  }
}

async function onSqlite(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const options = { path: join(folder, 'rollcall.db'), patience: 30_000 }
  const [one, other] = await Promise.all([openBetterSqlite3(options), openBetterSqlite3(options)])
  return {
    storages: [one.storage, other.storage],
    async close() {
      await Promise.all([one.close(), other.close()])
      rmSync(folder, { recursive: true })
    },
  }
}

const writers = Array.from({ length: 64 }, (_, index) => `w${String(index).padStart(2, '0')}`)

describe.each([
  { name: 'one PostgreSQL', open: onPostgres, missing: inject('postgres') === undefined },
  { name: 'one SQLite file', open: onSqlite, missing: false },
])('two storages on $name', ({ open, missing }) => {
  if (missing) {
    it.skip('there is no PostgreSQL for this machine', () => {})
    return
  }
  let opened: Opened
  let tenants = 0
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())

  /** The stores of a new tenant, and one of them in turn. */
  function stores(): { readonly both: readonly [ResourceStore, ResourceStore]; readonly turn: (index: number) => ResourceStore } {
    tenants += 1
    const [one, other] = opened.storages.map((storage) => storage.forTenant(`tenant-${tenants}`))
    if (one === undefined || other === undefined) throw new Error('There are two.')
    return { both: [one, other], turn: (index) => (index % 2 === 0 ? one : other) }
  }

  it('create one of 64 users with the same userName', async () => {
    const { turn } = stores()
    const results = writers.map((id, index) => turn(index).create(user(id, 'same')))
    expect(await outcomes(results)).toEqual({ written: 1, conflict: 63 })
  })

  it('lose none of 64 members who are added at once', async () => {
    const { turn } = stores()
    await Promise.all(writers.map((id, index) => turn(index).create(user(id))))
    await turn(0).create(group('g'))
    expect(await outcomes(writers.map((id, index) => turn(index).update(addMember('g', id))))).toEqual({ written: 64 })
    const { members } = await turn(1).members(['g'], { after: undefined, limit: 100 })
    expect(members.map(({ id }) => id)).toEqual(writers)
    expect(await turn(1).get('Group', 'g')).toMatchObject({ version: 65 })
  })

  it('let one of 64 changes through that name the same version', async () => {
    const { turn } = stores()
    await turn(0).create(user('a'))
    const results = writers.map((userName, index) => turn(index).update(rename('a', 1, userName, [1])))
    expect(await outcomes(results)).toEqual({ written: 1, versionMismatch: 63 })
  })

  it('exchange names without an error, though each waits for the name of the other', async () => {
    const { turn } = stores()
    await Promise.all([turn(0).create(user('a')), turn(1).create(user('b'))])
    const results = await outcomes([turn(0).update(rename('a', 1, 'b')), turn(1).update(rename('b', 1, 'a'))])
    expect(results['conflict'] ?? 0).toBeGreaterThan(0)
  })

  it('show every reader of the journal every entry, once and in order, while others write', async () => {
    const { both, turn } = stores()
    await Promise.all(['g', 'h', 'i'].map((id) => turn(0).create(group(id))))
    let writing = true
    const readers = both.map((store) => readOn(store, () => writing))
    await Promise.all(
      writers.map(async (id, index) => {
        await turn(index).create(user(id))
        await Promise.all(['g', 'h', 'i'].map((groupId) => turn(index + 1).update(addMember(groupId, id))))
        await turn(index).update(rename(id, 1, `${id} again`))
        if (index % 3 === 0) await turn(index + 1).delete(remove('User', id))
      }),
    )
    writing = false
    const [whole, ...read] = await Promise.all([wholeJournal(both[0]), ...readers])
    const deleted = Math.ceil(writers.length / 3)
    expect(whole).toHaveLength(3 + writers.length * 5 + deleted * 4)
    for (const entries of read) expect(entries).toEqual(whole)
    for (const id of ['g', 'h', 'i']) {
      const versions = whole.filter((entry) => entry.id === id).map(({ version }) => version)
      expect(versions).toEqual(versions.map((_, index) => index + 1))
    }
  })
})

/** Reads on and on, until nobody writes any more and everything is read. */
async function readOn(store: ResourceStore, isWriting: () => boolean): Promise<JournalEntry[]> {
  const all: JournalEntry[] = []
  let cursor: JournalCursor | undefined
  for (;;) {
    const mayGrow = isWriting()
    const page = await store.journal(cursor, 10)
    all.push(...page.entries)
    cursor = page.cursor
    if (page.entries.length > 0) continue
    if (!mayGrow) return all
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
