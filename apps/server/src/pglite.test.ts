import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, expect, it } from 'vitest'
import { startTestServer } from './server.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('a server keeps what it has in PGlite, and does not start while another process has the folder', async () => {
  const path = join(folder, 'data', 'pglite')
  const settings = { DATABASE_URL: `pglite:${path}`, LOG_LEVEL: 'silent' }
  const first = await startTestServer(settings)
  const created = await first.send('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'joe' })
  const { id } = await created.json()
  await first.end()
  const second = await startTestServer(settings)
  expect((await fetch(`${second.origin}/readyz`)).status).toBe(200)
  expect((await second.send('GET', `/Users/${id}`)).status).toBe(200)
  await second.end()
  writeFileSync(join(path, 'rollcall.pid'), String(process.ppid))
  await expect(startTestServer(settings)).rejects.toThrow(
    `DATABASE_URL pglite:${path} cannot be opened: process ${process.ppid} has it open; if that is no Rollcall, remove`,
  )
}, 120_000)
