import { setTimeout as wait } from 'node:timers/promises'
import { type AccessStorage, createAccess, type TrustedIssuer, tokenPath } from '@rollcall/access'
import { createAdmin } from '@rollcall/admin'
import { completeResourceTypes, type Profile, type ResourceTypeDefinition, type Storage } from '@rollcall/scim-core'
import { largeBodies } from '@rollcall/scim-hono'
import { fetchKeys } from './fetch-keys.ts'
import { startKeeping } from './keeping.ts'
import { createMetrics } from './metrics.ts'
import { ports } from './ports.ts'
import { createRoutes, type RoutesOptions } from './routes.ts'
import { uuidV7 } from './uuid-v7.ts'

export interface AppOptions extends RoutesOptions {
  readonly storage: Storage
  readonly accessStorage: AccessStorage
  /** The public origin, without a trailing slash. */
  readonly origin: string
  readonly resourceTypes: readonly ResourceTypeDefinition[]
  /** The first tenant's token, or its SHA-256 digest. */
  readonly token: string | Uint8Array
  readonly profile: Profile
  /** Whose JWT access tokens are taken. */
  readonly trustedIssuers: readonly TrustedIssuer[]
  /** The key of the admin API; undefined leaves it off. */
  readonly adminToken: string | undefined
  /** The origin that a request was sent to, when it is another than `origin` and there is reason to believe it. */
  readonly originOf: (request: Request) => string | undefined
}

export interface App {
  readonly fetch: (request: Request) => Response | Promise<Response>
  /** Ends what is done beside requests. */
  stop(): Promise<void>
}

/** A server is called by a few names. Whoever makes up more has them made anew. */
const mostOrigins = 16

/** Everything that is served, wired together: once what there is one of, and the routes for each origin that they speak of. */
export function createApp({ storage, origin, originOf, logger, ...options }: AppOptions): App {
  const resourceTypes = completeResourceTypes(options.resourceTypes)
  const newId = uuidV7(Date.now)
  const onFailure = (error: unknown) => logger.failure(error, tokenPath)
  const access = createAccess({
    ...options,
    storage,
    resourceTypes,
    ports,
    fetchJson: fetchKeys,
    wait: (milliseconds) => wait(milliseconds, undefined, { ref: false }),
    nextTurn: setImmediate,
    onFailure,
    onStopped: (tenantId, what) =>
      logger.failure(new Error(`A client of tenant ${tenantId} was stopped: it took away too many ${what}.`), 'guard'),
  })
  const keeping = startKeeping({ ...options, storage, resourceTypes, newId, onFailure: (error) => logger.failure(error, 'keeping') })
  const { adminToken } = options
  const operated =
    adminToken === undefined
      ? undefined
      : { admin: createAdmin({ ...options, adminToken, access, storage, ports, onFailure }), metrics: createMetrics() }
  const shared = { ...options, access, keeping, operated, resourceTypes, newId, logger, admitLargeBody: largeBodies() }
  const own = createRoutes(shared, origin)
  const others = new Map<string, typeof own>()

  function routesAt(other: string): typeof own {
    const routes = others.get(other) ?? createRoutes(shared, other)
    others.delete(other)
    others.set(other, routes)
    const [oldest] = others.keys()
    if (others.size > mostOrigins && oldest !== undefined) others.delete(oldest)
    return routes
  }

  return {
    fetch(request) {
      const other = originOf(request)
      return (other === undefined ? own : routesAt(other)).fetch(request)
    },
    stop: keeping.stop,
  }
}
