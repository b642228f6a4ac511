import type { JsonObject } from '@rollcall/scim-core'
import { createPseudonyms } from './pseudonyms.ts'
import { stepOf } from './step.ts'

/** What answers requests: an app's `fetch`. */
export type Answer = (request: Request) => Response | Promise<Response>

export interface RecorderOptions {
  /** What the path of a SCIM request begins with. Nothing else is recorded: not how tokens are asked for, not what administrators do. */
  readonly basePath: RegExp
  /** Called with one step of a transcript after the other, in the order in which they were answered. May throw to end the recording. */
  readonly write: (step: JsonObject) => void
  /** Called once when the recording ends because a step could not be written. */
  readonly onEnd: (reason: unknown) => void
  /** In bytes. Exchanges with a larger body are left out. */
  readonly bodyLimit?: number
}

/**
 * Answers as `answer` does, and tells what was said as a transcript without secrets and without what may be personal. For a deployer who
 * wants a customer's odd client as a test: bodies are read twice, so it is no way to run a server for long.
 */
export function recorded(answer: Answer, { basePath, write, onEnd, bodyLimit = 1_048_576 }: RecorderOptions): Answer {
  const pseudonyms = createPseudonyms()
  let recording = true
  let written: Promise<void> = Promise.resolve()

  async function record({ method, headers }: Request, target: Target, status: number, bodies: Promise<readonly (string | undefined)[]>) {
    const [sent, answered] = await bodies
    if (!recording || sent === undefined || answered === undefined) return
    try {
      write(stepOf({ method, ...target, headers, sent, status, answered }, pseudonyms))
    } catch (error) {
      recording = false
      onEnd(error)
    }
  }

  return async (request) => {
    const target = recording ? targetBelow(basePath, request.url) : undefined
    if (target === undefined) return answer(request)
    const sent = textOf(request.body === null ? null : request.clone().body, bodyLimit)
    const response = await answer(request)
    const answered = textOf(response.body === null ? null : response.clone().body, bodyLimit)
    // An answer is recorded before the next one, whatever overlaps: what a client sends because of it comes later.
    const bodies = Promise.all([sent, answered])
    written = written.then(() => record(request, target, response.status, bodies))
    return response
  }
}

/** The text of a body; undefined when it is longer than `limit` or was cut off. */
async function textOf(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  const reader = body?.getReader()
  try {
    while (reader !== undefined) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.byteLength
      if (size > limit) {
        // Not awaited: half of a clone is cancelled only when the other half is.
        reader.cancel().catch(() => {})
        return undefined
      }
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    return undefined
  }
  return text + decoder.decode()
}

interface Target {
  readonly path: string
  readonly query: string | undefined
}

/** The part of a URL behind the SCIM base, as it was sent; undefined where it is not below one. */
function targetBelow(basePath: RegExp, url: string): Target | undefined {
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
  const [whole = '', ...query] = target.split('?')
  const base = basePath.exec(whole)?.[0]
  const path = base === undefined ? undefined : whole.slice(base.length)
  if (path === undefined || (path !== '' && !path.startsWith('/'))) return undefined
  return { path, query: query.length === 0 ? undefined : query.join('?') }
}
