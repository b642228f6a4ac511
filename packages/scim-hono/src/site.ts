import type { ResourceTypes } from '@rollcall/scim-core'
import { Hono } from 'hono'
import { openApiDocument } from './openapi/openapi.ts'
import { type SwaggerUiOptions, swaggerUi } from './swagger-ui.ts'

export interface SiteOptions {
  /** What `createScimRouter` has made. */
  readonly scim: Hono
  /** Where it is mounted, e.g. `/api/scim/v2`. */
  readonly scimPath: string
  readonly resourceTypes: ResourceTypes
  readonly version: string
  /** Another API, which describes itself at `/openapi.json` below its path. */
  readonly admin: { readonly path: string; readonly router: Hono } | undefined
  /** The OAuth token endpoint, and what RFC 8414 has told of it. */
  readonly oauth: {
    readonly path: string
    readonly endpoint: (request: Request) => Promise<Response>
    readonly metadata: Readonly<Record<string, unknown>>
  }
  readonly swaggerUiFile: SwaggerUiOptions['file']
  /** Whether requests can be served now. */
  readonly isReady: () => Promise<boolean>
  /** Called with whatever was thrown outside of SCIM. */
  readonly onFailure: (error: unknown) => void
}

/**
 * SCIM and what is served beside it. Public are /docs, /openapi.json, the two probes, ServiceProviderConfig, the token endpoint and its
 * description; no more.
 */
export function createSite({ scim, scimPath, resourceTypes, version, admin, oauth, ...options }: SiteOptions): Hono {
  const site = new Hono()
  site.route(scimPath, scim)
  const definitions = [{ url: '/openapi.json', name: 'SCIM 2.0' }]
  if (admin !== undefined) {
    // Apart, so that the site's own paths stay so few and plain that Hono finds them by one regular expression.
    const apart = new Hono().route(admin.path, admin.router)
    site.all(`${admin.path}/*`, (c) => apart.fetch(c.req.raw))
    definitions.push({ url: `${admin.path}/openapi.json`, name: 'Admin' })
  }
  site.route('/', swaggerUi({ path: '/docs', definitions, file: options.swaggerUiFile }))
  site.all(oauth.path, (c) => oauth.endpoint(c.req.raw))
  site.get('/.well-known/oauth-authorization-server', () => plainJson(oauth.metadata, 200))
  // Made for who asks: a start need not wait for it.
  let openApi: ReturnType<typeof openApiDocument> | undefined
  site.get('/openapi.json', () => {
    openApi ??= openApiDocument(resourceTypes, { basePath: scimPath, version })
    return plainJson(openApi, 200)
  })
  site.get('/', (c) => c.redirect('/docs'))
  site.get('/healthz', () => plainJson({ status: 'ok' }, 200))
  site.get('/readyz', async () =>
    (await options.isReady()) ? plainJson({ status: 'ok' }, 200) : plainJson({ status: 'unavailable' }, 503),
  )
  site.onError((error) => {
    options.onFailure(error)
    return plainJson({ detail: 'Something went wrong on our side.' }, 500)
  })
  // RFC 7644 §3.13: without a version in the path the newest is meant. Found last, so that it costs other requests nothing.
  const unversioned = scimPath.replace(/\/v2$/, '')
  const withoutVersion = new Hono().route(unversioned, scim)
  // RFC 7644 §6.1: the tenant in the path, for who wants to see it there. It must be that of the credential.
  const nothing = () => plainJson({ detail: `Nothing is here. SCIM is at ${scimPath}, its description at /docs.` }, 404)
  const withTenant = new Hono().route('/t/:tenant/scim/v2', scim).notFound(nothing)
  site.notFound((c) => {
    if (c.req.path.startsWith('/t/')) return withTenant.fetch(c.req.raw)
    if (c.req.path.startsWith(`${unversioned}/`)) return withoutVersion.fetch(c.req.raw)
    return nothing()
  })
  return site
}

/** An answer that is no SCIM message. */
export function plainJson(body: unknown, status: number, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...more,
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
