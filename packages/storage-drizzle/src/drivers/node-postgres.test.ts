import { describeAccessStorage, describeStorage, type OpenStorage, type RowCounts, samples } from '@rollcall/storage-testkit'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { differentialRuns } from '../differential.fixture.ts'
import { createDatabase, rowCounts } from '../postgres-database.fixture.ts'
import { openNodePostgres } from './node-postgres.ts'

const { group, membersChange } = samples
const server = inject('postgres')

describe.skipIf(server === undefined)('PostgreSQL', () => {
  const open = async (): Promise<OpenStorage> => {
    const database = await createDatabase(server ?? '')
    // Tests share the machine with others: nothing here is about time.
    const { storage, close } = await openNodePostgres({ url: database.url, connectTimeout: 30_000, statementTimeout: 30_000 })
    return {
      storage,
      async inspect(tenantId) {
        const [counts] = await database.query<RowCounts>(rowCounts, [tenantId])
        if (counts === undefined) throw new Error('Counting gave no row.')
        return counts
      },
      async close() {
        await close()
        await database.drop()
      },
    }
  }
  describeStorage('node-postgres', open, { runs: differentialRuns })

  it('has the tenant first in every key, index and foreign key, so that the tables can be distributed by it', async () => {
    const database = await createDatabase(server ?? '')
    await (await openNodePostgres({ url: database.url })).close()
    const indexes = await database.query<{ columns: string }>(
      `select substring(indexdef from '\\((.*)') as columns from pg_indexes where schemaname = 'public' and tablename <> 'rollcall_migrations'`,
    )
    const references = await database.query<{ columns: string }>(
      `select substring(pg_get_constraintdef(oid) from '\\((.*)') as columns from pg_constraint where contype = 'f'`,
    )
    await database.drop()
    expect(indexes.length).toBeGreaterThan(10)
    expect(references).toHaveLength(3)
    for (const { columns } of [...indexes, ...references]) expect(columns).toMatch(/^tenant\b/)
    for (const { columns } of references) expect(columns).toMatch(/REFERENCES \w+\(tenant\b/)
  })

  it('replaces the members of a large group before anything is known about the tables', async () => {
    const database = await createDatabase(server ?? '')
    // A plan that compares each member with each, as one without statistics may, takes far longer than this.
    const { storage, close } = await openNodePostgres({ url: database.url, statementTimeout: 20_000 })
    await database.query(`insert into resources (tenant, id, type, version, created, last_modified, document, comparable, indexed)
      select 'tenant', 'user ' || n, 'User', 1, 1, 1, '{}', '{}', '[]' from generate_series(1, 30000) n`)
    const store = storage.forTenant('tenant')
    await store.create(group('g'))
    const members = Array.from({ length: 30_000 }, (_, index) => ({ id: `user ${index + 1}`, type: undefined }))
    const outcomes = []
    for (const some of [members, members, members.slice(20_000), members]) {
      const { outcome } = await store.update(membersChange('g', { kind: 'replaceWith', members: some }))
      outcomes.push(outcome)
    }
    const remove = members.slice(0, 20_000).map(({ id }) => id)
    outcomes.push((await store.update(membersChange('g', { kind: 'delta', add: [], remove }))).outcome)
    expect(outcomes).toEqual(['written', 'unchanged', 'written', 'written', 'written'])
    await close()
    await database.drop()
  })

  const ends: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const end of ends) await end()
  })
  describeAccessStorage('node-postgres', async () => {
    const database = await createDatabase(server ?? '')
    const { accessStorage, close } = await openNodePostgres({ url: database.url, poolSize: 3 })
    ends.push(close, database.drop)
    return accessStorage
  })
})
