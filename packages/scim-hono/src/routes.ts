import type { Context } from 'hono'
import { routePath } from 'hono/route'
import type { Handler } from './exchange.ts'

export interface Route {
  readonly handler: Handler
  readonly id: string | undefined
}

/**
 * The few shapes that paths have in SCIM (RFC 7644 §3.2, Table 2): fixed ones, and an id below some of them. Two look-ups find a route; Hono
 * would try the routes one by one, because `/Users/.search` stands beside `/Users/:id`.
 */
export function createRoutes() {
  const fixed = new Map<string, Handler>()
  const withId = new Map<string, Handler>()
  return {
    /** @param path e.g. `/Users/:id`; an id is the last segment, or there is none */
    add(path: string, handler: Handler): void {
      if (path.endsWith('/:id')) withId.set(path.slice(0, -'/:id'.length), handler)
      else fixed.set(path, handler)
    },
    find(path: string): Route | undefined {
      const handler = fixed.get(path)
      if (handler !== undefined) return { handler, id: undefined }
      const slash = path.lastIndexOf('/')
      const below = slash === path.length - 1 ? undefined : withId.get(path.slice(0, slash))
      return below && { handler: below, id: decoded(path.slice(slash + 1)) }
    },
  }
}

/** The path below where the router is mounted. PROT-3.2-02: a trailing slash is tolerated, also that of the base URI itself. */
export function pathWithin(context: Context): string {
  const { path } = context.req
  // The route is that of this router's wildcard, so what stands before the star is where it is mounted, tenants in the path included.
  const segments = routePath(context).split('/').length - 2
  let start = 0
  for (let segment = 0; segment < segments && start !== -1; segment += 1) start = path.indexOf('/', start + 1)
  const within = start === -1 ? '/' : path.slice(start)
  return within.length > 1 && within.endsWith('/') ? within.slice(0, -1) : within
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
