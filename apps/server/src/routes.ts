import { type Access, adminPath, authenticationSchemes, tokenPath } from '@rollcall/access'
import type { Admin } from '@rollcall/admin'
import { createServiceProvider, defaultLimits, type HashPassword, type ResourceTypes } from '@rollcall/scim-core'
import { createScimRouter, createSite, elsewhere, type Logger, plainJson } from '@rollcall/scim-hono'
import { openTelemetry } from '@rollcall/scim-hono/opentelemetry'
import type { Hono } from 'hono'
import type { Keeping } from './keeping.ts'
import type { Metrics } from './metrics.ts'
import { swaggerUiFile } from './swagger-ui.ts'

export interface RoutesOptions {
  readonly scimPath: string
  /** Whether answers name what was tolerated. */
  readonly showTolerances: boolean
  readonly hashPassword: HashPassword | undefined
  readonly cursorKey: Uint8Array
  readonly logger: Logger
  readonly version: string
  /** Whether requests can be served now: the database answers, and the server is not stopping. */
  readonly isReady: () => Promise<boolean>
  /** The address that a request comes from. */
  readonly addressOf: (request: Request) => string | undefined
}

/** What every route works with, whatever the server is called. */
export interface Shared extends RoutesOptions {
  readonly access: Access
  readonly keeping: Keeping
  /** What only the operator sees; undefined when there is none. */
  readonly operated: { readonly admin: Admin; readonly metrics: Metrics } | undefined
  readonly resourceTypes: ResourceTypes
  readonly newId: () => string
  readonly admitLargeBody: (tenantId: string) => Promise<() => void>
}

/**
 * Every route.
 * @param origin the public origin of every `location` and `$ref`, without a trailing slash.
 */
export function createRoutes({ access, keeping, operated, resourceTypes, logger, scimPath, ...shared }: Shared, origin: string): Hono {
  const serviceProvider = createServiceProvider({
    storage: access.guarded,
    resourceTypes,
    baseUrl: `${origin}${scimPath}`,
    now: Date.now,
    newId: shared.newId,
    limits: defaultLimits,
    cursorKey: shared.cursorKey,
    hashPassword: shared.hashPassword,
    authenticationSchemes,
    documentationUri: `${origin}/docs`,
  })
  const tracing = openTelemetry(`${origin}${scimPath}`)
  const { newId, addressOf } = shared
  const { traced, answered, endpoint } = elsewhere({ logger, tracing, newId, addressOf, now: Date.now })
  const scim = createScimRouter({
    serviceProvider,
    authenticate: access.authenticate,
    realm: 'Rollcall',
    logger: operated === undefined ? logger : countedBy(operated.metrics, logger),
    showTolerances: shared.showTolerances,
    addressOf: shared.addressOf,
    tracing,
    record: keeping.record,
    admitLargeBody: shared.admitLargeBody,
  })
  const site = createSite({
    scim,
    scimPath,
    resourceTypes,
    version: shared.version,
    admin: operated === undefined ? undefined : { path: adminPath, router: operated.admin.routerAt(origin, { traced, answered }) },
    oauth: {
      path: tokenPath,
      endpoint: endpoint(tokenPath, access.tokenEndpoint),
      metadata: access.metadataAt(origin),
    },
    swaggerUiFile,
    isReady: shared.isReady,
    onFailure: (error) => logger.failure(error, 'none'),
  })
  if (operated !== undefined) {
    const { admin, metrics } = operated
    site.get('/metrics', async ({ req }) => {
      if (!admin.isFromOperator(req.raw))
        return plainJson({ detail: 'Send the admin token.' }, 401, { 'WWW-Authenticate': 'Bearer realm="Rollcall admin"' })
      return new Response(await metrics.text(), { headers: { 'Cache-Control': 'no-store', 'Content-Type': metrics.contentType } })
    })
  }
  return site
}

function countedBy(metrics: Metrics, logger: Logger): Logger {
  return {
    ...logger,
    request(entry) {
      metrics.count(entry)
      logger.request(entry)
    },
  }
}
