import { Hono } from 'hono'

/** The files of swagger-ui-dist that are served, by their media types. */
const files = [
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['swagger-ui-standalone-preset.js', 'text/javascript; charset=utf-8'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
] as const

export type SwaggerUiFile = (typeof files)[number][0]

export interface SwaggerUiOptions {
  /** Where it is, e.g. `/docs`. */
  readonly path: string
  /** The descriptions to choose from, on the same origin. The first is shown. */
  readonly definitions: readonly { readonly url: string; readonly name: string }[]
  /** A file of the package swagger-ui-dist. */
  readonly file: (name: SwaggerUiFile) => Promise<BodyInit>
}

/** Swagger UI from this very origin: nothing is fetched from elsewhere and no script is inline. */
export function swaggerUi({ path, definitions, file }: SwaggerUiOptions): Hono {
  const router = new Hono()
  const page = () => respond(indexHtml(path), 'text/html; charset=utf-8', 'no-cache')
  router.get(path, page)
  router.get(`${path}/`, page)
  router.get(`${path}/init.js`, () => respond(initJs(definitions), 'text/javascript; charset=utf-8', 'no-cache'))
  for (const [name, type] of files) {
    router.get(`${path}/${name}`, async () => respond(await file(name), type, 'public, max-age=86400'))
  }
  return router
}

// Swagger UI sets style attributes; everything else comes from this origin or not at all.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

function respond(body: BodyInit, type: string, caching: string): Response {
  return new Response(body, {
    headers: {
      'Cache-Control': caching,
      'Content-Security-Policy': contentSecurityPolicy,
      'Content-Type': type,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

const indexHtml = (path: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Rollcall API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${path}/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${path}/swagger-ui-bundle.js"></script>
    <script src="${path}/swagger-ui-standalone-preset.js"></script>
    <script src="${path}/init.js"></script>
  </body>
</html>
`

// No ?url= parameter is read, no token is stored, and no validator on the Internet is asked.
const initJs = (definitions: SwaggerUiOptions['definitions']) => `SwaggerUIBundle({
  urls: ${JSON.stringify(definitions)},
  dom_id: '#swagger-ui',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
})
`
