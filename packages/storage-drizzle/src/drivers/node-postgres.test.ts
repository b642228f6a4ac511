import { describeStorage, type RowCounts } from '@rollcall/storage-testkit'
import { describe, inject } from 'vitest'
import { createDatabase } from '../postgres-database.fixture.ts'
import { openNodePostgres } from './node-postgres.ts'

const server = inject('postgres')

describe.skipIf(server === undefined)('PostgreSQL', () => {
  describeStorage('node-postgres', async () => {
    const database = await createDatabase(server ?? '')
    const { storage, close } = await openNodePostgres({ url: database.url })
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
  })
})

const gone = (column: string) => `not exists (select 1 from resources r where r.tenant = t.tenant and r.id = t.${column})`
const rowCounts = `select (select count(*) from resources where tenant = $1)::int as "resources",
  (select count(*) from indexed_values where tenant = $1)::int as "indexedValues",
  (select count(*) from memberships where tenant = $1)::int as "memberships",
  (select count(*) from journal where tenant = $1)::int as "journalEntries",
  ((select count(*) from indexed_values t where tenant = $1 and ${gone('id')})
    + (select count(*) from memberships t where tenant = $1 and (${gone('member_id')} or ${gone('group_id')}))
    + (select count(*) from resource_counts t where tenant = $1
        and t.count <> (select count(*) from resources r where r.tenant = t.tenant and r.type = t.type)))::int as "orphans"`
