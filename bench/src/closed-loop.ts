import { type Connection, openConnection, type Request, type Response } from './connection.ts'
import type { Target } from './target.ts'

export interface Measurement {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p99: number
}

/** Gives the next request of a connection; each connection asks only when its last request is answered. */
export type NextRequest = (connection: number) => Request

/**
 * Loads a target for some seconds with so many connections, each with one request under way, and throws at the first response that is
 * not 2xx. The first fifth of the time warms up and is not counted.
 */
export async function measure(target: Target, next: NextRequest, seconds: number, connections: number): Promise<Measurement> {
  const latencies: number[] = []
  const began = performance.now()
  const counted = began + seconds * 200
  const end = counted + seconds * 1000
  await withConnections(target, connections, async (connection, index) => {
    for (let now = performance.now(); now < end; ) {
      const request = next(index)
      const sent = now
      expectSuccess(target, request, await connection.send({ ...request, path: target.base + request.path }))
      now = performance.now()
      if (sent >= counted && now < end) latencies.push(now - sent)
    }
  })
  latencies.sort((a, b) => a - b)
  return { perSecond: latencies.length / seconds, p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN }
}

/** Sends all requests over so many connections; the responses come in the order of the requests. */
export async function sendAll(target: Target, requests: readonly Request[], connections: number): Promise<Response[]> {
  const responses: Response[] = []
  let nextIndex = 0
  await withConnections(target, Math.min(connections, requests.length), async (connection) => {
    for (let index = nextIndex++; ; index = nextIndex++) {
      const request = requests[index]
      if (request === undefined) return
      const response = await connection.send({ ...request, path: target.base + request.path })
      expectSuccess(target, request, response)
      responses[index] = response
    }
  })
  return responses
}

async function withConnections(target: Target, count: number, work: (connection: Connection, index: number) => Promise<void>) {
  const open = await Promise.all(Array.from({ length: count }, () => openConnection(target.port, target.token)))
  try {
    await Promise.all(open.map(work))
  } finally {
    for (const connection of open) connection.close()
  }
}

function expectSuccess(target: Target, { method, path }: Request, { status, body }: Response) {
  if (status < 200 || status > 299)
    throw new Error(`${target.name} answered ${status} to ${method} ${path}: ${body.toString().slice(0, 500)}`)
}
