import { Worker } from 'node:worker_threads'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import type { Statement } from '../statement.ts'
import type { LongRead, LongReadAnswer } from './long-reads.worker.ts'

/** Reads in a thread of their own, which is started when the first one comes. */
export interface LongReads {
  read<Row>(statement: Statement<Row>): Promise<readonly Row[]>
  close(): Promise<void>
}

/** What the thread has before it at a time, so that it need not wait for the event loop between two. */
const ahead = 2

interface Waiting extends LongRead {
  readonly resolve: (rows: readonly unknown[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * A search without an index reads all that a tenant has, a second for each million. It does so beside the event loop, which answers
 * everybody else meanwhile; such searches wait for each other, those of several tenants by turns. What a write has been answered for,
 * they see.
 * @param longestLine what one tenant has in line at most. More would be answered later than anyone waits.
 */
export function createLongReads(path: string, longestLine = 100): LongReads {
  /** By tenant; whose turn it is comes first. None is empty. */
  const lines = new Map<string, Waiting[]>()
  const underWay = new Map<number, Waiting>()
  let worker: Worker | undefined
  let last = 0

  return {
    read<Row>({ sql, params, owner = '' }: Statement<Row>) {
      const line = lines.get(owner) ?? []
      if (line.length >= longestLine) throw new StorageUnavailable(`${longestLine} long reads of this tenant are waiting.`, 1)
      return new Promise<readonly Row[]>((resolve, reject) => {
        last += 1
        line.push({ number: last, sql, params, resolve: (rows) => resolve(rows as readonly Row[]), reject })
        lines.set(owner, line)
        sendNext()
      })
    },
    async close() {
      await worker?.terminate()
    },
  }

  function sendNext(): void {
    for (const [owner, line] of lines) {
      if (underWay.size >= ahead) return
      const [next, ...others] = line
      lines.delete(owner)
      if (others.length > 0) lines.set(owner, others)
      if (next === undefined) continue
      const { number, sql, params } = next
      underWay.set(number, next)
      worker ??= start()
      // Only as long as somebody waits does the thread keep the process alive.
      worker.ref()
      worker.postMessage({ number, sql, params } satisfies LongRead)
    }
  }

  function start(): Worker {
    const file = new URL(import.meta.url.endsWith('.ts') ? './long-reads.worker.ts' : './long-reads.worker.js', import.meta.url)
    const started = new Worker(file, { workerData: path })
    started.on('message', ({ number, rows, error }: LongReadAnswer) => {
      const caller = underWay.get(number)
      underWay.delete(number)
      sendNext()
      if (underWay.size === 0) started.unref()
      if (rows === undefined) caller?.reject(error)
      else caller?.resolve(rows)
    })
    started.on('error', ended)
    started.on('exit', () => ended(new Error('The thread has ended.')))
    return started

    function ended(cause: unknown): void {
      if (worker === started) worker = undefined
      const all = [...underWay.values(), ...[...lines.values()].flat()]
      underWay.clear()
      lines.clear()
      for (const { reject } of all) reject(new StorageUnavailable('The thread for long reads has ended.', 1, { cause }))
    }
  }
}
