import { type AuditTrail, auditCsvHeader, auditCsvLine, entriesOf, sealJournal, verifyJournal } from '@rollcall/access'
import type { JournalEntry } from '@rollcall/scim-core'
import * as z from 'zod'
import { fileResponse } from '../problem.ts'
import { type AdminServices, type Route, route } from '../route.ts'
import { auditExport, auditQuery, auditVerification, listOf, verification } from '../schemas.ts'
import { entryView } from '../views.ts'
import { tenantIn } from './tenants.ts'

const tag = 'Audit trail'

export const auditRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tenants/{tenant}/audit',
    tag,
    summary: 'Lists changes of resources, oldest first: who, when, what, and the names of the changed attributes',
    query: auditQuery,
    status: 200,
    answer: listOf(z.record(z.string(), z.unknown())),
    async run(services, { path, query: { limit, search, after, ...range } }) {
      const { id } = await tenantIn(services, path)
      const items: JournalEntry[] = []
      const isAsked = isWithin(range)
      const skipTo = Number(after ?? 0)
      for await (const entry of entriesOf(services.storage.forTenant(id))) {
        if (entry.sequence <= skipTo || !isAsked(entry) || !contains(entry, search)) continue
        if (items.length === limit) return { items: items.map(entryView), next: String(items.at(-1)?.sequence) }
        items.push(entry)
      }
      return { items: items.map(entryView), next: null }
    },
  }),
  route({
    method: 'GET',
    path: '/tenants/{tenant}/audit/export',
    tag,
    summary: 'The audit trail of a time as a file: CSV, or one JSON object a line',
    query: auditExport,
    status: 200,
    file: 'text/csv',
    async run(services, { path, query: { format, ...range } }) {
      const { id } = await tenantIn(services, path)
      const entries = services.storage.forTenant(id)
      const isAsked = isWithin(range)
      async function* lines(): AsyncGenerator<string> {
        if (format === 'csv') yield auditCsvHeader
        for await (const entry of entriesOf(entries)) {
          if (isAsked(entry)) yield format === 'csv' ? auditCsvLine(entry) : `${JSON.stringify(entryView(entry))}\n`
        }
      }
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8'
      return fileResponse(type, `audit-${id}.${format === 'csv' ? 'csv' : 'ndjson'}`, lines())
    },
  }),
  route({
    method: 'GET',
    path: '/tenants/{tenant}/audit/verification',
    tag,
    summary: 'Seals what is new and checks the whole hash chain, from the first change to the last',
    query: auditVerification,
    status: 200,
    answer: verification,
    async run(services, { path, query: { head } }) {
      const trail = auditTrailOf(services, (await tenantIn(services, path)).id)
      await sealJournal(trail)
      const result = await verifyJournal(trail, head)
      return { ...result, problem: result.problem ?? null }
    },
  }),
]

function auditTrailOf({ storage, accessStorage, ports }: AdminServices, tenantId: string): AuditTrail {
  return { tenantId, journal: storage.forTenant(tenantId), seals: accessStorage.forTenant(tenantId), digest: ports.digest }
}

function isWithin({
  from,
  to,
}: {
  readonly from?: string | undefined
  readonly to?: string | undefined
}): (entry: JournalEntry) => boolean {
  const [first, end] = [
    from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
    to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to),
  ]
  return ({ time }) => time >= first && time < end
}

function contains({ actor, id, operation, type, requestId, changed }: JournalEntry, search: string | undefined): boolean {
  return search === undefined || [actor, id, operation, type, requestId, ...changed].some((text) => text.includes(search))
}
