import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { fakeToken, startFakeServiceProvider } from './testing/fake-service-provider.ts'

const fake = await startFakeServiceProvider()
const directory = await mkdtemp(join(tmpdir(), 'conformance-'))
afterAll(async () => {
  await fake.stop()
  await rm(directory, { recursive: true })
})

/** The command in a process of its own: its exit code and what it printed. */
function run(...args: string[]): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [fileURLToPath(new URL('./cli.ts', import.meta.url)), ...args], (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout })
    })
  })
}

describe('rollcall-conformance', () => {
  const server = ['--base', fake.base, '--token', fakeToken]

  it('prints a table, writes what it is asked to, and exits with 0 when no MUST fails', async () => {
    const [json, html, markdown] = ['r.json', 'r.html', 'r.md'].map((name) => join(directory, name)) as [string, string, string]
    const { code, stdout } = await run(...server, '--only', 'PROT-3.6-01', '--json', json, '--html', html, '--markdown', markdown)
    expect(stdout).toContain('✓ MUST       PROT-3.6-01')
    expect(code).toBe(0)
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ profile: 'strict', conforms: true })
    expect(await readFile(html, 'utf8')).toContain('<tr id="PROT-3.6-01">')
    expect(await readFile(markdown, 'utf8')).toContain('| PROT-3.6-01 | MUST |')
  })

  it('exits with 1 when a MUST fails, and not for a SHOULD', async () => {
    expect((await run(...server, '--only', 'PROT-5-01', '--quiet')).code).toBe(1)
    expect((await run(...server, '--only', 'PROT-3.13-03', '--quiet')).code).toBe(0)
  })

  it('exits with 2 and its usage when it is called wrongly', async () => {
    const { code, stdout } = await run('--base', fake.base)
    expect(code).toBe(2)
    expect(stdout).toContain('--token TOKEN')
    expect((await run(...server, '--only', 'PROT-99')).code).toBe(2)
    expect((await run('--base', 'http://127.0.0.1:1/scim', '--token', 'x')).code).toBe(2)
  })
})
