import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { openD1 } from '@rollcall/storage-drizzle/d1'
import { describeAccessStorage, describeStorage } from '@rollcall/storage-testkit'
import { asInProduction } from './production-d1.fixture.ts'

// Every case is many requests in production; here the count of one would go on for all of them.
const open = async () => {
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  const { database, nextRequest } = asInProduction(env.DB)
  return openD1({
    database: () => {
      nextRequest()
      return database
    },
  })
}

describeStorage(
  'D1 in workerd',
  async () => {
    const { storage } = await open()
    const count = async (from: string, tenant: string) =>
      (await env.DB.prepare(`select count(*) as count from ${from} t where tenant = ?`).bind(tenant).first<number>('count')) ?? 0
    const isGone = (column: string) => `not exists (select 1 from resources r where r.tenant = t.tenant and r.id = t.${column})`
    return {
      storage,
      async inspect(tenant) {
        return {
          resources: await count('resources', tenant),
          indexedValues: await count('indexed_values', tenant),
          memberships: await count('memberships', tenant),
          journalEntries: await count('journal', tenant),
          orphans:
            (await count(`(select * from indexed_values t where ${isGone('id')})`, tenant)) +
            (await count(`(select * from memberships t where ${isGone('member_id')} or ${isGone('group_id')})`, tenant)),
        }
      },
      close: async () => {},
    }
  },
  { runs: 10 },
)

const accessTables = ['access_tokens', 'audit_seals', 'credentials', 'request_log', 'used_keys', 'tenants']

describeAccessStorage('D1 in workerd', async () => {
  const { accessStorage } = await open()
  await env.DB.batch(accessTables.map((table) => env.DB.prepare(`delete from ${table}`)))
  return accessStorage
})
