import { adminPath } from '@rollcall/access'
import type { AdminOptions, AdminRouterOptions } from '@rollcall/admin'
import { Hono } from 'hono'

/**
 * The admin API, loaded at its first request: with its library of schemas it takes longer to start than all the rest, and identity providers
 * never ask for it.
 */
export function adminOnDemand(options: AdminOptions, origin: string, answered: AdminRouterOptions['answered']): Hono {
  let loaded: Hono | undefined
  const router = new Hono()
  router.all('/*', async (c) => {
    // Each request waits for a promise of its own: a Worker must not wait for another request's.
    const { createAdmin } = await import('@rollcall/admin')
    loaded ??= new Hono().route(adminPath, createAdmin(options).routerAt(origin, { answered }))
    return loaded.fetch(c.req.raw)
  })
  return router
}
