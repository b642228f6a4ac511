import { describeAccessStorage, describeStorage, type OpenStorage, type RowCounts } from '@rollcall/storage-testkit'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { differentialRuns } from '../differential.fixture.ts'
import { createDatabase, rowCounts } from '../postgres-database.fixture.ts'
import { openNodePostgres } from './node-postgres.ts'

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
