import type { ResolvedOperator } from '@rollcall/scim-core/filter'
import type { SQL, SQLWrapper } from 'drizzle-orm/sql/sql'
import type * as tables from './tables/sqlite.ts'

/** The tables, by the same names in every dialect. */
export type Tables = typeof tables

/** Phrases about text, which is compared by code point and never folded by SQL. */
export interface TextDialect {
  /** Text that is made by SQL, to be compared by code point as columns are. */
  byCodePoint(text: SQL): SQL
  contains(text: SQL, part: SQL): SQL
  startsWith(text: SQL, part: SQL): SQL
  endsWith(text: SQL, part: SQL): SQL
}

/** The few phrases that databases say differently. Everything else is the same SQL for all. */
export interface Dialect {
  readonly tables: Tables
  compile(query: SQL): { readonly sql: string; readonly params: readonly unknown[] }
  /** Whether the value is among those of a query of one column. */
  isIn(value: SQL, query: SQL): SQL
  /** A JSON array as a query of one column. */
  list(json: SQL, of: 'text' | 'number'): SQL
  /** A JSON array of objects as a table expression with the named columns; what an object does not have is null. Booleans become 0 or 1. */
  records(json: SQL, columns: Readonly<Record<string, 'text' | 'boolean'>>): SQL
  /** The greater of two numbers. */
  greatest(left: SQL, right: SQL): SQL
  readonly text: TextDialect
  readonly comparable: ComparableDialect
  readonly journal: JournalDialect
}

/** How the journal is numbered, and read while others write. */
export interface JournalDialect {
  /** The number of an entry, of a unit that writes one or several; undefined where the database numbers them. */
  sequence(entries: 'one' | 'several'): SQL | undefined
  /** Whether no entry with a smaller number than that of entry `j` can still appear. */
  readonly isSettled: SQL
}

/** How a dialect looks into the comparable form, which is JSON: an object of lists. */
export interface ComparableDialect {
  /** The elements at `key` as a table expression named `e`. */
  elements(comparable: SQLWrapper, key: string): SQL
  /** Whether element `e` compares as stated. True, false or null; null where there is no such value. */
  compare(comparison: ElementComparison): SQL
  /** Whether element `e` has a value: true, false or null. */
  present(subAttribute: string | undefined): SQL
  /** The sort value at `key`: of the primary element, else of the first; null when there is none or it is an empty string. */
  sortValue(comparable: SQLWrapper, key: string, subAttribute: string | undefined): SQL
}

export interface ElementComparison {
  readonly subAttribute: string | undefined
  readonly operator: ResolvedOperator
  /** The type of the value compared with. Values of another type satisfy nothing. */
  readonly type: 'string' | 'number' | 'boolean'
  /** The value: text, a number, or the texts `true` and `false`. */
  readonly value: SQL
}
