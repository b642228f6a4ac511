import { once } from 'node:events'
import type { Logger } from '@rollcall/scim-hono'
import { type DestinationStream, destination as openDestination, pino, stdTimeFunctions } from 'pino'
import type { Configuration } from './configuration.ts'

/** The server's log: one JSON object a line. */
export interface Log extends Logger {
  info(message: string): void
  /** What an operator should not overlook. */
  warning(message: string): void
  /** Writes what is still buffered, in order. */
  end(): Promise<void>
}

/**
 * @param stream where lines go; standard output when undefined, written in the background: some lines at a time, after a tenth of a second at the latest.
 */
export function createLog(level: Configuration['logLevel'], stream?: DestinationStream): Log {
  const own = stream === undefined ? openDestination({ dest: 1, sync: false, minLength: 12_288, periodicFlush: 100 }) : undefined
  const options = { level, base: null, timestamp: stdTimeFunctions.isoTime, serializers: { err: plainError } }
  const log = own === undefined ? pino(options, stream) : pino(options, own)
  return {
    request: (entry) => log.info(entry, 'request'),
    failure: (error, requestId) => log.error({ err: error, requestId }, 'failure'),
    info: (message) => log.info(message),
    warning: (message) => log.warn(message),
    end: async () => {
      if (own === undefined) return
      const written = once(own, 'close')
      own.end()
      await written
    },
  }
}

interface PlainError {
  readonly type: string
  readonly code?: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause?: PlainError
}

/**
 * An error by a list of what may be told: drivers hang statements with their values on theirs. Redaction by a list of what may
 * not would cost more than the rest of an entry, and miss what nobody thought of.
 */
function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'Something that is no Error was thrown.', stack: undefined }
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: plainError(error.cause) }),
  }
}
