import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText, root } from './sources.ts'

/** The shell commands of a section of README.md, one text for each block. */
function commandsOf(section: string): string[] {
  const text = readText('README.md').split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
}

const lacking = ['bash', 'curl'].filter((program) => spawnSync(program, ['--version']).error !== undefined)

describe.skipIf(lacking.length > 0)(`the first five minutes of README.md${lacking.length > 0 ? ` (no ${lacking.join(', ')})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-readme-'))
  let server: ChildProcess
  let banner = ''

  beforeAll(async () => {
    // Nothing else of the environment: vitest sets BASE_URL for reasons of its own.
    const environment = { PATH: process.env['PATH'], PORT: '0', DATABASE_URL: `sqlite:${join(folder, 'rollcall.db')}` }
    server = spawn(process.execPath, ['--conditions=@rollcall/source', join(root, 'apps/server/src/main.ts')], { env: environment })
    server.stderr?.on('data', (text) => (banner += text))
    await new Promise<void>((resolve, reject) => {
      server.once('exit', () => reject(new Error(`the server did not start:\n${banner}`)))
      server.stdout?.on('data', (text) => {
        banner += text
        if (/Swagger UI.*\n/.test(banner) && /Token .*\n/.test(banner)) resolve()
      })
    })
  })

  afterAll(() => {
    server.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  it('do as they are written what they say', () => {
    const [token = ''] = /(?<=Token\s+)\S+/.exec(banner) ?? []
    const [origin = ''] = /http:\S+?(?=\/api)/.exec(banner) ?? []
    // What a reader copies by hand from the answers is the only thing filled in.
    const blocks = commandsOf('The first five minutes').map((block) =>
      block
        .replace(/TOKEN=….*/, `TOKEN=${token}`)
        .replaceAll('http://127.0.0.1:8080', origin)
        .replace(
          /^([\s\S]*)JOE=….*\n/,
          (_, create) => `answer=$(${create})\necho "$answer"\nJOE=$(sed 's/.*"id":"\\([^"]*\\)".*/\\1/' <<<"$answer")\n`,
        ),
    )
    const script = ['set -euo pipefail', ...blocks].join('\necho ========\n')
    const [, , created, found, changed, grouped, deleted] = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('========\n')
    expect(created).toContain('"userName":"joe.bloggs@example.com"')
    expect(found).toContain('"totalResults":1')
    expect(changed).toContain('"givenName":"Joseph"')
    expect(grouped?.match(/"members":\[\{"value":/g)).toHaveLength(2)
    expect(deleted).toMatch(/^HTTP\/1\.1 204 No Content\r?\n/)
    expect(deleted).toContain('"displayName":"Administrators"')
    expect(deleted).not.toContain('"members"')
  })
})
