// Makes dist/main.js: the server as a few files. Node takes 2 ms and more to find and link a module, and there are 600 of them.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..')
const output = join(folder, 'dist')
const list = join(output, 'main.inputs.json')

if (!isUpToDate()) await bundle()

/** Whether nothing of what the last bundle was made of has changed since. */
function isUpToDate() {
  if (!existsSync(list)) return false
  const made = statSync(list).mtimeMs
  return JSON.parse(readFileSync(list, 'utf8')).every(
    (/** @type {string} */ file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) < made,
  )
}

async function bundle() {
  const { build } = await import('rolldown')
  const { output: chunks } = await build({
    input: {
      main: join(folder, 'src/main.ts'),
      // A thread of its own, which is looked for beside the module that starts it.
      'long-reads.worker': join(folder, '../../packages/storage-drizzle/src/drivers/long-reads.worker.ts'),
    },
    platform: 'node',
    // Native, or files that are served as they are; and what few start with.
    external: ['better-sqlite3', 'pg', '@electric-sql/pglite', 'swagger-ui-dist'],
    resolve: { conditionNames: ['@rollcall/source', 'import', 'node', 'default'] },
    output: { dir: output, entryFileNames: '[name].js', chunkFileNames: '[name].js', sourcemap: true },
  })
  const inputs = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])).filter((file) => existsSync(file))
  writeFileSync(list, JSON.stringify([...inputs, join(folder, '../../package-lock.json'), import.meta.filename]))
}
