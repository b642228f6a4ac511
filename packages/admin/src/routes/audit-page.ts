import type { JournalEntry, JournalOrder, ResourceStore } from '@rollcall/scim-core'

export interface AuditQuery {
  readonly order: JournalOrder
  /** Where the page before ended. */
  readonly after: string | undefined
  /** Milliseconds since 1970: from, inclusive, to, exclusive. */
  readonly from: number
  readonly to: number
  readonly isAsked: (entry: JournalEntry) => boolean
  readonly limit: number
}

export interface AuditPage {
  readonly entries: readonly JournalEntry[]
  /** Present when there may be more. */
  readonly next: string | undefined
}

/** So many entries are looked through for one page; then it is given as it is. */
const mostRead = 10_000
const readAtOnce = 500
/** The journal has the order of commits. A time in it is that of the server that wrote, by whose clock it may be somewhat earlier or later. */
const disorder = 3_600_000

/** A page of the journal, read from the side that was asked for and no further than it can have what is asked for. */
export async function auditPage(journal: Pick<ResourceStore, 'journal'>, query: AuditQuery): Promise<AuditPage> {
  const { order, from, to, isAsked, limit } = query
  const isBeyond = ({ time }: JournalEntry) => (order === 'newestFirst' ? time < from - disorder : time >= to + disorder)
  const found: JournalEntry[] = []
  let position = query.after
  for (let read = 0; read < mostRead; read += readAtOnce) {
    const { entries, cursor } = await journal.journal(position, readAtOnce, order)
    for (const [index, entry] of entries.entries()) {
      if (isBeyond(entry)) return { entries: found, next: undefined }
      if (entry.time >= from && entry.time < to && isAsked(entry)) found.push(entry)
      if (found.length < limit) continue
      if (index < entries.length - 1) return { entries: found, next: (await journal.journal(position, index + 1, order)).cursor }
      return { entries: found, next: entries.length < readAtOnce ? undefined : cursor }
    }
    if (entries.length < readAtOnce) return { entries: found, next: undefined }
    position = cursor
  }
  return { entries: found, next: position }
}
