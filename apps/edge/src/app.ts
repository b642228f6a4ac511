import {
  type AccessStorage,
  adminPath,
  authenticationSchemes,
  createAccess,
  createRedaction,
  createRequestRecorder,
  fetchJson,
  type TrustedIssuer,
  tokenPath,
} from '@rollcall/access'
import { createServiceProvider, defaultLimits, type Limits, type ResourceTypes, type Storage, uuidV7 } from '@rollcall/scim-core'
import { createScimRouter, createSite, elsewhere, type Logger } from '@rollcall/scim-hono'
import type { Hono } from 'hono'
import { adminOnDemand } from './admin.ts'
import type { Bindings, Configuration } from './bindings.ts'
import { derivedKey } from './digest.ts'
import { ports } from './ports.ts'
import { requestScope } from './request-scope.ts'

export interface AppOptions {
  readonly storage: Storage
  readonly accessStorage: AccessStorage
  readonly configuration: Configuration
  readonly resourceTypes: ResourceTypes
  /** Whose JWT access tokens are taken. */
  readonly trustedIssuers: readonly TrustedIssuer[]
  readonly assets: Bindings['ASSETS']
  readonly logger: Logger
  /** Resolves when the database answers. */
  readonly ready: () => Promise<void>
}

const version = '0.1.0'

/** D1 lets one request make 1,000 queries, and a creation with its journal takes up to six. */
const limits: Limits = { ...defaultLimits, bulkOperations: 100 }

/** Everything that is served, wired together, as apps/server serves it. */
export function createApp({ storage, accessStorage, configuration, resourceTypes, assets, logger, ...options }: AppOptions): Hono {
  const { origin, scimPath, token, profile, adminToken, showTolerances } = configuration
  const onFailure = (error: unknown) => logger.failure(error, tokenPath)
  const access = createAccess({
    accessStorage,
    storage,
    resourceTypes,
    ports,
    fetchJson,
    token,
    profile,
    trustedIssuers: options.trustedIssuers,
    addressOf,
    onFailure,
    onStopped: (tenantId, what) =>
      logger.failure(new Error(`A client of tenant ${tenantId} was stopped: it took away too many ${what}.`), 'guard'),
    background,
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
    addressOf,
    showTolerances,
    record(request) {
      recorder.record(request)
      // After the answer: nobody waits for it.
      background(recorder.flush().catch((error) => logger.failure(error, request.requestId)))
    },
  })
  const { answered, endpoint } = elsewhere({ logger, newId, addressOf, now: ports.now })
  const adminOf = (key: string) =>
    adminOnDemand({ adminToken: key, access, storage, ports, version, addressOf, onFailure }, origin, answered)
  return createSite({
    scim,
    scimPath,
    resourceTypes,
    version,
    admin: adminToken === undefined ? undefined : { path: adminPath, router: adminOf(adminToken) },
    oauth: { path: tokenPath, endpoint: endpoint(tokenPath, access.tokenEndpoint), metadata: access.metadataAt(origin) },
    swaggerUiFile: async (name) => (await assets.fetch(`https://assets.local/${name}`)).arrayBuffer(),
    isReady: () =>
      options.ready().then(
        () => true,
        () => false,
      ),
    onFailure: (error) => logger.failure(error, 'none'),
  })
}

/** Cloudflare sets it, whatever the client sent. */
function addressOf({ headers }: Request): string | undefined {
  return headers.get('cf-connecting-ip') ?? undefined
}

function background(work: Promise<unknown>): void {
  requestScope.getStore()?.waitUntil(work)
}
