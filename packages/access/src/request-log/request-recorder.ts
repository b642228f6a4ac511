import { type JsonValue, StorageUnavailable, sameJson, type WrittenChange } from '@rollcall/scim-core'
import type { AccessStorage } from '../access-storage.ts'
import { differenceOf } from './difference.ts'
import type { LoggedRequest } from './logged-request.ts'
import type { Redact } from './redact.ts'

/** What a request was and how it ended, before anything is redacted. */
export interface AnsweredRequest
  extends Omit<LoggedRequest, 'id' | 'time' | 'tolerated' | 'body' | 'bodyIsWhole' | 'changes' | 'moreChanges'> {
  readonly tenantId: string
  readonly tolerated: readonly { readonly id: string }[]
  readonly body: JsonValue | undefined
  /** In the order of the writes. */
  readonly changes: readonly WrittenChange[]
}

export interface RequestRecorderOptions {
  readonly storage: AccessStorage
  readonly redact: Redact
  readonly now: () => number
  /** Fresh, ascending. */
  readonly newId: () => string
}

export interface RequestRecorder {
  /** Keeps a request to be written with the next `flush`. No request waits for it. */
  record(request: AnsweredRequest): void
  /** Writes what is kept. What cannot be written is lost: no request is held up for its log. @throws whatever the storage throws */
  flush(): Promise<void>
  /** Removes what is older than its tenant wants it kept. */
  prune(): Promise<void>
  /** Requests that were not kept, since the beginning: there were too many at once. */
  readonly dropped: number
}

/** Between two flushes. Beyond the first number quiet requests are left out, beyond the second everything is. */
const mostQuiet = 500
const mostRequests = 5_000
/** More at a time would hold up whoever comes meanwhile. */
const writtenAtOnce = 50
/** Resources whose difference is kept of one request. */
export const mostDifferences = 50

/** Writes requests to their tenant's log, many at a time. */
export function createRequestRecorder({ storage, redact, now, newId }: RequestRecorderOptions): RequestRecorder {
  let waiting: (AnsweredRequest & Stamp)[] = []
  let dropped = 0
  return {
    get dropped() {
      return dropped
    },
    record(request) {
      // Of what was changed the journal tells, so nothing is lost with a quiet write.
      const isQuiet = request.status < 400 && request.tolerated.length === 0
      if (waiting.length >= (isQuiet ? mostQuiet : mostRequests)) {
        dropped += 1
        return
      }
      waiting.push({ ...request, id: newId(), time: now() })
    },
    async flush() {
      const byTenant = Map.groupBy(waiting, ({ tenantId }) => tenantId)
      waiting = []
      const failures: unknown[] = []
      for (const [tenantId, requests] of byTenant) {
        try {
          await write(tenantId, requests)
        } catch (error) {
          if (error instanceof StorageUnavailable) throw error
          // One tenant's requests must not cost another its log.
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
    async prune() {
      let after: string | undefined
      do {
        const tenants = await storage.tenants(after, 100)
        for (const { id, settings } of tenants) await storage.forTenant(id).pruneRequestLog(now() - settings.requestLogDays * 86_400_000)
        after = tenants.at(-1)?.id
      } while (after !== undefined)
    },
  }

  async function write(tenantId: string, requests: readonly (AnsweredRequest & Stamp)[]): Promise<void> {
    const showPersonal = (await storage.tenant(tenantId))?.settings.logPersonalValues === true
    const log = storage.forTenant(tenantId)
    for (let at = 0; at < requests.length; at += writtenAtOnce)
      await log.logRequests(requests.slice(at, at + writtenAtOnce).map((request) => logged(request, showPersonal)))
  }

  function logged({ tenantId: _, tolerated, body, changes, ...request }: AnsweredRequest & Stamp, showPersonal: boolean): LoggedRequest {
    const redacted = body === undefined ? undefined : redact(body, showPersonal)
    return {
      ...request,
      resourceId: request.resourceId === undefined ? undefined : keptId(request.resourceId),
      tolerated: tolerated.map(({ id }) => id),
      body: redacted,
      bodyIsWhole: sameJson(body, redacted),
      changes: changes.slice(0, mostDifferences).map((change) => differenceOf(change, redact, showPersonal)),
      moreChanges: Math.max(0, changes.length - mostDifferences),
    }
  }
}

/** What was sent as an id may be any text. PostgreSQL holds no U+0000, and indexes no text of more than some 2,700 bytes. */
function keptId(id: string): string {
  const text = id.replaceAll('\0', '\uFFFD').toWellFormed()
  return text.length > longestId ? `${text.slice(0, longestId).toWellFormed()}…` : text
}

const longestId = 100

type Stamp = Pick<LoggedRequest, 'id' | 'time'>
