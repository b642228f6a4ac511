import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Configuration, readConfiguration } from './configuration.ts'
import { createLog, type Log } from './log.ts'
import { type RunningServer, startServer } from './server.ts'

export const token = 'a-token-for-tests-of-forty-characters-000'

/** A real server on a free port with a database of its own. */
export interface TestServer extends RunningServer {
  readonly scim: string
  /** Every line of the log so far. */
  readonly log: string[]
  readonly directory: string
  /** A request below the SCIM base, with the token and a body as SCIM JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** Stops the server and removes its database. */
  end(): Promise<void>
}

export async function startTestServer(settings: Record<string, string> = {}): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const configuration: Configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: `sqlite:${join(directory, 'data', 'rollcall.db')}`,
    ROLLCALL_TOKEN: token,
    ...settings,
  })
  const log: string[] = []
  const lines: Log = createLog(configuration.logLevel, { write: (line) => void log.push(line) })
  const server = await startServer(configuration, lines, '0.0.0')
  const scim = `${server.origin}${configuration.scimPath}`
  return {
    ...server,
    scim,
    log,
    directory,
    send: (method, path, body, headers = {}) =>
      fetch(`${scim}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body) }),
      }),
    end: async () => {
      await server.stop(500)
      rmSync(directory, { recursive: true })
    },
  }
}
