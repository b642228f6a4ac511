import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeAccessStorage } from '@rollcall/storage-testkit'
import { afterEach } from 'vitest'
import { openBetterSqlite3 } from '../drivers/better-sqlite3.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

describeAccessStorage('better-sqlite3', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const { accessStorage, close } = await openBetterSqlite3({ path: join(folder, 'rollcall.db') })
  ends.push(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  return accessStorage
})
