import { getRequestListener } from '@hono/node-server'
import type { Express } from 'express'
import type { Hono } from 'hono'

/** Before `express.json()` and whatever else reads bodies: SCIM reads its own, after its own limits. Express takes the path off. */
export function mountInExpress(app: Express, router: Hono): void {
  app.use('/scim/v2', getRequestListener(router.fetch))
}
