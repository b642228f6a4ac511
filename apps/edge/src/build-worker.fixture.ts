import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'

/** Builds once, before all tests, what they examine: exactly what `wrangler deploy` would upload. */
export default function buildWorker(): void {
  const folder = join(import.meta.dirname, '..')
  rmSync(join(folder, 'dist/worker'), { recursive: true, force: true })
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', 'dist/worker'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The Worker cannot be built.\n${stdout}\n${stderr}`)
  console.log(/Total Upload:.*/.exec(stdout)?.[0])
}
