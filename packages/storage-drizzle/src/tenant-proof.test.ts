import { describeAccessStorage, describeStorage } from '@rollcall/storage-testkit'
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openBetterSqlite3 } from './drivers/better-sqlite3.ts'
import * as tables from './tables/sqlite.ts'

// Every statement that the store can emit is collected while the cases of the testkit run, and then read.

const statements = new Set<string>()
const onStatement = (sql: string) => void statements.add(sql)
describeStorage('every statement', async () => openBetterSqlite3({ path: ':memory:', onStatement }), { runs: 30 })
describeAccessStorage('every statement', async () => (await openBetterSqlite3({ path: ':memory:', onStatement })).accessStorage)

const tenantTables: ReadonlySet<string> = new Set(
  Object.values(tables).flatMap((table) => (is(table, Table) && 'tenant' in getTableColumns(table) ? [getTableName(table)] : [])),
)

/** The uses of tenant tables in a statement that nothing binds to a tenant. */
function unbound(sql: string): string[] {
  const uses = [
    ...sql.matchAll(
      /\b(from|join|into|update)\s+"?(\w+)"?(?:\s+(?:as\s+)?(?!where\b|set\b|on\b|values\b|select\b|order\b|cross\b|left\b|limit\b)([a-z]\w*))?/gi,
    ),
  ]
  return uses.flatMap(([, verb = '', table = '', alias]) => {
    if (!tenantTables.has(table)) return []
    const use = `${verb} ${table} ${alias ?? ''}`.trim()
    if (verb.toLowerCase() === 'into') return /\(\s*"?tenant"?\s*,/.test(sql) ? [] : [use]
    const name = alias === undefined ? '(?:"?\\w+"?\\.)?' : `"?${alias}"?\\.`
    return new RegExp(
      `${name}"?tenant"?\\s*=\\s*(?:\\?|coalesce\\(\\?, null\\)|\\w+\\.tenant)|\\w+\\.tenant\\s*=\\s*${name}"?tenant"?`,
      'i',
    ).test(sql)
      ? []
      : [use]
  })
}

describe('every statement on tenant tables', () => {
  it('was collected', () => {
    expect(tenantTables.size).toBeGreaterThanOrEqual(11)
    expect(statements.size).toBeGreaterThan(60)
    const seen = new Set([...statements].flatMap((sql) => [...tenantTables].filter((table) => sql.includes(table))))
    expect([...tenantTables].filter((table) => !seen.has(table))).toEqual([])
  })

  it('carries the tenant wherever it uses one, but for the list of the tenants themselves', () => {
    const wrong = [...statements].flatMap((sql) => unbound(sql).map((use) => `${use}: ${sql}`))
    expect(wrong.filter((each) => !/^from tenants t: .* where t\.tenant > (?:coalesce\()?\?/s.test(each))).toEqual([])
  })

  it('binds it to a value, and holds no value of a request itself', () => {
    for (const sql of statements) {
      if (![...tenantTables].some((table) => sql.includes(table))) continue
      expect(sql).toContain('?')
      expect(sql).not.toMatch(/tenant\s*=\s*'/)
    }
  })
})

describe('the reader of statements', () => {
  it.each([
    'select 1 from "resources" r where r.id = ?',
    'select 1 from "resources" r where r.tenant = ? and exists (select 1 from "indexed_values" v where v.id = r.id)',
    'delete from "memberships" where group_id = ?',
    'update "resources" as r set version = 1 where r.id = ?',
    'insert into "journal" (type) values (?)',
    'select 1 from "memberships" m cross join "resources" r where m.tenant = ? and r.id = m.member_id',
  ])('finds what is missing: %s', (sql) => expect(unbound(sql)).not.toEqual([]))

  it.each([
    'select 1 from "resources" r where r.tenant = ? and r.id = ?',
    'select 1 from "memberships" m cross join "resources" r where m.tenant = ? and r.tenant = m.tenant',
    'delete from "memberships" where tenant = ? and group_id = ?',
    'insert into "journal" (tenant, type) values (?, ?)',
  ])('lets pass what is not: %s', (sql) => expect(unbound(sql)).toEqual([]))
})
