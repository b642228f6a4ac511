import type { Send } from './wire.ts'

/**
 * Sends to a fetch function: a router in the same process, or a runtime that has nothing but fetch. What fetch cannot say
 * (no User-Agent at all, raw quotes in the query) goes over the wire as fetch writes it.
 */
export function overFetch(fetch: (request: Request) => Response | Promise<Response>): Send {
  return async ({ method, url, headers, body, chunked }) => {
    const started = performance.now()
    const init: RequestInit & { duplex?: 'half' } = { method, headers, redirect: 'manual' }
    if (body !== undefined) {
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
      init.body = chunked === true ? new Blob([bytes]).stream() : bytes
      if (chunked === true) init.duplex = 'half'
    }
    const response = await fetch(new Request(url, init))
    const text = await response.text()
    return { status: response.status, headers: Object.fromEntries(response.headers), body: text, milliseconds: performance.now() - started }
  }
}
