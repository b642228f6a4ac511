import type { RequestLogEntry } from '@rollcall/scim-hono'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export interface Metrics {
  count(entry: RequestLogEntry): void
  /** Everything counted, in the format of Prometheus. */
  text(): Promise<string>
  readonly contentType: string
}

/** What is counted of requests: by tenant, operation and outcome. Nothing of a label comes from a request, but for the tenant's id. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'rollcall_requests_total',
    help: 'SCIM requests by tenant, operation and outcome.',
    labelNames: ['tenant', 'operation', 'outcome'] as const,
    registers: [registry],
  })
  const tolerated = new Counter({
    name: 'rollcall_tolerated_total',
    help: 'Habits of clients that had to be understood, by tenant and habit.',
    labelNames: ['tenant', 'habit'] as const,
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'rollcall_request_duration_seconds',
    help: 'From arrival to the head of the answer, by operation.',
    labelNames: ['operation'] as const,
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  })
  return {
    count({ tenantId = 'unknown', method, route, status, scimType, duration, tolerated: habits }) {
      const operation = `${knownMethods.has(method) ? method : 'other'} ${route}`
      requests.inc({ tenant: tenantId, operation, outcome: scimType === undefined ? String(status) : `${status} ${scimType}` })
      durations.observe({ operation }, duration / 1000)
      for (const { id } of habits) tolerated.inc({ tenant: tenantId, habit: id })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
