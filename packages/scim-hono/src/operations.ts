import {
  forbidden,
  invalidVers,
  notFound,
  notImplemented,
  type ResourceType,
  type ScimResponse,
  type ServiceProvider,
} from '@rollcall/scim-core'
import type { Exchange, OpenExchange, Operation, Operations } from './exchange.ts'
import { entityTags, readPreconditions, writePreconditions } from './read-preconditions.ts'
import { hasFilter, projectionOfQuery, searchOfBody, searchOfQuery } from './read-search.ts'

/** In bytes. A Bulk body is limited by the service provider's `limits.bulkPayload`. */
export interface BodyLimits {
  /** One resource, a PATCH of one, or a search. */
  readonly resource: number
  /** The same of a resource type that has members: 100,000 of them are about 12 MiB. */
  readonly membership: number
}

/** 1 MiB, and 16 MiB where there are members. */
export const defaultBodyLimits: BodyLimits = { resource: 1_048_576, membership: 16_777_216 }

/** RFC 7644 §3.2, Table 2: what can be done at one resource type's endpoint and below it. */
export function resourceOperations(serviceProvider: ServiceProvider, { endpoint, membership }: ResourceType, bodyLimits: BodyLimits) {
  const limit = membership === undefined ? bodyLimits.resource : bodyLimits.membership
  const collection: Operations = {
    GET: ({ context, request }) => serviceProvider.query(context, endpoint, searchOfQuery(request)),
    POST: async ({ context, request, body }) => {
      const projection = projectionOfQuery(request)
      return serviceProvider.create(context, endpoint, await body(limit), projection)
    },
  }
  const resource: Operations = {
    GET: (exchange) => {
      const { context, request } = exchange
      return serviceProvider.retrieve(context, endpoint, idOf(exchange), projectionOfQuery(request), readPreconditions(request))
    },
    PUT: async (exchange) => {
      const { context, request } = exchange
      const [projection, preconditions] = [projectionOfQuery(request), writePreconditions(request)]
      return serviceProvider.replace(context, endpoint, idOf(exchange), await exchange.body(limit), projection, preconditions)
    },
    PATCH: async (exchange) => {
      const { context, request } = exchange
      const [projection, preconditions] = [projectionOfQuery(request), writePreconditions(request)]
      return serviceProvider.modify(context, endpoint, idOf(exchange), await exchange.body(limit), projection, preconditions)
    },
    DELETE: (exchange) => serviceProvider.delete(exchange.context, endpoint, idOf(exchange), writePreconditions(exchange.request)),
  }
  return { collection, resource, search: search(serviceProvider, endpoint, bodyLimits) }
}

/** RFC 7644 §3.4.3. The body rules: the query string of a search is not read. `endpoint` undefined searches every resource type. */
export function search(serviceProvider: ServiceProvider, endpoint: string | undefined, { resource: limit }: BodyLimits): Operations {
  return {
    POST: async ({ context, body }) => serviceProvider.query(context, endpoint, searchOfBody(await body(limit))),
  }
}

/** RFC 7644 §4: query parameters are ignored there, but for a filter, which is refused so that nobody believes it was applied. */
export function discovery(answer: (id: string) => ScimResponse): Operation<OpenExchange> {
  return ({ request, id }) => {
    if (hasFilter(request)) throw forbidden('Discovery endpoints cannot be filtered (RFC 7644 §4). Leave the filter out.')
    const found = answer(id)
    const seen = entityTags(request.headers.get('if-none-match') ?? '')
    const opaque = found.etag?.replace(/^W\//, '').slice(1, -1)
    const unchanged = opaque !== undefined && (seen === '*' || seen?.includes(opaque) === true)
    return unchanged ? { status: 304, body: undefined, location: undefined, etag: found.etag } : found
  }
}

/** Operations that answer every method alike. */
export function everyMethod(operation: Operation): Operations {
  return { GET: operation, POST: operation, PUT: operation, PATCH: operation, DELETE: operation }
}

/** RFC 7644 §3.11: an alias of the User that the caller's credential stands for. Locations are those of the resource itself. */
export function me(serviceProvider: ServiceProvider, bodyLimits: BodyLimits): Operations {
  const user = serviceProvider.options.resourceTypes.named('User')
  if (user === undefined) return everyMethod(noMe)
  const { GET, PUT, PATCH, DELETE } = resourceOperations(serviceProvider, user, bodyLimits).resource
  const alias =
    (operation: Operation = noMe): Operation =>
    (exchange) => {
      const { userId } = exchange.context.caller
      return (userId === undefined ? noMe : operation)({ ...exchange, id: userId ?? '' })
    }
  return { GET: alias(GET), PUT: alias(PUT), PATCH: alias(PATCH), DELETE: alias(DELETE), POST: noMe }
}

const noMe: Operation = ({ context }) => {
  if (context.caller.userId !== undefined) throw notImplemented('POST /Me, which is self-registration, is not offered.')
  throw notImplemented('/Me is not offered to this credential, which stands for no User: use the resource by its id.')
}

/** RFC 7644 §3.13. */
export const unsupportedVersion: Operation = () => {
  throw invalidVers('Only version 2 of SCIM is spoken here: use /v2.')
}

export const unknownPath: Operation = () => {
  throw notFound('There is no such endpoint. GET /ResourceTypes lists those there are.')
}

/** No id of ours holds U+0000, and not every database can be asked for one. */
function idOf({ id }: Exchange): string {
  if (id.includes('\0')) throw notFound('There is no resource with this id.')
  return id
}
