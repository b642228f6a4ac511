import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { samples } from '@rollcall/storage-testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPglite } from './pglite.ts'

const { user, deletion } = samples

// One folder for all tests, which leave it closed: to make one takes a second.
let folder = ''
let path = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  path = join(folder, 'deep', 'pglite')
  const { storage, ready, close } = await openPglite({ path })
  await ready()
  await storage.forTenant('tenant').create(user('first'))
  await close()
})
afterAll(() => rmSync(folder, { recursive: true }))

it('has what was written when it is opened again', async () => {
  const { storage, close } = await openPglite({ path })
  expect(await storage.forTenant('tenant').get('User', 'first')).toMatchObject({ id: 'first' })
  await close()
})

it('finds storage unavailable when the database is closed', async () => {
  const { storage, ready, close } = await openPglite({ path })
  const store = storage.forTenant('tenant')
  await close()
  await expect(ready()).rejects.toThrow(StorageUnavailable)
  await expect(store.get('User', 'first')).rejects.toThrow(StorageUnavailable)
  await expect(store.create(user('late'))).rejects.toThrow(StorageUnavailable)
  await expect(store.delete(deletion('User', 'first'))).rejects.toThrow(StorageUnavailable)
})

it('is refused while another process has it open, and given free when it is closed', async () => {
  const pid = join(path, 'rollcall.pid')
  expect(existsSync(pid)).toBe(false)
  writeFileSync(pid, String(process.ppid))
  await expect(openPglite({ path })).rejects.toThrow(`process ${process.ppid} has it open`)
  writeFileSync(pid, String(spawnSync(process.execPath, ['--version']).pid))
  const { close } = await openPglite({ path })
  expect(existsSync(pid)).toBe(true)
  await close()
  expect(existsSync(pid)).toBe(false)
})

it('loses nothing that it has said to be written when its process is killed', async () => {
  const fixture = fileURLToPath(new URL('./writer.fixture.ts', import.meta.url))
  const options = ['--conditions=@rollcall/source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...options, fixture, path, 'killed', 'pglite'])
  const said: string[] = []
  createInterface(child.stdout).on('line', (line) => said.push(line))
  while (said.length < 40 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(said.length).toBeGreaterThanOrEqual(40)
  const { storage, close } = await openPglite({ path })
  const missing: string[] = []
  for (const id of said) if ((await storage.forTenant('tenant').get('User', id)) === undefined) missing.push(id)
  expect(missing).toEqual([])
  await close()
})

it('is refused, and given free, when a newer version has migrated it', async () => {
  const database = await PGlite.create(path)
  await database.exec(`insert into rollcall_migrations values ('9999_later', 'hash')`)
  await database.close()
  await expect(openPglite({ path })).rejects.toThrow('9999_later')
  expect(existsSync(join(path, 'rollcall.pid'))).toBe(false)
})
