/** The thread of `createLongReads`: it has a connection of its own, which only reads. */
import { readlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setPriority } from 'node:os'
import process from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import type Database from 'better-sqlite3'

export interface LongRead {
  readonly number: number
  readonly sql: string
  readonly params: readonly unknown[]
}

export interface LongReadAnswer {
  readonly number: number
  readonly rows: readonly unknown[] | undefined
  /** What was thrown, with SQLite's code. */
  readonly error: unknown
}

giveWay()
const Constructor: typeof Database = createRequire(import.meta.url)('better-sqlite3')
const database = new Constructor(String(workerData), { readonly: true, timeout: 1000 })
database.pragma('cache_size = -8192')
database.pragma('temp_store = MEMORY')

parentPort?.on('message', ({ number, sql, params }: LongRead) =>
  parentPort?.postMessage({ number, ...answer(sql, params) } satisfies LongReadAnswer),
)

/** Where cores are few, a search that takes a second does not take them from those who take a millisecond. Linux gives each thread a priority. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
    setPriority(Number(thread), 10)
  } catch {
    // Without /proc, or where priorities may not be changed, it competes as before.
  }
}

function answer(sql: string, params: readonly unknown[]): Omit<LongReadAnswer, 'number'> {
  try {
    return { rows: database.prepare(sql).all(params), error: undefined }
  } catch (error) {
    return { rows: undefined, error: error instanceof Error && 'code' in error ? { message: error.message, code: error.code } : error }
  }
}
