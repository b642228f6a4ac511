import type { Logger } from '@rollcall/scim-hono'
import type { Configuration } from './bindings.ts'

/** The Worker's log: one JSON object a line, by `console`, which Workers Logs and `wrangler tail` read. */
export function createLog(level: Configuration['logLevel'], write: (line: string) => void = console.log): Logger {
  const line = (kind: string, entry: object) => write(JSON.stringify({ level: kind, time: new Date().toISOString(), ...entry }))
  return {
    request(entry) {
      if (level === 'info') line('info', { ...entry, msg: 'request' })
    },
    failure(error, requestId) {
      if (level !== 'silent') line('error', { err: plainError(error), requestId, msg: 'failure' })
    },
  }
}

interface PlainError {
  readonly type: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause?: PlainError
}

/** An error by a list of what may be told. */
function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'Something that is no Error was thrown.', stack: undefined }
  const { name, message, stack, cause } = error
  return { type: name, message, stack, ...(cause === undefined ? {} : { cause: plainError(cause) }) }
}
