/** Why a request of an operator was not carried out (RFC 9457). `detail` is one sentence. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.status = status
    this.headers = headers
  }
}

export const badRequest = (detail: string): Problem => new Problem(400, detail)
export const forbidden = (detail: string): Problem => new Problem(403, detail)
export const notFound = (detail: string): Problem => new Problem(404, detail)
export const conflict = (detail: string): Problem => new Problem(409, detail)

const titles = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [409, 'Conflict'],
  [413, 'Content Too Large'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [503, 'Service Unavailable'],
])

/** Headers of every answer: none is ever stored, because some hold a secret. */
const always = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

export function problemResponse({ status, message, headers }: Problem): Response {
  const body = { type: 'about:blank', title: titles.get(status), status, detail: message }
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...always, 'Content-Type': 'application/problem+json; charset=utf-8', ...headers },
  })
}

export function jsonResponse(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...always, 'Content-Type': 'application/json; charset=utf-8' } })
}

/**
 * Text in pieces, to be saved as a file. The first is awaited, so that what fails before it is still a proper answer.
 * @param onBroken called when a later piece fails: by then the connection can only be cut.
 */
export async function fileResponse(
  contentType: string,
  name: string,
  pieces: AsyncIterable<string>,
  onBroken: (error: unknown) => void,
): Promise<Response> {
  const encoder = new TextEncoder()
  const iterator = pieces[Symbol.asyncIterator]()
  let ready: IteratorResult<string> | undefined = await iterator.next()
  const body = new ReadableStream<Uint8Array>({
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
    async cancel() {
      await iterator.return?.()
    },
  })
  return new Response(body, {
    status: 200,
    headers: { ...always, 'Content-Type': contentType, 'Content-Disposition': `attachment; filename="${name}"` },
  })
}
