import { adminPath } from '@rollcall/access'
import type { AdminOptions } from '@rollcall/admin'
import { Hono } from 'hono'

/**
 * The admin API, loaded at its first request: with its library of schemas it takes longer to start than all the rest, and identity providers
 * never ask for it.
 */
export function adminOnDemand(options: AdminOptions, origin: string): Hono {
  let loaded: Promise<Hono> | undefined
  const load = async () => {
    const { createAdmin } = await import('@rollcall/admin')
    return new Hono().route(adminPath, createAdmin(options).routerAt(origin))
  }
  const router = new Hono()
  router.all('/*', async (c) => {
    loaded ??= load()
    return (await loaded).fetch(c.req.raw)
  })
  return router
}
