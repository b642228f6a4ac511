import { bigint } from 'drizzle-orm/pg-core/columns/bigint'
import { customType } from 'drizzle-orm/pg-core/columns/custom'

/** Text that compares as its UTF-8 bytes do, by code point, whatever the database's own collation is. */
export const text = customType<{ data: string }>({ dataType: () => 'text collate "C"' })

/** Milliseconds since 1970, versions and counts. */
export const number = (name: string) => bigint(name, { mode: 'number' })

/** JSON that filters look into. */
export const json = customType<{ data: string }>({ dataType: () => 'jsonb' })

/** The id of a transaction, never used twice. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })
