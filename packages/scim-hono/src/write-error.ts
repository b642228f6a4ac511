import { ScimError, StorageUnavailable, unavailable } from '@rollcall/scim-core'
import { contentType, type Delivery, responseHeaders } from './write-response.ts'

/** Any error as the SCIM message of RFC 7644 §3.12. */
export function writeError(error: ScimError, delivery: Delivery): Response {
  return new Response(delivery.head ? null : JSON.stringify(error), {
    status: error.status,
    headers: { ...responseHeaders(delivery), ...error.headers, 'Content-Type': contentType(delivery.accept) },
  })
}

/**
 * What was thrown, as a ScimError. A bug becomes a 500 that names the request id and nothing else; a database that cannot be
 * used just now becomes a 503.
 */
export function scimErrorOf(error: unknown, requestId: string): ScimError {
  if (error instanceof ScimError) return error
  if (error instanceof StorageUnavailable) {
    return unavailable(`The database cannot be used just now: try again. Request ${requestId}.`, error.retryAfterSeconds)
  }
  return new ScimError(500, undefined, `Something went wrong on our side. Report request ${requestId} to the operator.`)
}
