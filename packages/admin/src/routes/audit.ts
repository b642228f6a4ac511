import { type AuditTrail, auditCsvHeader, auditCsvLine, entriesOf, sealAndVerify } from '@rollcall/access'
import type { JournalEntry } from '@rollcall/scim-core'
import * as z from 'zod'
import { fileResponse, Problem } from '../problem.ts'
import { type AdminServices, type Route, route } from '../route.ts'
import { auditExport, auditQuery, auditVerification, listOf, verification } from '../schemas.ts'
import { entryView } from '../views.ts'
import { auditPage } from './audit-page.ts'
import { tenantIn } from './tenants.ts'

const tag = 'Audit trail'
/** Tenants whose trail is, of each database. Sixty at once told no more than one, and everybody's requests took a second. */
const beingVerified = new WeakMap<AdminServices, Set<string>>()

export const auditRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tenants/{tenant}/audit',
    tag,
    summary: 'Lists changes of resources, newest first: who, when, what, and the names of the changed attributes',
    query: auditQuery,
    status: 200,
    answer: listOf(z.record(z.string(), z.unknown())),
    async run(services, { path, query: { limit, search, after, order, ...range } }) {
      const { id } = await tenantIn(services, path)
      const { entries, next } = await auditPage(services.storage.forTenant(id), {
        ...timesOf(range),
        order: order === 'newest' ? 'newestFirst' : 'oldestFirst',
        after,
        isAsked: (entry) => contains(entry, search),
        limit,
      })
      return { items: entries.map(entryView), next: next ?? null }
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
        let header = format === 'csv' ? auditCsvHeader : ''
        for await (const entry of entriesOf(entries)) {
          if (!isAsked(entry)) continue
          yield header + (format === 'csv' ? auditCsvLine(entry) : `${JSON.stringify(entryView(entry))}\n`)
          header = ''
        }
        if (header !== '') yield header
      }
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8'
      return fileResponse(type, `audit-${id}.${format === 'csv' ? 'csv' : 'ndjson'}`, lines(), services.onFailure)
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
      const { id } = await tenantIn(services, path)
      const trail = auditTrailOf(services, id)
      const verifying = beingVerified.get(services) ?? new Set()
      beingVerified.set(services, verifying)
      if (verifying.has(id)) throw new Problem(429, 'This trail is being verified already; wait for that.', { 'Retry-After': '5' })
      verifying.add(id)
      try {
        const result = await sealAndVerify(trail, head)
        return { ...result, problem: result.problem ?? null }
      } finally {
        verifying.delete(id)
      }
    },
  }),
]

function auditTrailOf({ storage, accessStorage, ports }: AdminServices, tenantId: string): AuditTrail {
  return { tenantId, journal: storage.forTenant(tenantId), seals: accessStorage.forTenant(tenantId), digest: ports.digest }
}

interface Range {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

function timesOf({ from, to }: Range) {
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
    to: to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to),
  }
}

function isWithin(range: Range): (entry: JournalEntry) => boolean {
  const { from, to } = timesOf(range)
  return ({ time }) => time >= from && time < to
}

function contains({ actor, id, operation, type, requestId, changed }: JournalEntry, search: string | undefined): boolean {
  return search === undefined || [actor, id, operation, type, requestId, ...changed].some((text) => text.includes(search))
}
