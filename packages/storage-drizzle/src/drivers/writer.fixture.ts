/**
 * Creates users in the database it is given, one after the other, and says so on standard output when each one is written.
 * Run as a process of its own, so that a test can kill it.
 */
import process from 'node:process'
import { samples } from '@rollcall/storage-testkit'
import { openBetterSqlite3 } from './better-sqlite3.ts'
import { openPglite } from './pglite.ts'

const [path = '', prefix = '', driver = 'better-sqlite3'] = process.argv.slice(2)
const { storage } = driver === 'pglite' ? await openPglite({ path }) : await openBetterSqlite3({ path })
const store = storage.forTenant('tenant')
const writers = Array.from({ length: 8 }, (_, writer) => writer)
await Promise.all(
  writers.map(async (writer) => {
    for (let number = 0; ; number += 1) {
      const id = `${prefix}-${writer}-${number}`
      try {
        await store.create(samples.user(id))
        process.stdout.write(`${id}\n`)
      } catch (error) {
        const readable = await store.get('User', `${prefix}-0-0`)
        process.stdout.write(`${error instanceof Error ? error.name : 'unknown'} ${readable === undefined ? 'unreadable' : 'readable'}\n`)
        process.exit()
      }
    }
  }),
)
