import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { describe, expect, it } from 'vitest'
import { type D1Queryable, type D1Statement, openD1 } from './d1.ts'

/** A database that answers each batch with the next of these: rows for each statement, or an error. */
function scripted(...answers: (readonly unknown[][] | string)[]) {
  const batches: string[][] = []
  const waits: number[] = []
  const sqlOf = new Map<D1Statement, string>()
  const database: D1Queryable = {
    prepare(sql) {
      const statement: D1Statement = { bind: () => statement }
      sqlOf.set(statement, sql)
      return statement
    },
    async batch(statements) {
      batches.push(statements.map((statement) => sqlOf.get(statement) ?? ''))
      const answer = answers.shift() ?? []
      if (typeof answer === 'string') throw new Error(answer)
      return statements.map((_, index) => ({ results: answer[index] ?? [] }))
    },
  }
  const { storage, ready } = openD1({ database, wait: async (milliseconds) => void waits.push(milliseconds) })
  return { store: storage.forTenant('acme'), ready, batches, waits }
}

const row = { id: 'a', type: 'User', version: 3, created: 1, lastModified: 2, document: '{}', passwordHash: null }
const note = { operation: 'delete', actor: 'a', requestId: 'r', time: 3, changed: [] } as const
const deletion = { type: 'User', id: 'a', ifVersion: undefined, note }

/** The texts of D1's documentation. */
const lost = 'D1_ERROR: Network connection lost.'
const unresolved = 'D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.'
const brokenBeforehand = [unresolved, 'D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.']
const brokenMeanwhile = [
  lost,
  'D1_ERROR: D1 DB reset because its code was updated.',
  'D1_ERROR: Internal error in D1 DB storage caused object to be reset.',
  "D1_ERROR: Can't read from request stream because client disconnected.",
]
const busy = [
  'D1_ERROR: D1 DB is overloaded. Requests queued for too long.',
  'D1_ERROR: D1 DB is overloaded. Too many requests queued.',
  'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
  "D1_ERROR: D1 DB's isolate exceeded its memory limit and was reset.",
  'D1_ERROR: D1 DB exceeded its CPU time limit and was reset.',
]

describe('a read', () => {
  it.each([...brokenBeforehand, ...brokenMeanwhile])('is tried again after %s', async (text) => {
    const { store, batches, waits } = scripted(text, text, [[row]])
    expect(await store.get('User', 'a')).toMatchObject({ version: 3 })
    expect(batches).toHaveLength(3)
    expect(waits.map((wait) => wait >= 50 && wait <= 200)).toEqual([true, true])
  })

  it('is tried three times and no more', async () => {
    const { store, batches } = scripted(lost, lost, lost, [[row]])
    await expect(store.get('User', 'a')).rejects.toThrow(StorageUnavailable)
    expect(batches).toHaveLength(3)
  })

  it.each(busy)('is not tried again after %s', async (text) => {
    const { store, batches } = scripted(text)
    await expect(store.get('User', 'a')).rejects.toThrow(expect.objectContaining({ name: 'StorageUnavailable', retryAfterSeconds: 5 }))
    expect(batches).toHaveLength(1)
  })

  it('of a page and its total is one round trip', async () => {
    const { store, batches } = scripted([[{ ...row, sortValue: null }], [{ count: 1 }]])
    const select = [{ type: 'User', filter: { kind: 'and', filters: [] }, sortBy: undefined } as const]
    const position = { direction: 'after', at: { value: null, id: 'a' } } as const
    await store.query({ select, order: 'ascending', page: { kind: 'keyset', position, limit: 1 }, total: true })
    expect(batches.map((batch) => batch.length)).toEqual([3])
  })
})

describe('a write', () => {
  it('is one batch and answers with the rows that it should', async () => {
    const { store, batches } = scripted([[], [], [], [], [], [row]])
    expect(await store.delete(deletion)).toMatchObject({ outcome: 'written', resource: { version: 3 } })
    expect(batches.map((batch) => batch.length)).toEqual([6])
  })

  it.each(brokenBeforehand)('is tried again after %s', async (text) => {
    const { store } = scripted(text, [[], [], [], [], [], [row]])
    expect(await store.delete(deletion)).toMatchObject({ outcome: 'written' })
  })

  // It may have been done: done again, a creation would find its own resource in the way.
  it.each([...brokenMeanwhile, ...busy])('is not tried again after %s', async (text) => {
    const { store, batches } = scripted(text)
    await expect(store.delete(deletion)).rejects.toThrow(StorageUnavailable)
    expect(batches).toHaveLength(1)
  })

  it('that a constraint refused is explained by what is stored', async () => {
    const refused = 'D1_ERROR: NOT NULL constraint failed: resources.version: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_NOTNULL)'
    const { store } = scripted(refused, [[row]])
    expect(await store.delete({ ...deletion, ifVersion: [1] })).toEqual({ outcome: 'versionMismatch', version: 3 })
  })

  it('that is too big for a row is refused as too large', async () => {
    const { store } = scripted('D1_ERROR: string or blob too big: SQLITE_TOOBIG')
    await expect(store.delete(deletion)).rejects.toThrow(expect.objectContaining({ status: 413 }))
  })
})

it('asks the session of the moment', async () => {
  const used: string[] = []
  const statement: D1Statement = { bind: () => statement }
  const session = (name: string): D1Queryable => ({
    prepare: () => statement,
    batch: async (statements) => {
      used.push(name)
      return statements.map(() => ({ results: [] }))
    },
  })
  let current = session('first')
  const { storage } = openD1({ database: () => current })
  await storage.forTenant('acme').get('User', 'a')
  current = session('second')
  await storage.forTenant('acme').get('User', 'a')
  expect(used).toEqual(['first', 'second'])
})

it('is ready only where the tables are', async () => {
  await expect(scripted([[]]).ready()).resolves.toBeUndefined()
  await expect(scripted('D1_ERROR: no such table: resource_counts: SQLITE_ERROR').ready()).rejects.toThrow('no such table')
})
