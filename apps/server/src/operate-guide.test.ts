import { execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

// What was built starts much faster, and `npm test` has built it.
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const node = existsSync(built)
  ? [process.execPath, built]
  : [process.execPath, '--conditions=@rollcall/source', fileURLToPath(new URL('./main.ts', import.meta.url))]
const guide = readFileSync(new URL('../../../docs/guides/operate.md', import.meta.url), 'utf8')
const blocks = [...guide.matchAll(/```sh tried\n(.*?)```/gs)].map(([, block]) => block ?? '')

function hasShell(): boolean {
  try {
    execFileSync('bash', ['-c', 'command -v curl && command -v awk'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The server in a folder of its own. */
async function start(directory: string) {
  const child = spawn(process.execPath, node.slice(1), {
    cwd: directory,
    env: { PATH: process.env['PATH'], PORT: '0', ADMIN_TOKEN: 'admin-token-for-tests-of-forty-characters' },
  })
  let output = ''
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      output += String(text)
      const [, found] = /SCIM 2\.0 +(http:\/\/\S+)\/api/.exec(output) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => reject(new Error(output)))
  })
  return { child, origin }
}

it.skipIf(!hasShell())(
  'The guide for operators works from top to bottom (needs bash, curl and awk)',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'rollcall-guide-'))
    const { child, origin } = await start(directory)
    const ended = new Promise((resolve) => child.once('close', resolve))
    onTestFinished(async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true })
    })
    const program = `rollcall() { ${node.map((word) => `'${word}'`).join(' ')} "$@"; }`
    const script = ['set -euo pipefail', program, ...blocks.map((block, index) => `echo; echo "## ${index}"\n${block}`)].join('\n')
    const output = await new Promise<string>((resolve, reject) => {
      const options = { cwd: directory, env: { PATH: process.env['PATH'], BASE_URL: origin } }
      execFile('bash', ['-c', script], options, (error, out, complaint) =>
        error === null ? resolve(out) : reject(new Error(`${complaint}\n${out}`)),
      )
    })
    const [, tenants, token, client, log, replayed, rotated, revoked, administered, audit] = output
      .split(/^## \d\n/m)
      .map((part) => part.trim())
    expect(tenants).toMatch(/^acme .*Acme Corporation/m)
    expect(token).toContain('"userName":"ada@acme.example"')
    expect(client).toContain('"totalResults":0')
    expect(log).toMatch(/POST +\/Users +201/)
    expect(replayed).toMatch(/"from": true,\s+"to": false.*It would be answered 200\nNothing would change\./s)
    expect(rotated).toMatch(/\n200\n200$/)
    expect(revoked).toMatch(/\n401$/)
    expect(administered).toMatch(/\n200\n404$/)
    expect(audit).toMatch(/,create,User,.*,modify,User,.*\n2 entries are as they were sealed\.\nhead [0-9a-f]{64}$/s)
  },
  180_000,
)
