import type { InferSelectModel } from 'drizzle-orm'
import type { Tables } from '../dialect.ts'
import type * as postgres from './postgres.ts'

/**
 * PostgreSQL's tables, by the types that the store is written against. Compiles only while every table has the same columns of the same
 * types in both dialects; the journal of PostgreSQL has one more, for itself.
 */
export function inAgreement(tables: Agreement extends Readonly<Record<string, true>> ? typeof postgres : never): Tables {
  return tables as unknown as Tables
}

type Agreement = {
  [Name in keyof Tables]: Same<InferSelectModel<Tables[Name]>, Omit<InferSelectModel<(typeof postgres)[Name]>, 'xid'>>
}
type Same<Left, Right> = (<T>() => T extends Readonly<Left> ? 1 : 2) extends <T>() => T extends Readonly<Right> ? 1 : 2 ? true : false
