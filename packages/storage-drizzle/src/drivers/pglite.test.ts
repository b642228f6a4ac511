import { PGlite } from '@electric-sql/pglite'
import { describeAccessStorage, describeStorage, type RowCounts } from '@rollcall/storage-testkit'
import { afterAll, vi } from 'vitest'
import { rowCounts } from '../postgres-database.fixture.ts'
import { openPglite } from './pglite.ts'

// One database for all: to make one takes a second. Nothing but the process itself can look into it.
const create = vi.spyOn(PGlite, 'create')
const { storage, accessStorage, close } = await openPglite({ path: ':memory:' })
const database: PGlite = await create.mock.results[0]?.value
afterAll(close)

describeStorage(
  'pglite',
  async () => ({
    storage,
    async inspect(tenantId) {
      const { rows } = await database.query<RowCounts>(rowCounts, [tenantId])
      const [counts] = rows
      if (counts === undefined) throw new Error('Counting gave no row.')
      return counts
    },
    close: async () => {},
  }),
  // The SQL is that of node-postgres, which is compared at length.
  { runs: 20 },
)

describeAccessStorage('pglite', async () => {
  const { rows } = await database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'rollcall_migrations'`,
  )
  await database.exec(`truncate ${rows.map(({ name }) => name).join(', ')}`)
  return accessStorage
})
