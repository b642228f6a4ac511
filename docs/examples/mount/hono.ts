import type { Hono } from 'hono'

/** Mounts SCIM beside the routes that an application has. */
export function mountInHono(app: Hono, router: Hono): Hono {
  return app.route('/scim/v2', router)
}
