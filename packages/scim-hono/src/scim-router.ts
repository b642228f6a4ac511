import type { ServiceProvider } from '@rollcall/scim-core'
import { Hono } from 'hono'
import type { Authenticate } from './authenticate.ts'
import { createExchange, type Operations } from './exchange.ts'
import { type Logger, type RecordedRequest, silent } from './logger.ts'
import {
  type BodyLimits,
  defaultBodyLimits,
  discovery,
  everyMethod,
  me,
  resourceOperations,
  search,
  unknownPath,
  unsupportedVersion,
} from './operations.ts'
import { searchOfQuery } from './read-search.ts'
import { createRoutes, pathWithin } from './routes.ts'
import type { Tracing } from './tracing.ts'

export interface ScimRouterOptions {
  readonly serviceProvider: ServiceProvider
  readonly authenticate: Authenticate
  readonly logger?: Logger
  /** Shown in the challenge of a 401. */
  readonly realm?: string
  readonly bodyLimits?: BodyLimits
  /** Names in `X-Scim-Tolerated` what was tolerated in a request. Default false: answers do not show it. */
  readonly showTolerances?: boolean
  /** Where a request comes from, for the log: a `Request` itself does not tell. */
  readonly addressOf?: (request: Request) => string | undefined
  /** Surrounds every request, e.g. with a span: `openTelemetry(…)` of `@rollcall/scim-hono/opentelemetry`. */
  readonly tracing?: Tracing
  /**
   * Waited for before more than 1 MiB of a body is read, so that a tenant does not have all memory and time for its own: `largeBodies()`. It
   * gives what is called when the request is answered; left out, everybody is admitted at once.
   */
  readonly admitLargeBody?: (tenantId: string) => Promise<() => void>
  /** Is given every request of a known caller once it is answered, for a log that administrators read. It must not throw. */
  readonly record?: (request: RecordedRequest) => void
}

/**
 * SCIM 2.0 over HTTP (RFC 7644 §3.2), to be mounted anywhere: `app.route('/scim/v2', createScimRouter(…))`.
 * Every answer, errors included, is a SCIM message. Strangers are shown ServiceProviderConfig and nothing else.
 */
export function createScimRouter(options: ScimRouterOptions): Hono {
  const { serviceProvider, bodyLimits = defaultBodyLimits } = options
  const { resourceTypes, limits } = serviceProvider.options
  const { guarded, open } = createExchange({ logger: silent, realm: 'scim', showTolerances: false, ...options })
  const routes = createRoutes()
  const route = (path: string, operations: Operations) => routes.add(path, guarded(path, operations))

  // RFC 7643 §5: how to authenticate can be read before one has.
  const configuration = discovery(() => serviceProvider.serviceProviderConfig())
  routes.add('/ServiceProviderConfig', open('/ServiceProviderConfig', { GET: configuration }))
  route('/ResourceTypes', { GET: discovery(() => serviceProvider.resourceTypes(undefined)) })
  route('/ResourceTypes/:id', { GET: discovery((id) => serviceProvider.resourceTypes(id)) })
  route('/Schemas', { GET: discovery(() => serviceProvider.schemas(undefined)) })
  route('/Schemas/:id', { GET: discovery((id) => serviceProvider.schemas(id)) })

  for (const resourceType of resourceTypes.all) {
    const operations = resourceOperations(serviceProvider, resourceType, bodyLimits)
    route(resourceType.endpoint, operations.collection)
    route(`${resourceType.endpoint}/.search`, operations.search)
    route(`${resourceType.endpoint}/:id`, operations.resource)
  }

  route('/', { GET: ({ context, request }) => serviceProvider.query(context, undefined, searchOfQuery(request)) })
  route('/.search', search(serviceProvider, undefined, bodyLimits))
  route('/Bulk', { POST: async ({ context, body }) => serviceProvider.bulk(context, await body(limits.bulkPayload)) })
  route('/Me', me(serviceProvider, bodyLimits))
  const otherVersion = guarded('/:version/*', everyMethod(unsupportedVersion))
  const nowhere = guarded('/*', everyMethod(unknownPath))

  return new Hono().all('/*', (context) => {
    const path = pathWithin(context)
    const found = routes.find(path)
    if (found !== undefined) return found.handler(context, found.id)
    return /^\/v[0-9]+(?:\/|$)/.test(path) ? otherVersion(context, undefined) : nowhere(context, undefined)
  })
}
