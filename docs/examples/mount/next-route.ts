import { Hono } from 'hono'

/**
 * The route handlers of `app/scim/v2/[[...path]]/route.ts` in Next.js: `export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } =
 * routeHandlers(router)`. Add `export const runtime = 'nodejs'` and `export const dynamic = 'force-dynamic'`.
 */
export function routeHandlers(router: Hono) {
  const app = new Hono().route('/scim/v2', router)
  const handle = async (request: Request): Promise<Response> => app.fetch(request)
  return { GET: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle, HEAD: handle, OPTIONS: handle }
}
