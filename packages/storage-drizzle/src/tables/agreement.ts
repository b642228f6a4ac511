import type { InferSelectModel } from 'drizzle-orm'
import type * as postgres from './postgres.ts'
import type * as sqlite from './sqlite.ts'

/** Compiles only while every table has the same columns of the same types in both dialects. PostgreSQL has one more, for itself. */
export type TablesAgree = Agreement<{
  [Name in keyof typeof sqlite]: Same<InferSelectModel<(typeof sqlite)[Name]>, Omit<InferSelectModel<(typeof postgres)[Name]>, 'xid'>>
}>

type Agreement<Tables extends Readonly<Record<string, true>>> = Tables
type Same<Left, Right> = (<T>() => T extends Readonly<Left> ? 1 : 2) extends <T>() => T extends Readonly<Right> ? 1 : 2 ? true : false
