import { applyD1Migrations, env } from 'cloudflare:test'
import { openD1 } from '@rollcall/storage-drizzle/d1'
import { describeStorage } from '@rollcall/storage-testkit'

describeStorage(
  'D1 in workerd',
  async () => {
    await applyD1Migrations(env.DB, env.MIGRATIONS)
    const { storage } = openD1({ database: env.DB })
    return { storage, close: async () => {} }
  },
  { runs: 20 },
)
