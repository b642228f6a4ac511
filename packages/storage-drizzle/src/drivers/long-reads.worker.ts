/** The thread of `createLongReads`: it has a connection of its own, which only reads. */
import { createRequire } from 'node:module'
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

const Constructor: typeof Database = createRequire(import.meta.url)('better-sqlite3')
const database = new Constructor(String(workerData), { readonly: true, timeout: 1000 })
database.pragma('cache_size = -8192')

parentPort?.on('message', ({ number, sql, params }: LongRead) =>
  parentPort?.postMessage({ number, ...answer(sql, params) } satisfies LongReadAnswer),
)

function answer(sql: string, params: readonly unknown[]): Omit<LongReadAnswer, 'number'> {
  try {
    return { rows: database.prepare(sql).all(params), error: undefined }
  } catch (error) {
    return { rows: undefined, error: error instanceof Error && 'code' in error ? { message: error.message, code: error.code } : error }
  }
}
