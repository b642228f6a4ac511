import type { Duplex } from 'node:stream'
import { ScimError } from '@rollcall/scim-core'

/** A request line or Host header that no URL can be made of. */
export function answerMalformedTarget(): Response {
  return new Response(JSON.stringify(new ScimError(400, undefined, 'The request target or the Host header is malformed.')), {
    status: 400,
    headers: { 'Cache-Control': 'no-store', 'Content-Type': 'application/scim+json; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  })
}

/** What HTTP itself cannot read never reaches the router; it is answered with a SCIM error all the same (RFC 7644 §3.12). */
export function answerMalformedRequest(error: Error & { code?: string }, socket: Duplex): void {
  // The client is gone, or the answer to an earlier request on this connection is under way.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, reason, detail } = told(error.code)
  const body = JSON.stringify(new ScimError(status, undefined, detail))
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/scim+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function told(code: string | undefined): { status: number; reason: string; detail: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        reason: 'Request Header Fields Too Large',
        detail: 'The URI and headers together are larger than 16 KiB. Send a long filter by POST to .search.',
      }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, reason: 'Request Timeout', detail: 'The request did not arrive within 30 seconds.' }
    default:
      return { status: 400, reason: 'Bad Request', detail: 'This is not a well-formed HTTP request.' }
  }
}
