import { defineConfig } from 'vitest/config'

/** One configuration for every workspace: sources are run as they are, nothing has to be built first. */
export function workspaceTests() {
  return defineConfig({
    resolve: { conditions: ['@rollcall/source'] },
    ssr: { resolve: { conditions: ['@rollcall/source', 'node', 'import', 'default'] } },
    test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
  })
}
