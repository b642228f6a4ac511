import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** One configuration for every workspace: sources are run as they are, nothing has to be built first. */
export function workspaceTests(options: ViteUserConfig['test'] = {}) {
  return defineConfig({
    resolve: { conditions: ['@rollcall/source'] },
    // Vitest also starts Node with these: with `import` among them `require` would be given modules.
    ssr: { resolve: { conditions: ['@rollcall/source', 'node'] } },
    test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, ...options },
  })
}
