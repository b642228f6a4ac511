import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { runSuite } from '@rollcall/scim-conformance'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const installed = join(root, 'tools/other-runtimes/node_modules')
const example = join(root, 'docs/examples/mount/serve.ts')
const token = 'a-token-for-tests-of-forty-characters-000'
const bun = `@oven/bun-linux-${process.arch === 'arm64' ? 'aarch64' : 'x64'}/bin/bun`
const deno = `@deno/linux-${process.arch}-glibc/deno`
const source = '--conditions=@rollcall/source'

const runtimes = [
  { name: 'Bun', program: join(installed, bun), args: () => [source, example] },
  {
    name: 'Deno',
    program: join(installed, deno),
    args: (port: number) => [
      'serve',
      '-A',
      '--no-lock',
      '--node-modules-dir=manual',
      source,
      `--port=${port}`,
      '--host=127.0.0.1',
      example,
    ],
  },
]

describe.each(runtimes)('docs/guides/mount.md: SCIM on $name', ({ program, args }) => {
  it.skipIf(!existsSync(program))('conforms (needs npm ci --ignore-scripts --prefix tools/other-runtimes)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-runtime-'))
    const port = await freePort()
    const environment = { ...process.env, PORT: String(port), DATABASE: join(folder, 'scim.db'), TOKEN: token, DENO_NO_UPDATE_CHECK: '1' }
    const server = spawn(program, args(port), { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] })
    try {
      const base = `http://127.0.0.1:${port}/scim/v2`
      await answers(base, server)
      const { conforms, results } = await runSuite({ base, token }, { profile: 'compat' })
      const failed = results.flatMap(({ id, level, outcome }) => (outcome.status === 'failed' ? [`${level} ${id}: ${outcome.reason}`] : []))
      expect(conforms, failed.join('\n')).toBe(true)
      expect(results.filter(({ outcome }) => outcome.status === 'passed').length).toBeGreaterThan(300)
    } finally {
      const ended = once(server, 'exit')
      if (server.kill()) await ended
      rmSync(folder, { recursive: true })
    }
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    if (await fetch(url).then(Boolean, () => false)) return
    await wait(100)
  }
  throw new Error(`The server ended with ${server.exitCode} before it answered.`)
}
