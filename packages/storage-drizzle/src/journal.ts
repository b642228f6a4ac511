import type { JournalCursor, JournalEntry, JournalOrder, JournalPage } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { createTemplates } from './statement.ts'

type JournalRow = Omit<JournalEntry, 'changed'> & { readonly changed: string }

interface JournalInput {
  readonly tenant: string
  /** The number of the last entry that was read. */
  readonly last: number
  readonly limit: number
}

/** A cursor is the sequence number of the last entry read. */
export function createJournal(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<JournalInput>(dialect)
  const entriesOf = (behind: SQL, order: SQL) =>
    template<JournalRow>(sql`select j.sequence as "sequence", j.type as "type", j.id as "id", j.version as "version",
      j.operation as "operation", j.actor as "actor", j.request_id as "requestId", j.time as "time", j.changed as "changed"
    from ${dialect.tables.journal} j where j.tenant = ${bind(({ tenant }) => tenant)} and j.sequence ${behind} ${bind(({ last }) => last)}
      and ${dialect.journal.isSettled}
    order by j.sequence ${order} limit ${bind(({ limit }) => limit)}`)
  const oldestFirst = entriesOf(sql`>`, sql`asc`)
  const newestFirst = entriesOf(sql`<`, sql`desc`)

  return async (
    tenant: string,
    behind: JournalCursor | undefined,
    limit: number,
    order: JournalOrder = 'oldestFirst',
  ): Promise<JournalPage> => {
    const rows = await executor.read(
      order === 'oldestFirst'
        ? oldestFirst({ tenant, last: Number(behind ?? 0), limit })
        : newestFirst({ tenant, last: Number(behind ?? Number.MAX_SAFE_INTEGER), limit }),
    )
    const last = rows.at(-1)
    return {
      entries: rows.map((row) => ({ ...row, changed: JSON.parse(row.changed) })),
      cursor: last === undefined ? behind : String(last.sequence),
    }
  }
}
