import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { version } from './version.ts'

const bundle = fileURLToPath(new URL('../tools/bundle.mjs', import.meta.url))
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const token = 'bundle-0123456789abcdef0123456789abcdef'

it('The bundle that npm start runs is complete: it answers, keeps a user, searches in a thread, tells its version, and is made anew only after a change', async () => {
  execFileSync(process.execPath, [bundle])
  const made = statSync(main).mtimeMs
  execFileSync(process.execPath, [bundle])
  expect(statSync(main).mtimeMs).toBe(made)

  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bundle-'))
  const environment = { PATH: process.env['PATH'], PORT: '0', DATABASE_URL: `sqlite:${join(folder, 'rollcall.db')}`, ROLLCALL_TOKEN: token }
  expect(execFileSync(process.execPath, [main, '--version'], { env: environment, encoding: 'utf8' }).trim()).toBe(version)
  const server = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const address = await addressIn(server.stdout)
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' }
    const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'bjensen', nickName: 'Babs' }
    const created = await fetch(`${address}/Users`, { method: 'POST', headers, body: JSON.stringify(user) })
    expect(created.status).toBe(201)
    // No index answers this: it is read in a thread of its own.
    const found = await fetch(`${address}/Users?filter=${encodeURIComponent('nickName co "abs"')}`, { headers })
    expect(await found.json()).toMatchObject({ totalResults: 1 })
    const docs = await fetch(new URL('/docs/', address))
    expect(await docs.text()).toContain('swagger-ui')
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    rmSync(folder, { recursive: true })
  }
}, 30_000)

/** Where the server says that it listens. */
async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of output) {
    text += String(chunk)
    const address = /http:\S+\/scim\/v2(?=\n)/.exec(text)?.[0]
    if (address !== undefined) return address
  }
  throw new Error(`The server ended without saying where it listens: ${text}`)
}
