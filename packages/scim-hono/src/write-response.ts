import type { ScimResponse } from '@rollcall/scim-core'

/** What the response depends on beyond the answer itself. */
export interface Delivery {
  readonly requestId: string
  /** The Accept header as sent, or null. */
  readonly accept: string | null
  /** HEAD: everything but the body. */
  readonly head: boolean
  /** Headers that every response of this deployment has, e.g. Strict-Transport-Security. */
  readonly always: Readonly<Record<string, string>>
}

/**
 * An answer as HTTP. The first piece of a streamed body is awaited here, so that what fails before it is still a proper error.
 * @param onBroken called when a later piece fails: by then the status is sent and the connection can only be cut.
 */
export async function writeResponse(answer: ScimResponse, delivery: Delivery, onBroken: (error: unknown) => void): Promise<Response> {
  const headers = responseHeaders(delivery)
  if (answer.etag !== undefined) {
    headers['ETag'] = answer.etag
    headers['Cache-Control'] = 'private, no-cache'
  }
  if (answer.location !== undefined) {
    if (answer.status === 201) headers['Location'] = answer.location
    else if (answer.status === 200) headers['Content-Location'] = answer.location
  }
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers })
  headers['Content-Type'] = contentType(delivery.accept)
  if (typeof answer.body === 'string') return new Response(delivery.head ? null : answer.body, { status: answer.status, headers })
  return new Response(await streamed(answer.body, delivery.head, onBroken), { status: answer.status, headers })
}

/** The headers of every response, errors included (OWASP API8). Personal data is never stored by a cache unasked. */
export function responseHeaders(delivery: Delivery): Record<string, string> {
  return {
    ...delivery.always,
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': delivery.requestId,
  }
}

/** D-45: the type that was asked for; SCIM JSON when both would do, when nothing was asked for, and when neither would do. */
export function contentType(accept: string | null): string {
  if (accept !== null && /application\/json/i.test(accept) && !/application\/scim\+json/i.test(accept)) {
    return 'application/json; charset=utf-8'
  }
  return 'application/scim+json; charset=utf-8'
}

async function streamed(
  pieces: AsyncIterable<string>,
  head: boolean,
  onBroken: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array> | null> {
  const iterator = pieces[Symbol.asyncIterator]()
  const first = await iterator.next()
  const close = async () => {
    await iterator.return?.()
  }
  if (head) {
    await close()
    return null
  }
  const encoder = new TextEncoder()
  let ready: IteratorResult<string> | undefined = first
  return new ReadableStream({
    async pull(controller) {
      try {
        const piece = ready ?? (await iterator.next())
        ready = undefined
        if (piece.done === true) controller.close()
        else controller.enqueue(encoder.encode(piece.value))
      } catch (error) {
        onBroken(error)
        controller.error(error)
      }
    },
    cancel: close,
  })
}
