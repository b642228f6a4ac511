import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createLongReads, type LongReads } from './long-reads.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
const path = join(folder, 'rollcall.db')
let database: Database.Database
let reads: LongReads | undefined

beforeAll(() => {
  database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.exec('create table numbers (number integer)')
})
afterEach(async () => {
  await reads?.close()
  reads = undefined
})
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const slow = 'with recursive n(x) as (select 1 union all select x + 1 from n where x < 3000000) select count(*) as count from n'

it('answers in order with what has been written before', async () => {
  reads = createLongReads(path)
  database.exec('insert into numbers values (1), (2)')
  const sql = 'select number from numbers where number >= ? order by number'
  expect(await reads.read({ sql, params: [2] })).toEqual([{ number: 2 }])
  database.exec('insert into numbers values (3)')
  expect(await reads.read({ sql, params: [2] })).toEqual([{ number: 2 }, { number: 3 }])
})

it('leaves the event loop to others meanwhile', async () => {
  reads = createLongReads(path)
  await reads.read({ sql: 'select 1', params: [] })
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  expect(await reads.read({ sql: slow, params: [] })).toEqual([{ count: 3_000_000 }])
  clearInterval(timer)
  expect(turns).toBeGreaterThan(10)
})

it('fails as SQLite does, and goes on', async () => {
  reads = createLongReads(path)
  await expect(reads.read({ sql: 'select nothing', params: [] })).rejects.toMatchObject({ code: 'SQLITE_ERROR' })
  const writes = { sql: 'insert into numbers values (9) returning number', params: [] }
  await expect(reads.read(writes)).rejects.toMatchObject({ code: 'SQLITE_READONLY' })
  expect(await reads.read({ sql: 'select 1 as one', params: [] })).toEqual([{ one: 1 }])
})

it('lets tenants take turns: whoever asks for much keeps nobody else waiting for all of it', async () => {
  reads = createLongReads(path)
  const order: string[] = []
  const ask = async (owner: string) => {
    await reads?.read({ sql: 'select 1', params: [], owner })
    order.push(owner)
  }
  await Promise.all([...Array.from({ length: 50 }, () => ask('acme')), ask('globex'), ask('initech'), ask('globex')])
  expect(order.slice(0, 9).filter((owner) => owner !== 'acme')).toEqual(['globex', 'initech', 'globex'])
  expect(order).toHaveLength(53)
})

it('has a line of limited length for each tenant', async () => {
  reads = createLongReads(path)
  const answers = Array.from({ length: 102 }, () => reads?.read({ sql: 'select 1 as one', params: [] }))
  answers.push(reads.read({ sql: 'select 1 as one', params: [], owner: 'globex' }))
  expect(() => reads?.read({ sql: 'select 1 as one', params: [] })).toThrow(StorageUnavailable)
  await Promise.all(answers)
  expect(await reads.read({ sql: 'select 1 as one', params: [] })).toEqual([{ one: 1 }])
})

it('is unavailable to those who wait when it is closed', async () => {
  reads = createLongReads(path)
  const answer = reads.read({ sql: slow, params: [] }).catch((error: unknown) => error)
  await reads.close()
  expect(await answer).toBeInstanceOf(StorageUnavailable)
})
