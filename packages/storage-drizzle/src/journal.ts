import type { JournalCursor, JournalEntry, JournalPage } from '@rollcall/scim-core/storage'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { createTemplates } from './statement.ts'

type JournalRow = Omit<JournalEntry, 'changed'> & { readonly changed: string }

interface JournalInput {
  readonly tenant: string
  readonly after: number
  readonly limit: number
}

/** A cursor is the sequence number of the last entry read. */
export function createJournal(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<JournalInput>(dialect)
  const entries = template<JournalRow>(sql`select j.sequence as "sequence", j.type as "type", j.id as "id", j.version as "version",
      j.operation as "operation", j.actor as "actor", j.request_id as "requestId", j.time as "time", j.changed as "changed"
    from ${dialect.tables.journal} j where j.tenant = ${bind(({ tenant }) => tenant)} and j.sequence > ${bind(({ after }) => after)}
      and ${dialect.journal.isSettled}
    order by j.sequence limit ${bind(({ limit }) => limit)}`)

  return async (tenant: string, after: JournalCursor | undefined, limit: number): Promise<JournalPage> => {
    const rows = await executor.read(entries({ tenant, after: Number(after ?? 0), limit }))
    const last = rows.at(-1)
    return {
      entries: rows.map((row) => ({ ...row, changed: JSON.parse(row.changed) })),
      cursor: last === undefined ? after : String(last.sequence),
    }
  }
}
