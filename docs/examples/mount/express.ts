import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'

/** Express's `app`, as far as it is needed. */
interface Express {
  use(path: string, listener: (request: IncomingMessage, response: ServerResponse) => void): unknown
}

/** Before `express.json()` and whatever else reads bodies: SCIM reads its own, after its own limits. Express takes the path off. */
export function mountInExpress(app: Express, router: Hono): void {
  app.use('/scim/v2', getRequestListener(router.fetch))
}
