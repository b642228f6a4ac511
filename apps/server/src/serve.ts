import process from 'node:process'
import { ConfigurationError, readConfiguration } from './configuration.ts'
import { createLog, type Log } from './log.ts'
import { type RunningServer, startServer } from './server.ts'
import { version } from './version.ts'

/** Runs the server until SIGTERM or SIGINT. A wrong setting ends the process with one sentence and exit code 1. */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  let log: Log | undefined
  try {
    const configuration = readConfiguration(environment)
    log = createLog(configuration.logLevel)
    const server = await startServer(configuration, log, version)
    stopOnSignal(server, log)
    process.stdout.write(banner(server, configuration.scimPath))
  } catch (error) {
    await log?.end()
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`rollcall: ${error.message}\n`)
    process.exitCode = 1
  }
}

function stopOnSignal(server: RunningServer, log: Log): void {
  let stopping = false
  const stop = async (signal: NodeJS.Signals) => {
    // A second signal means now.
    if (stopping) process.exit(1)
    stopping = true
    log.info(`${signal}: no new connections; ending what has begun`)
    await server.stop()
    log.info('stopped')
    await log.end()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('uncaughtException', async (error) => {
    log.failure(error, 'uncaught')
    await log.end()
    process.exit(1)
  })
}

function banner({ origin, token, isReady }: RunningServer, scimPath: string): string {
  const state = isReady ? 'Rollcall is ready.' : 'Rollcall has started, and is ready when its database answers.'
  const lines = ['', `  ${state}`, '', `  SCIM 2.0     ${origin}${scimPath}`, `  Swagger UI   ${origin}/docs`]
  if (token.made !== undefined) {
    lines.push(`  Token        ${token.made}`, '', '  Copy the token now: only its digest is kept, and it is not shown again.')
  }
  if (token.file !== undefined)
    lines.push(...(token.made === undefined ? [''] : []), `  For a new token delete ${token.file} and start again.`)
  return `${lines.join('\n')}\n\n`
}
