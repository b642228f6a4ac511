import { type AccessStorage, createRedaction, createRequestRecorder } from '@rollcall/access'
import { adminOpenApi } from '@rollcall/admin'
import {
  type AuthenticationScheme,
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  type Limits,
  type Storage,
  userResourceType,
  uuidV7,
} from '@rollcall/scim-core'
import { createScimRouter, type Logger, openApiDocument, swaggerUi } from '@rollcall/scim-hono'
import { Hono } from 'hono'
import { createAccess, ports, tokenPath } from './access.ts'
import type { Bindings, Configuration } from './bindings.ts'
import { derivedKey } from './digest.ts'
import { requestScope } from './request-scope.ts'

export interface AppOptions {
  readonly storage: Storage
  readonly accessStorage: AccessStorage
  readonly configuration: Configuration
  readonly assets: Bindings['ASSETS']
  readonly logger: Logger
  /** Resolves when the database answers. */
  readonly ready: () => Promise<void>
}

const adminPath = '/api/admin/v1'
const version = '0.1.0'

/** D1 lets one request make 1,000 queries, and a creation with its journal takes up to six. */
const limits: Limits = { ...defaultLimits, bulkOperations: 100 }

/** Everything that is served, wired together, as apps/server serves it. */
export function createApp({ storage, accessStorage, configuration, assets, logger, ready }: AppOptions): Hono {
  const { origin, scimPath, token } = configuration
  const resourceTypes = completeResourceTypes([userResourceType, groupResourceType])
  const access = createAccess({
    accessStorage,
    storage,
    resourceTypes,
    configuration,
    onFailure: (error) => logger.failure(error, tokenPath),
    onStopped: (tenantId, what) => logger.failure(new Error(`Tenant ${tenantId} was stopped: ${what}`), 'none'),
  })
  const newId = uuidV7(Date.now, () => crypto.randomUUID())
  const serviceProvider = createServiceProvider({
    storage: access.guarded,
    resourceTypes,
    baseUrl: `${origin}${scimPath}`,
    now: Date.now,
    newId,
    limits,
    cursorKey: derivedKey(token, 'rollcall cursor'),
    hashPassword: undefined,
    authenticationSchemes,
    documentationUri: `${origin}/docs`,
  })
  const recorder = createRequestRecorder({ storage: accessStorage, redact: createRedaction(resourceTypes), now: ports.now, newId })
  const scim = createScimRouter({
    serviceProvider,
    authenticate: access.authenticate,
    realm: 'Rollcall',
    logger,
    record(request) {
      recorder.record(request)
      // After the answer: nobody waits for it.
      requestScope.getStore()?.waitUntil(recorder.flush().catch((error) => logger.failure(error, request.requestId)))
    },
  })
  const file = async (name: string) => (await assets.fetch(`https://assets.local/${name}`)).arrayBuffer()

  const app = new Hono()
  app.route(scimPath, scim)
  const definitions = [{ url: '/openapi.json', name: 'SCIM 2.0' }]
  if (access.admin !== undefined) {
    app.get(`${adminPath}/openapi.json`, () => json(JSON.stringify(adminOpenApi({ basePath: adminPath, version })), 200))
    app.route(adminPath, access.admin)
    definitions.push({ url: `${adminPath}/openapi.json`, name: 'Admin' })
  }
  app.route('/docs', swaggerUi({ path: '/docs', definitions, file }))
  app.all(tokenPath, (c) => access.tokenEndpoint(c.req.raw))
  app.get('/.well-known/oauth-authorization-server', () => json(JSON.stringify(access.metadata), 200))
  app.get('/openapi.json', () => json(JSON.stringify(openApiDocument(resourceTypes, { basePath: scimPath, version })), 200))
  app.get('/', (c) => c.redirect('/docs'))
  app.get('/healthz', () => json('{"status":"ok"}', 200))
  app.get('/readyz', () =>
    ready().then(
      () => json('{"status":"ok"}', 200),
      () => json('{"status":"unavailable"}', 503),
    ),
  )
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

export function json(body: string, status: number): Response {
  return new Response(body, {
    status,
    headers: { 'Cache-Control': 'no-store', 'Content-Type': 'application/json; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  })
}
