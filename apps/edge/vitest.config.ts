import { join } from 'node:path'
import process from 'node:process'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// Tests speak to this machine alone. Else wrangler reports, asks for its own updates, and for what Cloudflare would know of a request.
Object.assign(process.env, { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CLOUDFLARE_CF_FETCH_ENABLED: 'false' })

// Not `import`: Node would take it for `require` too.
const inNode = ['@rollcall/source', 'node']
const inWorkerd = ['@rollcall/source', 'workerd', 'worker', 'browser']
const compatibilityDate = '2026-10-01'
const patience = { testTimeout: 120_000, hookTimeout: 120_000 }

/** Tests that ask a Worker from outside run in Node; what is to run inside workerd itself is named so. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: ['@rollcall/source'] },
        ssr: { resolve: { conditions: inNode } },
        test: {
          name: 'outside',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.workerd.test.ts'],
          globalSetup: 'src/build-worker.fixture.ts',
          ...patience,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            miniflare: {
              compatibilityDate,
              d1Databases: ['DB'],
              bindings: { MIGRATIONS: await readD1Migrations('../../packages/storage-drizzle/migrations/sqlite') },
            },
          })),
        ],
        resolve: { conditions: inWorkerd },
        ssr: { resolve: { conditions: inWorkerd } },
        test: { name: 'inside workerd', include: ['src/**/*.workerd.test.ts'], ...patience },
      },
      {
        // The unit tests of scim-core, where nothing of Node is: what passes here is pure.
        root: join(import.meta.dirname, '../../packages/scim-core'),
        plugins: [cloudflareTest({ miniflare: { compatibilityDate } })],
        resolve: { conditions: inWorkerd },
        ssr: { resolve: { conditions: inWorkerd } },
        test: { name: 'core', include: ['src/**/*.test.ts'], exclude: ['src/**/*cases.test.ts'], isolate: false, ...patience },
      },
    ],
  },
})
