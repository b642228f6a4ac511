import { ScimError } from '@rollcall/scim-core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { withinD1Limits } from './d1-limits.ts'

const database = new Database(':memory:')

/** What SQLite answers, with the places bound by their numbers. */
function rows({ sql, params }: { sql: string; params: readonly unknown[] }): unknown[] {
  return database
    .prepare(sql)
    .raw()
    .all(Object.fromEntries(params.map((value, index) => [index + 1, value])))
}

const size = (value: unknown) => (typeof value === 'string' ? Buffer.byteLength(value) : 8)

describe('withinD1Limits', () => {
  it('leaves a statement that fits as it is', () => {
    const statement = { sql: 'select ?1, ?2', params: ['text', 1] }
    expect(withinD1Limits(statement)).toBe(statement)
  })

  it.each([
    ['of ids', Array.from({ length: 100_000 }, (_, index) => `${index}`.padStart(36, '0'))],
    ['of text that is longer as bytes', Array.from({ length: 20_000 }, (_, index) => `é漢😀"\\ ${index}`.repeat(5))],
    ['of one element of nearly the whole', ['a', 'x'.repeat(1_999_000), 'b']],
  ])('sends a list %s in several values, with the same meaning', (_, list) => {
    const sql = 'select count(*), sum(length(value)) from json_each(?1) where ?2 = 7 union all select 0, value from json_each(?1) limit 4'
    const statement = { sql, params: [JSON.stringify(list), 7] }
    const split = withinD1Limits(statement)
    expect(split.params.length).toBeGreaterThan(2)
    expect(Math.max(...split.params.map(size))).toBeLessThanOrEqual(2_000_000)
    expect(rows(split)).toEqual(rows(statement))
    expect(split.params.filter((value) => typeof value === 'string').flatMap((part) => JSON.parse(part))).toEqual(list)
  })

  it('sends more than 100 values as one, each with its type', () => {
    const values = Array.from({ length: 101 }, (_, index) => (index % 3 === 0 ? `'?${index}` : index % 3 === 1 ? index / 2 : null))
    const sql = `select '?1 it''s ?2', ${values.map((_, index) => `?${index + 1}, typeof(?${index + 1}) in ('text', 'null')`).join(', ')}`
    const gathered = withinD1Limits({ sql, params: values })
    expect(gathered.params).toHaveLength(1)
    expect(rows(gathered)).toEqual(rows({ sql, params: values }))
    expect(withinD1Limits({ sql, params: values.slice(1) }).params).toHaveLength(100)
  })

  it.each([
    ['one value', ['x'.repeat(2_000_000)], 0],
    ['one value and a byte', ['x'.repeat(2_000_001)], 413],
    ['values of one row', ['x'.repeat(1_000_000), 'é'.repeat(500_000)], 0],
    ['values of one row and a byte', ['x'.repeat(1_000_001), 'é'.repeat(500_000)], 413],
  ])('%s of 2,000,000 bytes', (_, params, status) => {
    const fit = () => withinD1Limits({ sql: 'insert into resources values (?1, ?2)', params })
    if (status === 0) expect(fit().params).toEqual(params)
    else expect(fit).toThrow(expect.objectContaining({ constructor: ScimError, status }))
  })
})
