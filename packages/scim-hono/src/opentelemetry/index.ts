import {
  type Attributes,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api'
import type { Outcome, Tracing } from '../tracing.ts'

/**
 * A span for every request, by the semantic conventions for HTTP servers, through the API of OpenTelemetry alone: whoever loads an SDK
 * sees spans, and nobody else pays for them. Within the span are those of what is done for the request.
 *
 * Neither the path nor the query is told, because clients put names of persons there; `http.route` says what was asked.
 * @param baseUrl as of the service provider.
 */
export function openTelemetry(baseUrl: string): Tracing {
  const tracer = trace.getTracer('@rollcall/scim-hono')
  const { protocol, hostname, port } = new URL(baseUrl)
  const scheme = protocol.slice(0, -1)
  const server: Attributes = {
    'url.scheme': scheme,
    'server.address': hostname,
    'server.port': Number(port) || (scheme === 'https' ? 443 : 80),
  }
  return {
    onRoute({ template, resourceType, operation }) {
      const always: Attributes = { ...server, 'http.route': template, 'scim.resource_type': resourceType }
      return (request, answer) => {
        const method = knownMethods.has(request.method) ? request.method : '_OTHER'
        const parent = propagation.extract(context.active(), request.headers, headersGetter)
        const attributes = { ...always, 'http.request.method': method, 'scim.operation': operation(request.method) }
        // "HTTP" stands for a method that nobody knows (semantic conventions, HTTP spans, name).
        const name = `${method === '_OTHER' ? 'HTTP' : method} ${template}`
        const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent)
        if (!isSpanContextValid(span.spanContext())) return answer(nothing)
        return context.with(trace.setSpan(parent, span), async () => {
          try {
            return await answer((outcome) => tell(span, outcome))
          } finally {
            span.end()
          }
        })
      }
    },
  }
}

const nothing = () => {}
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

const headersGetter: TextMapGetter<Headers> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
}

function tell(span: Span, { status, scimType, tenantId }: Outcome): void {
  if (!span.isRecording()) return
  span.setAttribute('http.response.status_code', status)
  if (tenantId !== undefined) span.setAttribute('rollcall.tenant', tenantId)
  if (scimType !== undefined) span.setAttribute('scim.scim_type', scimType)
  // Of a server's span, what the client did wrong is no error.
  if (status < 500) return
  span.setAttribute('error.type', String(status))
  span.setStatus({ code: SpanStatusCode.ERROR })
}
