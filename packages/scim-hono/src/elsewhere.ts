import type { Logger, RequestLogEntry } from './logger.ts'
import type { Tracing } from './tracing.ts'

export interface ElsewhereOptions {
  readonly logger: Logger
  readonly tracing?: Tracing
  /** The id of a request. */
  readonly newId: () => string
  /** The address that a request comes from. */
  readonly addressOf: (request: Request) => string | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** How a request ended that is not SCIM's: its route with the whole path, and who sent it, where that is known. */
export type EndedElsewhere = Pick<RequestLogEntry, 'route' | 'status' | 'duration'> & Partial<Pick<RequestLogEntry, 'tenantId' | 'actor'>>

/** What surrounds the requests that are not SCIM's: for an access token, or to the admin API. */
export interface Elsewhere {
  /** Logs a request that is answered. */
  answered(request: Request, ended: EndedElsewhere): void
  /**
   * Surrounds the requests of a route with spans, where there is tracing.
   * @param template with the whole path, e.g. `/oauth/token`.
   */
  traced(template: string): (request: Request, answer: () => Promise<Response>) => Promise<Response>
  /** An endpoint whose requests are traced and logged. @param path the whole path */
  endpoint(path: string, answer: (request: Request) => Promise<Response>): (request: Request) => Promise<Response>
}

export function elsewhere({ logger, tracing, newId, addressOf, now }: ElsewhereOptions): Elsewhere {
  const surroundings: Elsewhere = {
    answered(request, { route, status, duration, tenantId, actor }) {
      const { method } = request
      const entry = { requestId: newId(), method, route, status, scimType: undefined, duration, tenantId, actor, tolerated: [] }
      const address = addressOf(request)
      logger.request(address === undefined ? entry : { ...entry, address })
    },
    traced(template) {
      const traced = tracing?.onRoute({ template, resourceType: undefined, operation: () => undefined })
      if (traced === undefined) return (_, answer) => answer()
      return (request, answer) =>
        traced(request, async (told) => {
          const response = await answer()
          told({ status: response.status })
          return response
        })
    },
    endpoint(path, answer) {
      const traced = surroundings.traced(path)
      return async (request) => {
        const started = now()
        const response = await traced(request, () => answer(request))
        surroundings.answered(request, { route: path, status: response.status, duration: now() - started })
        return response
      }
    },
  }
  return surroundings
}
