import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { scopesOf } from '@rollcall/access'
import { profileNamed } from '@rollcall/scim-core/profiles'
import { createApp } from './app.ts'
import { type Configuration, ConfigurationError } from './configuration.ts'
import { readResourceTypes } from './custom-schemas.ts'
import { dataFolder, openDatabase, whyUnavailable, withoutPassword } from './database.ts'
import { createReadForwarded, type Incoming, type Whence } from './forwarded.ts'
import type { Log } from './log.ts'
import { answerMalformedRequest, answerMalformedTarget } from './malformed-request.ts'
import { originOf } from './origin.ts'
import { passwordHasher } from './password-hash.ts'
import { recordedInto } from './recording.ts'
import { cursorKeyOf, type FirstToken, firstToken } from './token.ts'
import { readTrustedIssuers } from './trusted-issuers.ts'

export interface RunningServer {
  /** The public origin. */
  readonly origin: string
  readonly token: FirstToken
  /** Whether requests were served when it started. Where the database did not answer yet, they get 503 until it does. */
  readonly isReady: boolean
  /** Stops accepting, lets what has begun end within `patience` milliseconds, closes the database. */
  stop(patience?: number): Promise<void>
}

/** Starts what the configuration says. @throws ConfigurationError when the configuration cannot be used on this machine. */
export async function startServer(configuration: Configuration, log: Log, version: string): Promise<RunningServer> {
  const { host, port, scimPath, databaseUrl, passwords } = configuration
  const profile = profileNamed(configuration.profile)
  if (profile === undefined) throw new ConfigurationError(`PROFILE ${configuration.profile} is not known.`)
  const resourceTypes = await readResourceTypes(configuration.schemas)
  const trustedIssuers = readTrustedIssuers(configuration.trustedIssuers, scopesOf(resourceTypes.map(({ endpoint }) => endpoint)))
  const database = await openDatabase(databaseUrl)
  try {
    const token = firstToken(configuration.token, dataFolder(databaseUrl))
    let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 })
    let accepting = true
    const whence = new WeakMap<Request, Whence>()
    let readForwarded: (incoming: Incoming) => Whence = ({ socket }) => ({ address: socket.remoteAddress, origin: undefined })
    // Slow clients are cut after 5 s of headers and 30 s of request. A second Host is joined to the first, and is none then (RFC 9112 §3.2).
    const server = createServer(
      {
        headersTimeout: 5_000,
        requestTimeout: 30_000,
        connectionsCheckingInterval: 1_000,
        keepAliveTimeout: 65_000,
        joinDuplicateHeaders: true,
      },
      getRequestListener(
        (request, { incoming }) => {
          whence.set(request, readForwarded(incoming))
          return answer(request)
        },
        // HTTP/1.0 needs no Host, and probes of load balancers send none; no answer is made of it anyway.
        { errorHandler: answerMalformedTarget, hostname: 'localhost' },
      ),
    )
    server.on('clientError', answerMalformedRequest)
    const taken = await listen(server, host, port)
    const origin = configuration.baseUrl ?? originOf(host, taken)
    readForwarded = createReadForwarded(configuration.trustedProxies, origin)
    const unavailable = await whyUnavailable(database)
    if (unavailable !== undefined)
      log.info(`${withoutPassword(databaseUrl)} does not answer yet, and every request gets 503: ${unavailable}`)
    const app = createApp({
      storage: database.storage,
      accessStorage: database.accessStorage,
      addressOf: (request) => whence.get(request)?.address,
      // Who has set BASE_URL has said how the server is called.
      originOf: (request) => (configuration.baseUrl === undefined ? whence.get(request)?.origin : undefined),
      isReady: async () => accepting && (await database.ready().then(yes, no)),
      origin,
      scimPath,
      resourceTypes,
      token: token.accepted,
      adminToken: configuration.adminToken,
      profile,
      trustedIssuers,
      showTolerances: configuration.debugTolerances,
      hashPassword: passwords === 'hash' ? passwordHasher() : undefined,
      cursorKey: cursorKeyOf(token),
      logger: log,
      version,
    })
    answer = configuration.record === undefined ? app.fetch : recordedInto(configuration.record, app.fetch, scimPath, log)
    return {
      origin,
      token,
      isReady: unavailable === undefined,
      stop: async (patience = 10_000) => {
        accepting = false
        await close(server, patience)
        await app.stop()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

const yes = () => true
const no = () => false

/** Gives the port that was taken. */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new ConfigurationError(`HOST and PORT ${host}:${port} cannot be listened on: ${error.message}.`)),
    )
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function close(server: Server, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const cut = setTimeout(() => server.closeAllConnections(), patience)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(cut)
      resolve()
    })
  })
}
