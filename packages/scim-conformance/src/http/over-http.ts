import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Send, WireRequest, WireResponse } from './wire.ts'

/** Longer than any answer should take, shorter than a reader's patience. */
const patience = 30_000

/**
 * Sends through node:http and node:https. `fetch` will not do: it always sends a User-Agent and an Accept header, rewrites raw
 * quotes in the query, and drops a bare `?`; real clients differ from each other in just these things.
 *
 * @returns the sender, and `close`, which ends the connections kept open between requests.
 */
export function overHttp(): { send: Send; close: () => void } {
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) }
  const send: Send = (request) => exchange(request, agents)
  return {
    send,
    close: () => {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

function exchange(request: WireRequest, agents: { 'http:': HttpAgent; 'https:': HttpsAgent }): Promise<WireResponse> {
  const origin = new URL(request.url)
  const secure = origin.protocol === 'https:'
  const target = request.url.slice(request.url.indexOf('/', request.url.indexOf('//') + 2))
  const headers: Record<string, string> = { ...request.headers }
  if (request.body !== undefined && request.chunked !== true) headers['content-length'] = String(byteLength(request.body))
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const options = {
      method: request.method,
      hostname: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port === '' ? (secure ? 443 : 80) : Number(origin.port),
      path: target,
      headers,
      timeout: patience,
    }
    let answered = false
    const receive = (incoming: IncomingMessage) => {
      answered = true
      const pieces: Buffer[] = []
      incoming.on('data', (piece: Buffer) => pieces.push(piece))
      incoming.on('error', reject)
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: flatten(incoming.headers),
          body: Buffer.concat(pieces).toString('utf8'),
          milliseconds: performance.now() - started,
        })
      })
    }
    const outgoing = secure
      ? httpsRequest({ ...options, agent: agents['https:'] }, receive)
      : httpRequest({ ...options, agent: agents['http:'] }, receive)
    outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer to ${request.method} ${target} within ${patience} ms.`)))
    // A server may answer 413 and close before the whole body is sent; the answer counts, not the broken pipe.
    outgoing.on('error', (error) => {
      if (answered) return
      // A kept connection may be closed by the server just as it is used again: nothing was read, so it is safe to say it once more.
      if (outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET') resolve(exchange(request, agents))
      else reject(error)
    })
    if (request.body === undefined) outgoing.end()
    else if (request.chunked === true) {
      outgoing.write(request.body)
      outgoing.end()
    } else outgoing.end(request.body)
  })
}

function byteLength(body: string | Uint8Array): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}
