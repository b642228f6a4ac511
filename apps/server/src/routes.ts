import { adminOpenApi } from '@rollcall/admin'
import { type AuthenticationScheme, createServiceProvider, defaultLimits, type ResourceTypes } from '@rollcall/scim-core'
import { createScimRouter, type Logger, openApiDocument } from '@rollcall/scim-hono'
import { Hono } from 'hono'
import { type Access, tokenPath } from './access.ts'
import type { AppOptions } from './app.ts'
import type { Keeping } from './keeping.ts'
import type { Metrics } from './metrics.ts'
import { swaggerUi } from './swagger-ui.ts'

/** What every route works with, whatever the server is called. */
export interface Shared
  extends Pick<AppOptions, 'scimPath' | 'cursorKey' | 'hashPassword' | 'showTolerances' | 'version' | 'isReady' | 'addressOf' | 'logger'> {
  readonly access: Access
  readonly keeping: Keeping
  /** Undefined when nobody may see them. */
  readonly metrics: Metrics | undefined
  readonly resourceTypes: ResourceTypes
  readonly newId: () => string
}

const adminPath = '/api/admin/v1'

/**
 * Every route. Public are /docs, /openapi.json, the two probes, ServiceProviderConfig, the token endpoint and its description; no more.
 * @param origin the public origin of every `location` and `$ref`, without a trailing slash.
 */
export function createRoutes(
  { access, keeping, metrics, resourceTypes, logger, scimPath, version, isReady, ...shared }: Shared,
  origin: string,
): Hono {
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
  const scim = createScimRouter({
    serviceProvider,
    authenticate: access.authenticate,
    realm: 'Rollcall',
    logger: metrics === undefined ? logger : countedBy(metrics, logger),
    showTolerances: shared.showTolerances,
    addressOf: shared.addressOf,
    record: keeping.record,
  })
  const description = JSON.stringify(openApiDocument(resourceTypes, { basePath: scimPath, version }))

  const app = new Hono()
  app.route(scimPath, scim)
  const definitions = [{ url: '/openapi.json', name: 'SCIM 2.0' }]
  if (access.admin !== undefined && metrics !== undefined) {
    const { routerAt, isFromOperator } = access.admin
    const adminDescription = JSON.stringify(adminOpenApi({ basePath: adminPath, version }))
    app.get(`${adminPath}/openapi.json`, () => json(adminDescription, 200))
    app.route(adminPath, routerAt(origin))
    app.get('/metrics', async ({ req }) => {
      if (!isFromOperator(req.raw))
        return json('{"detail":"Send the admin token."}', 401, { 'WWW-Authenticate': 'Bearer realm="Rollcall admin"' })
      return new Response(await metrics.text(), { headers: { 'Cache-Control': 'no-store', 'Content-Type': metrics.contentType } })
    })
    definitions.push({ url: `${adminPath}/openapi.json`, name: 'Admin' })
  }
  app.route('/docs', swaggerUi('/docs', definitions))
  app.all(tokenPath, (c) => access.tokenEndpoint(c.req.raw))
  app.get('/.well-known/oauth-authorization-server', () => json(JSON.stringify(access.metadataAt(origin)), 200))
  app.get('/openapi.json', () => json(description, 200))
  app.get('/', (c) => c.redirect('/docs'))
  app.get('/healthz', () => json('{"status":"ok"}', 200))
  app.get('/readyz', async () => ((await isReady()) ? json('{"status":"ok"}', 200) : json('{"status":"unavailable"}', 503)))
  app.onError((error) => {
    logger.failure(error, 'none')
    return json('{"detail":"Something went wrong on our side."}', 500)
  })
  // RFC 7644 §3.13: without a version in the path the newest is meant. Found last, so that it costs other requests nothing.
  const unversioned = scimPath.replace(/\/v2$/, '')
  const withoutVersion = new Hono().route(unversioned, scim)
  // RFC 7644 §6.1: the tenant in the path, for who wants to see it there. It must be that of the credential.
  const withTenant = new Hono().route('/t/:tenant/scim/v2', scim)
  app.notFound((c) => {
    if (c.req.path.startsWith('/t/')) return withTenant.fetch(c.req.raw)
    if (c.req.path.startsWith(`${unversioned}/`)) return withoutVersion.fetch(c.req.raw)
    return json(JSON.stringify({ detail: `Nothing is here. SCIM is at ${scimPath}, its description at /docs.` }), 404)
  })
  return app
}

const authenticationSchemes: readonly AuthenticationScheme[] = [
  {
    type: 'oauthbearertoken',
    name: 'Bearer token',
    description: 'A bearer token in the Authorization header (RFC 6750).',
    specUri: 'https://www.rfc-editor.org/info/rfc6750',
    primary: true,
  },
  {
    type: 'oauth2',
    name: 'OAuth 2.0 client credentials',
    description: `Access tokens from ${tokenPath} by the client credentials grant (RFC 6749 §4.4).`,
    specUri: 'https://www.rfc-editor.org/info/rfc6749',
  },
]

function countedBy(metrics: Metrics, logger: Logger): Logger {
  return {
    ...logger,
    request(entry) {
      metrics.count(entry)
      logger.request(entry)
    },
  }
}

function json(body: string, status: number, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, {
    status,
    headers: {
      ...more,
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
