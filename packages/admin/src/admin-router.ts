import { isTenantId } from '@rollcall/access'
import { StorageUnavailable } from '@rollcall/scim-core'
import { type Context, Hono } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { z } from 'zod'
import { badRequest, forbidden, jsonResponse, notFound, Problem, problemResponse } from './problem.ts'
import { readJson } from './read-json.ts'
import type { Administrator, AdminServices, Route } from './route.ts'
import { auditRoutes } from './routes/audit.ts'
import { credentialRoutes } from './routes/credentials.ts'
import { requestRoutes } from './routes/requests.ts'
import { noTenant, tenantRoutes } from './routes/tenants.ts'

export const adminRoutes: readonly Route[] = [...tenantRoutes, ...credentialRoutes, ...requestRoutes, ...auditRoutes]

export interface AdminRouterOptions extends AdminServices {
  /** Whether the bearer token is the operator's. Comparing in constant time is its business. */
  readonly isOperator: (token: string) => boolean | Promise<boolean>
  /**
   * The tenant whose admin API a credential opens, and the credential; undefined for who is not known.
   * @throws Problem for who is known and may not, or not now.
   */
  readonly administeredBy?: (request: Request) => Promise<{ readonly tenantId: string; readonly actor: string } | undefined>
  /** Seconds to wait for who fails to authenticate too often; 0 lets try. */
  readonly failed?: (request: Request) => number
  /** Surrounds the requests of a route, e.g. with spans. @param template with the path that the API is mounted under, `…/*` where there is no route. */
  readonly traced?: ((template: string) => (request: Request, answer: () => Promise<Response>) => Promise<Response>) | undefined
  /** Called once for every request when it is answered. */
  readonly answered?: ((request: Request, ended: EndedRequest) => void) | undefined
}

/** What a log may tell of a request. Of its path there is no more than the tenant's id in it. */
export interface EndedRequest {
  /** The template, with the path that the API is mounted under. */
  readonly route: string
  readonly status: number
  /** In milliseconds. */
  readonly duration: number
  /** Whose things it was about; undefined where nobody was let in. */
  readonly tenantId: string | undefined
  /** `operator`, or the id of a credential; undefined where nobody was let in. */
  readonly actor: string | undefined
}

/** The admin API, to be mounted anywhere: `app.route('/api/admin/v1', createAdminRouter(…))`. */
export function createAdminRouter(options: AdminRouterOptions): Hono {
  const router = new Hono()
  const administrators = new WeakMap<Request, Administrator>()
  const tenants = new WeakMap<Request, string>()
  const { traced, answered, ports } = options
  if (answered !== undefined)
    router.use('*', async (context, next) => {
      const started = ports.now()
      await next()
      const { raw } = context.req
      const by = administrators.get(raw)
      answered(raw, {
        route: templateOf(context),
        status: context.res.status,
        duration: ports.now() - started,
        tenantId: by?.kind === 'ofTenant' ? by.tenantId : tenants.get(raw),
        actor: by?.kind === 'ofTenant' ? by.actor : by?.kind,
      })
    })
  if (traced !== undefined)
    router.use('*', (context, next) =>
      traced(templateOf(context))(context.req.raw, async () => {
        await next()
        return context.res
      }),
    )
  // Default deny: nothing is looked at before it is known who asks, not even whether the path exists.
  router.use('*', async (context, next) => {
    const [, token] = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i.exec(context.req.header('authorization') ?? '') ?? []
    const by = token === undefined ? undefined : await administrator(context.req.raw, token)
    if (by !== undefined) {
      administrators.set(context.req.raw, by)
      return next()
    }
    const seconds = token === undefined ? 0 : (options.failed?.(context.req.raw) ?? 0)
    if (seconds > 0) return problemResponse(new Problem(429, 'Too many failed authentications.', { 'Retry-After': String(seconds) }))
    const challenge = { 'WWW-Authenticate': `Bearer realm="Rollcall admin"${token === undefined ? '' : ', error="invalid_token"'}` }
    return problemResponse(new Problem(401, 'Send the admin token: "Authorization: Bearer <ADMIN_TOKEN>".', challenge))
  })
  const administrator = async (request: Request, token: string): Promise<Administrator | undefined> => {
    if (await options.isOperator(token)) return { kind: 'operator' }
    const known = await options.administeredBy?.(request)
    return known === undefined ? undefined : { kind: 'ofTenant', tenantId: known.tenantId, actor: known.actor }
  }
  for (const route of adminRoutes) {
    router.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async ({ req }) => {
      const path: Record<string, string> = req.param()
      const by = administrators.get(req.raw)
      if (by === undefined) throw new Error('Nobody was let in.')
      assertWithin(by, path)
      if (path['tenant'] !== undefined && isTenantId(path['tenant'])) tenants.set(req.raw, path['tenant'])
      // No id of ours holds U+0000, and not every database can be asked for one.
      if (req.url.includes('%00')) throw badRequest('U+0000 stands in no id, and in nothing that can be asked for.')
      const query = checked(route.query, req.query(), 'The query')
      const body = route.body === undefined ? undefined : checked(route.body, await readJson(req.raw), 'The body')
      const answer = await route.run(options, { path, query, body, by })
      if (answer instanceof Response) return answer
      return route.status === 204
        ? new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } })
        : jsonResponse(route.status, answer)
    })
  }
  router.all('*', ({ req }) => {
    const others = methodsAt(req.path)
    if (others.length === 0 || others.includes(req.method)) return problemResponse(notFound('There is no such endpoint.'))
    return problemResponse(new Problem(405, `This endpoint answers ${others.join(', ')} only.`, { Allow: others.join(', ') }))
  })
  router.onError((error) => {
    if (error instanceof Problem) return problemResponse(error)
    options.onFailure(error)
    return error instanceof StorageUnavailable
      ? problemResponse(new Problem(503, 'The database cannot be used just now.', { 'Retry-After': String(error.retryAfterSeconds) }))
      : problemResponse(new Problem(500, 'Something went wrong on our side; the log tells what.'))
  })
  return router
}

/**
 * A tenant's administrator does nothing outside it, and finds no other: whether there is one is not told.
 * @throws Problem 403, or 404 as for a tenant that there is not.
 */
function assertWithin(by: Administrator, { tenant }: Readonly<Record<string, string>>): void {
  if (by.kind === 'operator' || tenant === by.tenantId) return
  throw tenant === undefined ? forbidden('Only the operator lists and makes tenants.') : noTenant(tenant)
}

function templateOf(context: Context): string {
  const matched = matchedRoutes(context)
  const { path = '' } = matched.findLast(({ method }) => method !== 'ALL') ?? matched[0] ?? {}
  return path.replace(/:(\w+)/g, '{$1}')
}

/** What other methods there are at a path, whatever it is mounted under. */
function methodsAt(path: string): string[] {
  const shapes = adminRoutes.map(({ method, path: template }) => ({
    method,
    shape: new RegExp(`${template.replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  return [...new Set(shapes.filter(({ shape }) => shape.test(path)).map(({ method }) => method))]
}

function checked(schema: z.ZodType | undefined, value: unknown, what: string): unknown {
  if (schema === undefined) return {}
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') ?? ''
  throw badRequest(`${where === '' ? what : where}: ${issue?.message ?? 'is not as it should be'}.`)
}
