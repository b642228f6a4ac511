import { Worker } from 'node:worker_threads'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import type { Statement } from '../statement.ts'
import type { LongRead, LongReadAnswer } from './long-reads.worker.ts'

/** Reads in a thread of their own, which is started when the first one comes. */
export interface LongReads {
  read<Row>(statement: Statement<Row>): Promise<readonly Row[]>
  close(): Promise<void>
}

/** What waits in line at most. More would be answered later than anyone waits. */
const longestLine = 100

/**
 * A search without an index reads all that a tenant has, a second for each million. It does so beside the event loop, which answers
 * everybody else meanwhile; such searches wait for each other. What a write has been answered for, they see.
 */
export function createLongReads(path: string): LongReads {
  const waiting = new Map<number, { resolve: (rows: readonly unknown[]) => void; reject: (error: unknown) => void }>()
  let worker: Worker | undefined
  let last = 0

  return {
    read<Row>({ sql, params }: Statement<Row>) {
      if (waiting.size >= longestLine) throw new StorageUnavailable(`${longestLine} searches without an index are waiting.`, 1)
      return new Promise<readonly Row[]>((resolve, reject) => {
        worker ??= start()
        last += 1
        waiting.set(last, { resolve: (rows) => resolve(rows as readonly Row[]), reject })
        // Only as long as somebody waits does the thread keep the process alive.
        worker.ref()
        worker.postMessage({ number: last, sql, params } satisfies LongRead)
      })
    },
    async close() {
      await worker?.terminate()
    },
  }

  function start(): Worker {
    const file = new URL(import.meta.url.endsWith('.ts') ? './long-reads.worker.ts' : './long-reads.worker.js', import.meta.url)
    const started = new Worker(file, { workerData: path })
    started.on('message', ({ number, rows, error }: LongReadAnswer) => {
      const caller = waiting.get(number)
      waiting.delete(number)
      if (waiting.size === 0) started.unref()
      if (rows === undefined) caller?.reject(error)
      else caller?.resolve(rows)
    })
    started.on('error', ended)
    started.on('exit', () => ended(new Error('The thread has ended.')))
    return started

    function ended(cause: unknown): void {
      if (worker === started) worker = undefined
      for (const { reject } of waiting.values())
        reject(new StorageUnavailable('The thread for searches without an index has ended.', 1, { cause }))
      waiting.clear()
    }
  }
}
