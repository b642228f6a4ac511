// Makes dist/bundle: the Worker in pieces. wrangler's own bundler makes one, which takes half as long again to start: what is loaded on
// demand has to be wrapped in functions then, and with it everything that it shares with the rest.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'

const folder = join(import.meta.dirname, '..')
const output = join(folder, 'dist/bundle')
rmSync(output, { recursive: true, force: true })
await build({
  input: { worker: join(folder, 'src/worker.ts') },
  platform: 'neutral',
  external: [/^node:/],
  resolve: { conditionNames: ['@rollcall/source', 'workerd', 'worker', 'browser', 'import', 'default'], mainFields: ['module', 'main'] },
  output: { dir: output, entryFileNames: '[name].js', chunkFileNames: '[name].js', minify: true, sourcemap: true },
})
