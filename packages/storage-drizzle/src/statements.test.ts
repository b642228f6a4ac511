import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Filter } from '@rollcall/scim-core/filter'
import type { ResourceQuery, ResourceStore, SortKey } from '@rollcall/scim-core/storage'
import { samples } from '@rollcall/storage-testkit'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BetterSqlite3Storage, openBetterSqlite3 } from './drivers/better-sqlite3.ts'

const { user, group, contentChange, membersChange, deletion, add, remove, replaceWith } = samples

const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
const path = join(folder, 'rollcall.db')
const statements: string[] = []
let opened: BetterSqlite3Storage
let explaining: Database.Database

beforeAll(async () => {
  opened = await openBetterSqlite3({ path, onStatement: (sql) => statements.push(sql) })
  explaining = new Database(path, { readonly: true })
})
afterAll(async () => {
  explaining.close()
  await opened.close()
  rmSync(folder, { recursive: true })
})

let tenants = 0
/** The statements of an operation, on a tenant that has users a and b, and group g of a. */
async function statementsOf(operation: (store: ResourceStore) => Promise<unknown>): Promise<string[]> {
  tenants += 1
  const store = opened.storage.forTenant(`tenant ${tenants}`)
  for (const id of ['a', 'b']) await store.create(user(id, { familyName: 'Jones' }))
  await store.create(group('g', ['a']))
  statements.length = 0
  await operation(store)
  return [...statements]
}

function planOf(sql: string): string[] {
  const places = (sql.match(/\?/g) ?? []).map(() => null)
  return explaining
    .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
    .all(places)
    .map(({ detail }) => detail)
}

const equals = (value: string): Filter => ({
  kind: 'compare',
  key: 'userName',
  subAttribute: undefined,
  operator: 'eq',
  value,
  index: 'userName',
})
const startsWith = (value: string): Filter => ({ ...(equals(value) as Extract<Filter, { kind: 'compare' }>), operator: 'sw' })
const nickName: Filter = { kind: 'compare', key: 'nickName', subAttribute: undefined, operator: 'co', value: 'x', index: undefined }
const changedSince: Filter = { kind: 'column', column: 'lastModified', operator: 'gt', value: 5 }
const hasId = { kind: 'compare', subAttribute: 'value', operator: 'eq', value: 'a' } as const
/** `emails[type eq "work" and value eq "a@x"]` */
const workEmail: Filter = {
  kind: 'valuePath',
  key: 'emails',
  filter: {
    kind: 'and',
    filters: [
      { kind: 'compare', subAttribute: 'type', operator: 'eq', value: 'work' },
      { kind: 'compare', subAttribute: 'value', operator: 'eq', value: 'a@x', index: 'emails.value' },
    ],
  },
}
const byUserName: SortKey = { kind: 'attribute', key: 'userName', subAttribute: undefined, index: 'userName' }
const everything: Filter = { kind: 'and', filters: [] }
const query = (filter: Filter, details: Partial<ResourceQuery> = {}, sortBy?: SortKey): ResourceQuery => ({
  select: [{ type: 'User', filter, sortBy }],
  order: 'ascending',
  page: { kind: 'index', offset: 0, limit: 2 },
  total: true,
  ...details,
})
const after = { kind: 'keyset', position: { direction: 'after', at: { value: null, id: 'a' } }, limit: 1 } as const

interface Operation {
  readonly name: string
  readonly run: (store: ResourceStore) => Promise<unknown>
  readonly statements: number
}

const reads: Operation[] = [
  { name: 'get', run: (store) => store.get('User', 'a'), statements: 1 },
  { name: 'an indexed value', run: (store) => store.query(query(equals('a'))), statements: 1 },
  { name: 'an indexed value that nobody has', run: (store) => store.query(query(equals('x'))), statements: 1 },
  {
    name: 'an indexed value and more',
    run: (store) => store.query(query({ kind: 'and', filters: [nickName, equals('a')] })),
    statements: 1,
  },
  {
    name: 'one of two indexed values',
    run: (store) => store.query(query({ kind: 'or', filters: [equals('x'), equals('a')] })),
    statements: 1,
  },
  { name: 'an element with an indexed value', run: (store) => store.query(query(workEmail)), statements: 1 },
  {
    name: 'an indexed value or such an element',
    run: (store) => store.query(query({ kind: 'or', filters: [equals('a'), workEmail] })),
    statements: 1,
  },
  { name: 'a prefix of an indexed value', run: (store) => store.query(query(startsWith('a'))), statements: 1 },
  {
    name: 'what was changed since',
    run: (store) => store.query(query(changedSince, { page: { kind: 'index', offset: 0, limit: 9 } })),
    statements: 1,
  },
  { name: 'the groups of a member', run: (store) => store.query(query({ kind: 'hasMember', filter: hasId })), statements: 1 },
  { name: 'the members of a group', run: (store) => store.query(query({ kind: 'memberOf', filter: hasId })), statements: 1 },
  { name: 'a page, with the total', run: (store) => store.query(query(everything)), statements: 2 },
  {
    name: 'a later page',
    run: (store) => store.query(query(everything, { page: { kind: 'index', offset: 900_000, limit: 1 } })),
    statements: 2,
  },
  { name: 'a page after a position', run: (store) => store.query(query(everything, { page: after })), statements: 3 },
  { name: 'a page sorted by an indexed attribute', run: (store) => store.query(query(everything, {}, byUserName)), statements: 2 },
  { name: 'members', run: (store) => store.members(['g'], { after: undefined, limit: 10 }), statements: 1 },
  { name: 'members of several groups', run: (store) => store.members(['g', 'h'], { after: undefined, limit: 10 }), statements: 1 },
  { name: 'memberships', run: (store) => store.membershipsOf(['a', 'b']), statements: 1 },
  { name: 'journal', run: (store) => store.journal(undefined, 10), statements: 1 },
  { name: 'journal, newest first', run: (store) => store.journal(undefined, 10, 'newestFirst'), statements: 1 },
]

const writes: Operation[] = [
  { name: 'create', run: (store) => store.create(user('c')), statements: 4 },
  { name: 'create with members', run: (store) => store.create(group('h', ['a', 'b'])), statements: 5 },
  { name: 'a change of content', run: (store) => store.update(contentChange('a', 1, { userName: 'x' })), statements: 4 },
  { name: 'an added member', run: (store) => store.update(membersChange('g', add('b'))), statements: 3 },
  { name: 'a removed member', run: (store) => store.update(membersChange('g', remove('a'))), statements: 3 },
  { name: 'replaced members', run: (store) => store.update(membersChange('g', replaceWith('b'))), statements: 4 },
  { name: 'delete', run: (store) => store.delete(deletion('User', 'a')), statements: 6 },
  { name: 'delete of a version', run: (store) => store.delete(deletion('User', 'a', { ifVersion: [1] })), statements: 7 },
]

describe('the number of statements', () => {
  it.each([...reads, ...writes])('of $name is $statements', async ({ run, statements: budget }) => {
    expect(await statementsOf(run)).toHaveLength(budget)
  })
})

describe('the plan', () => {
  it.each([...reads, ...writes])('of $name scans no table and narrows what it searches', async ({ run }) => {
    const plans = (await statementsOf(run)).flatMap(planOf)
    expect(plans.length).toBeGreaterThan(0)
    expect(plans.filter((step) => /^SCAN (r|v|m|j|d|l|resources|indexed_values|memberships|journal)\b/.test(step))).toEqual([])
    // By the tenant alone, everything that it has would be read.
    expect(plans.filter((step) => /\(tenant=\?\)/.test(step) && !step.includes('journal'))).toEqual([])
  })

  it.each([...writes, ...reads.slice(0, 11)])('of $name never reads every resource of a type', async ({ run }) => {
    const plans = (await statementsOf(run)).flatMap(planOf)
    expect(plans.filter((step) => /\(tenant=\? AND type=\?\)/.test(step) && !/\bc\b|resource_counts/.test(step))).toEqual([])
  })

  it('of an unindexed filter reads every resource of the type: there is no other way', async () => {
    const plans = (await statementsOf((store) => store.query(query(nickName)))).flatMap(planOf)
    expect(plans).toContain('SEARCH r USING INDEX resources_listing (tenant=? AND type=?)')
  })

  it('of a later page skips in a narrow index', async () => {
    const [page = ''] = await statementsOf((store) => store.query(query(everything)))
    expect(planOf(page)).toEqual(['SEARCH r USING INDEX resources_listing (tenant=? AND type=?)'])
  })

  it('of the journal reads what the tenant has of it', async () => {
    const plans = (await statementsOf((store) => store.journal('5', 10))).flatMap(planOf)
    expect(plans).toEqual(['SEARCH j USING INDEX journal_tenant (tenant=? AND sequence>?)'])
    const backward = (await statementsOf((store) => store.journal(undefined, 10, 'newestFirst'))).flatMap(planOf)
    // In the order of the index: nothing is sorted, so that no more is read than is given.
    expect(backward).toEqual(['SEARCH j USING INDEX journal_tenant (tenant=? AND sequence<?)'])
  })

  it('of an order by an index reads it in order', async () => {
    const [page = ''] = await statementsOf((store) => store.query(query(everything, {}, byUserName)))
    expect(planOf(page)).toContain('SEARCH v USING PRIMARY KEY (tenant=? AND type=? AND path=? AND value>?)')
    expect(planOf(page).filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  it('of what was changed since, in the order of changes, reads a page of the index', async () => {
    const byChange: SortKey = { kind: 'column', column: 'lastModified' }
    const [page = ''] = await statementsOf((store) => store.query(query(changedSince, {}, byChange)))
    expect(planOf(page)).toContain('SEARCH r USING COVERING INDEX resources_last_modified (tenant=? AND type=? AND last_modified>?)')
    expect(planOf(page).filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  it('of an order that begins with those who have no value counts the index before it looks for them', async () => {
    const [page = ''] = await statementsOf((store) => store.query(query(everything, { order: 'descending' }, byUserName)))
    const [search = '', counted = '', ...counts] = planOf(page)
    expect([search, counted]).toEqual(['SEARCH r USING INDEX resources_listing (tenant=? AND type=?)', 'SCALAR SUBQUERY 1'])
    expect(counts.at(-1)).toBe('SEARCH v USING PRIMARY KEY (tenant=? AND type=? AND path=? AND value>?)')
    // Once and not for each resource.
    expect(counts.join()).not.toContain('CORRELATED')
  })
})

describe('the SQL', () => {
  it.each([...reads, ...writes])('of $name names the tenant in every statement', async ({ run }) => {
    for (const sql of await statementsOf(run)) expect(sql).toMatch(/tenant/)
  })

  it('holds no value of a request', async () => {
    const canary = 'canary'
    const filters: Filter[] = [
      equals(canary),
      startsWith(canary),
      { ...(nickName as Extract<Filter, { kind: 'compare' }>), value: canary },
      { kind: 'column', column: 'id', operator: 'eq', value: canary },
      { kind: 'valuePath', key: 'emails', filter: { kind: 'compare', subAttribute: 'value', operator: 'ew', value: canary } },
      { kind: 'hasMember', filter: { kind: 'compare', subAttribute: 'display', operator: 'co', value: canary } },
      { kind: 'memberOf', filter: { kind: 'compare', subAttribute: 'value', operator: 'eq', value: canary } },
    ]
    const texts = await statementsOf(async (store) => {
      for (const filter of filters) await store.query(query({ kind: 'or', filters: [filter, { kind: 'not', filter }] }))
      await store.create(user(canary, { userName: canary, familyName: canary, emails: [{ value: canary, type: canary }] }))
      await store.update(contentChange(canary, 1, { nickName: canary }))
      await store.create(group(`${canary} group`, [canary]))
      await store.members([canary], { after: { groupId: canary, memberId: canary }, limit: 1 })
      await store.delete(deletion('User', canary))
    })
    expect(texts.length).toBeGreaterThan(20)
    expect(texts.filter((sql) => sql.includes(canary))).toEqual([])
  })

  it('is the same for filters of one shape', async () => {
    const texts = await statementsOf(async (store) => {
      for (const value of ['a', 'b', "o'brien", '%']) await store.query(query(equals(value)))
    })
    expect(new Set(texts).size).toBe(1)
  })
})
