import {
  type JsonValue,
  methodNotAllowed,
  type RequestContext,
  type ScimError,
  type ScimResponse,
  type ServiceProviderOptions,
  unauthorized,
} from '@rollcall/scim-core'
import type { Context } from 'hono'
import { type Arrival, arrivalOf, logEntryOf, recordOf } from './arrival.ts'
import type { Authenticate } from './authenticate.ts'
import { bearerChallenge } from './authenticate.ts'
import type { Logger, RecordedRequest, RequestLogEntry } from './logger.ts'
import { readBody } from './read-body.ts'
import { type Tracing, tracedRoute } from './tracing.ts'
import { scimErrorOf, writeError } from './write-error.ts'
import { type Delivery, responseHeaders, writeResponse } from './write-response.ts'

/** A request on a route that anybody may use. */
export interface OpenExchange {
  readonly request: Request
  /** The last segment of the route, decoded once; '' where the route has none. */
  readonly id: string
}

/** A request of a known caller. */
export interface Exchange extends OpenExchange {
  readonly context: RequestContext
  /** Reads the body, of at most `limit` bytes. @throws ScimError */
  body(limit: number): Promise<JsonValue>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Operation<E = Exchange> = (exchange: E) => ScimResponse | Promise<ScimResponse>
/** What a route can do. HEAD is GET without the body, OPTIONS tells the methods, anything else is a 405. */
export type Operations<E = Exchange> = { readonly [method in Method]?: Operation<E> }

export interface ExchangeOptions {
  readonly authenticate: Authenticate
  readonly realm: string
  readonly logger: Logger
  /** Whether answers name the tolerances that were used, in `X-Scim-Tolerated`. For debugging. */
  readonly showTolerances: boolean
  /** Where a request comes from, for the log; undefined tells nothing of it. */
  readonly addressOf?: ((request: Request) => string | undefined) | undefined
  /** Is given every request of a known caller once it is answered. It must not throw. */
  readonly record?: ((request: RecordedRequest) => void) | undefined
  /** Surrounds every request. */
  readonly tracing?: Tracing | undefined
  /** Waited for before more than 1 MiB of a body is read. It gives what is called when the request is answered. @throws ScimError */
  readonly admitLargeBody?: ((tenantId: string) => Promise<() => void>) | undefined
  readonly serviceProvider: {
    readonly options: Pick<ServiceProviderOptions, 'now' | 'newId' | 'baseUrl' | 'resourceTypes'>
  }
}

/** `id` is the last segment of the path, decoded once; undefined where the route has none. */
export type Handler = (context: Context, id: string | undefined) => Promise<Response>

/**
 * Carries a request from its arrival to its log entry, in one function: a chain of middlewares would cost more than the work.
 * `route` is the path below the base URI, with `:id` where there is one.
 */
export function createExchange(options: ExchangeOptions) {
  const { authenticate, realm, logger, showTolerances, addressOf, record, tracing, admitLargeBody, serviceProvider } = options
  const { now, newId, baseUrl, resourceTypes } = serviceProvider.options
  const basePath = new URL(baseUrl).pathname.replace(/\/$/, '')
  const always: Readonly<Record<string, string>> = baseUrl.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}

  /** Default deny: nothing is looked at before the caller is known, not even whether the path exists. */
  function guarded(route: string, operations: Operations): Handler {
    return carry(route, operations, async (arrival) => {
      const caller = await authenticate(arrival.request)
      if (caller === undefined) throw unauthorized('Nobody is known by these credentials.', bearerChallenge(realm))
      arrival.caller = caller
      const { request, id, requestId, tolerated, changes } = arrival
      return {
        request,
        id,
        context: {
          caller,
          requestId,
          tolerated: (rewriteId, because) => void tolerated.set(rewriteId, because),
          changed: (change) => void changes.push(change),
        },
        async body(limit) {
          arrival.body = await readBody(request, limit, async () => {
            arrival.answered = await admitLargeBody?.(caller.tenantId)
          })
          return arrival.body
        },
      }
    })
  }

  function open(route: string, operations: Operations<OpenExchange>): Handler {
    return carry(route, operations, (arrival) => arrival)
  }

  function carry<E>(route: string, operations: Operations<E>, admit: (arrival: Arrival) => E | Promise<E>): Handler {
    const template = route.replace(/:(\w+)/g, '{$1}')
    const allow = allowed(operations)
    const carried = async (c: Context, id: string | undefined, told: ((entry: RequestLogEntry) => void) | undefined): Promise<Response> => {
      const started = now()
      const { raw: request } = c.req
      const { method, headers } = request
      const arrival = arrivalOf(request, id, newId)
      const { requestId, tolerated } = arrival
      const delivery: Delivery = { requestId, accept: headers.get('accept'), head: method === 'HEAD', always }
      const answered = (response: Response, error?: ScimError): Response => {
        const entry = logEntryOf(arrival, template, response.status, error, now() - started)
        const address = addressOf?.(request)
        told?.(entry)
        logger.request(address === undefined ? entry : { ...entry, address })
        if (arrival.caller !== undefined) record?.(recordOf(arrival, arrival.caller, entry, error))
        if (showTolerances && tolerated.size > 0) response.headers.set('X-Scim-Tolerated', [...tolerated.keys()].join(', '))
        return response
      }
      try {
        const exchange = await admit(arrival)
        const operation = operationFor(method, operations)
        if (operation === undefined) {
          if (method !== 'OPTIONS') throw methodNotAllowed(`${template} answers ${allow} only.`, allow)
          return answered(new Response(null, { status: 204, headers: { ...responseHeaders(delivery), Allow: allow } }))
        }
        const answer = await operation(exchange)
        if (answer.status === 201) arrival.resourceId = answer.location?.split('/').at(-1)
        return answered(await writeResponse(answer, delivery, (broken) => logger.failure(broken, requestId)))
      } catch (thrown) {
        const error = scimErrorOf(thrown, requestId)
        if (error !== thrown) logger.failure(thrown, requestId)
        return answered(writeError(error, delivery), error)
      } finally {
        arrival.answered?.()
      }
    }
    const traced = tracing?.onRoute(tracedRoute(route, template, basePath, resourceTypes.all))
    if (traced === undefined) return (c, id) => carried(c, id, undefined)
    return (c, id) => traced(c.req.raw, (told) => carried(c, id, told))
  }

  return { guarded, open }
}

function operationFor<E>(method: string, operations: Operations<E>): Operation<E> | undefined {
  switch (method) {
    case 'HEAD':
      return operations.GET
    case 'GET':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return operations[method]
    default:
      return undefined
  }
}

function allowed(operations: Operations<never>): string {
  const methods = Object.keys(operations).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...methods, 'OPTIONS'].join(', ')
}
