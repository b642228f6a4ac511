import type { ResolvedOperator } from '@rollcall/scim-core/filter'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { TextDialect } from './dialect.ts'

/** A comparison of text; null where the text is null. */
export function compareText(dialect: TextDialect, text: SQL, operator: ResolvedOperator, value: SQL): SQL {
  switch (operator) {
    case 'co':
      return dialect.contains(text, value)
    case 'sw':
      return dialect.startsWith(text, value)
    case 'ew':
      return dialect.endsWith(text, value)
    case 'eq':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return ordered(text, operator, value)
  }
}

/** A comparison of what has an order. Parts of text mean nothing to it: false. */
export function ordered(actual: SQL, operator: ResolvedOperator, value: SQL): SQL {
  switch (operator) {
    case 'eq':
      return sql`${actual} = ${value}`
    case 'gt':
      return sql`${actual} > ${value}`
    case 'ge':
      return sql`${actual} >= ${value}`
    case 'lt':
      return sql`${actual} < ${value}`
    case 'le':
      return sql`${actual} <= ${value}`
    case 'co':
    case 'sw':
    case 'ew':
      return sql`false`
  }
}
