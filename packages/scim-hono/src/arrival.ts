import type { Caller, JsonValue, ScimError, WrittenChange } from '@rollcall/scim-core'
import type { RecordedRequest, RequestLogEntry } from './logger.ts'

/** A request on its way in; what is learnt about it is kept for the log. */
export interface Arrival {
  readonly request: Request
  /** The last segment of the route, decoded once; '' where the route has none. */
  readonly id: string
  readonly requestId: string
  readonly tolerated: Map<string, string>
  readonly changes: WrittenChange[]
  /** The id in the path, or of what was created. */
  resourceId: string | undefined
  caller: Caller | undefined
  body: JsonValue | undefined
  /** Whom to tell when it is answered. */
  answered: (() => void) | undefined
}

/** @param newId gives the request an id where it brings none. */
export function arrivalOf(request: Request, id: string | undefined, newId: () => string): Arrival {
  return {
    request,
    id: id ?? '',
    requestId: sentRequestId(request.headers) ?? newId(),
    tolerated: new Map(),
    changes: [],
    resourceId: id,
    caller: undefined,
    body: undefined,
    answered: undefined,
  }
}

/** The client's or a proxy's own request id, when it is one word that a log can hold. */
function sentRequestId(headers: Headers): string | undefined {
  const sent = headers.get('x-request-id')
  return sent !== null && /^[\w.:/+=-]{8,128}$/.test(sent) ? sent : undefined
}

/** @param duration in milliseconds. */
export function logEntryOf(
  { request, requestId, caller, tolerated }: Arrival,
  route: string,
  status: number,
  error: ScimError | undefined,
  duration: number,
): RequestLogEntry {
  return {
    requestId,
    method: request.method,
    route,
    status,
    scimType: error?.scimType,
    duration,
    tenantId: caller?.tenantId,
    actor: caller?.actor,
    tolerated: Array.from(tolerated, ([id, because]) => ({ id, because })),
  }
}

/** What administrators may read of it: a stranger's request, without a caller, is nobody's to read. */
export function recordOf(
  { resourceId, body, changes }: Arrival,
  { tenantId, actor }: Caller,
  entry: RequestLogEntry,
  error: ScimError | undefined,
): RecordedRequest {
  return { ...entry, tenantId, actor, resourceId, detail: error?.detail, body, changes }
}
