import { once } from 'node:events'
import type { Logger } from '@rollcall/scim-hono'
import { type DestinationStream, destination as openDestination, pino, stdTimeFunctions } from 'pino'
import type { Configuration } from './configuration.ts'

/** The server's log: one JSON object a line. */
export interface Log extends Logger {
  info(message: string): void
  /** Writes what is still buffered, in order. */
  end(): Promise<void>
}

/**
 * @param stream where lines go; standard output when undefined, written in the background.
 */
export function createLog(level: Configuration['logLevel'], stream?: DestinationStream): Log {
  const own = stream === undefined ? openDestination({ dest: 1, sync: false }) : undefined
  const options = { level, base: null, timestamp: stdTimeFunctions.isoTime, redact: { paths: secrets, censor: '[redacted]' } }
  const log = own === undefined ? pino(options, stream) : pino(options, own)
  return {
    request: (entry) => log.info(entry, 'request'),
    failure: (error, requestId) => log.error({ err: error, requestId }, 'failure'),
    info: (message) => log.info(message),
    end: async () => {
      if (own === undefined) return
      const written = once(own, 'close')
      own.end()
      await written
    },
  }
}

/** No entry is given any of these today; whoever adds one to an entry by mistake does not leak it. */
const secrets = ['authorization', 'headers', 'body', 'query', 'url', 'token', 'password', '*.authorization', '*.token', '*.password']
