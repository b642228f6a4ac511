import type { RequestLogEntry } from './logger.ts'

/** Surrounds requests with spans, or with whatever else tells where time goes. */
export interface Tracing {
  /** Called once for every route, so that what is known of it is worked out once. */
  onRoute(route: TracedRoute): Traced
}

export interface TracedRoute {
  /** The route's template with the path of the base URI, e.g. `/scim/v2/Users/{id}`. */
  readonly template: string
  /** The name of the resource type that it is about, e.g. `User`; undefined when it is about none or about all. */
  readonly resourceType: string | undefined
  /** What is done there by a method: `create`, `query`, …; undefined when it is no operation on resources. */
  operation(method: string): string | undefined
}

/**
 * Surrounds one request: calls `answer` once and gives its response back, which is the head and, of a large answer, not yet the body.
 * `told` is given what the log is told, before the response is there. Neither throws.
 */
export type Traced = (request: Request, answer: (told: (outcome: Outcome) => void) => Promise<Response>) => Promise<Response>

/** How a request ended. */
export type Outcome = Pick<RequestLogEntry, 'status'> & Partial<Pick<RequestLogEntry, 'scimType' | 'tenantId'>>

/** What a route is, for tracing. @param route the path below the base URI, with `:id` where there is one. */
export function tracedRoute(
  route: string,
  template: string,
  basePath: string,
  resourceTypes: readonly { readonly name: string; readonly endpoint: string }[],
): TracedRoute {
  const [, endpoint = '/', below] = /^(\/[^/]*)(\/.*)?$/.exec(route) ?? []
  const resourceType = resourceTypes.find((type) => type.endpoint === endpoint)
  const isSearch = endpoint === '/.search' || below === '/.search'
  const isResources = resourceType !== undefined || isSearch || route === '/'
  const one = new Map([
    ['GET', 'retrieve'],
    ['HEAD', 'retrieve'],
    ['PUT', 'replace'],
    ['PATCH', 'modify'],
    ['DELETE', 'delete'],
  ])
  const operations = (): ReadonlyMap<string, string> => {
    if (isSearch) return new Map([['POST', 'query']])
    if (route === '/Bulk') return new Map([['POST', 'bulk']])
    if (route === '/Me' || (isResources && below !== undefined)) return one
    if (!isResources) return new Map()
    const list: [string, string][] = [
      ['GET', 'query'],
      ['HEAD', 'query'],
    ]
    return new Map(route === '/' ? list : [...list, ['POST', 'create']])
  }
  const known = operations()
  return {
    template: template === '/' ? basePath || '/' : `${basePath}${template}`,
    resourceType: resourceType?.name,
    operation: (method) => known.get(method),
  }
}
