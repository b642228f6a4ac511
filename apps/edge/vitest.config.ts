import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const conditions = ['@rollcall/source', 'workerd', 'worker', 'browser']
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            miniflare: {
              compatibilityDate: '2026-10-01',
              d1Databases: ['DB'],
              bindings: { MIGRATIONS: await readD1Migrations('../../packages/storage-drizzle/migrations/sqlite') },
            },
          })),
        ],
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: { name: 'workerd', include: ['src/**/*.workerd.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
})
