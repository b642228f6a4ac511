import { defaultTenantSettings, firstTenant } from '@rollcall/access'
import { type Logger, plainJson } from '@rollcall/scim-hono'
import { type D1Storage, openD1 } from '@rollcall/storage-drizzle/d1'
import type { Hono } from 'hono'
import { createApp } from './app.ts'
import { type Bindings, type Configuration, ConfigurationError, readConfiguration } from './bindings.ts'
import { cleanUp } from './clean-up.ts'
import { createLog } from './log.ts'
import { bookmarkHeader, openSession, requestScope } from './request-scope.ts'
import type { Deployment } from './rollcall.config.ts'
import { readSchemas } from './schemas.ts'

export interface Context {
  waitUntil(work: Promise<unknown>): void
}

interface Service extends D1Storage {
  readonly app: Hono
  readonly configuration: Configuration
  readonly logger: Logger
}

export interface Worker {
  fetch(request: Request, env: Bindings, context: Context): Promise<Response>
  scheduled(controller: unknown, env: Bindings, context: Context): Promise<void>
}

/** What workerd calls: requests, and the clock. */
export function createWorker(deployment: Deployment): Worker {
  // Made at the first request, because a Worker has no secrets yet when it is deployed for the first time.
  let service: Service | undefined
  return {
    async fetch(request, env, context) {
      try {
        service ??= start(deployment, env, context)
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error
        createLog('error').failure(error, 'none')
        return plainJson({ detail: 'This service is not configured. Its log says what is missing.' }, 500)
      }
      const { app } = service
      const scope = { session: openSession(env.DB, request), waitUntil: (work: Promise<unknown>) => context.waitUntil(work) }
      const response = await requestScope.run(scope, () => app.fetch(request))
      const bookmark = scope.session.getBookmark()
      if (bookmark !== null) response.headers.set(bookmarkHeader, bookmark)
      return response
    },

    async scheduled(_controller, env, context) {
      service ??= start(deployment, env, context)
      const { storage, accessStorage, configuration } = service
      await cleanUp({ storage, accessStorage, days: configuration.logDays, now: Date.now() })
    },
  }
}

function start({ schemas, trustedIssuers }: Deployment, env: Bindings, context: Context): Service {
  const configuration = readConfiguration(env)
  const logger = createLog(configuration.logLevel)
  // Streams go on reading when their request's scope is gone; the binding itself reads from the primary.
  const database = openD1({ database: () => requestScope.getStore()?.session ?? env.DB })
  const resourceTypes = readSchemas(schemas)
  const app = createApp({ ...database, configuration, resourceTypes, trustedIssuers, assets: env.ASSETS, logger })
  context.waitUntil(createFirstTenant(database, logger))
  return { ...database, app, configuration, logger }
}

async function createFirstTenant({ accessStorage }: D1Storage, logger: Logger): Promise<void> {
  const tenant = { id: firstTenant, name: 'First tenant', created: Date.now(), suspended: undefined, settings: defaultTenantSettings }
  await accessStorage.createTenant(tenant).catch((error) => logger.failure(error, 'none'))
}
