import { is } from 'drizzle-orm/entity'
import { Placeholder } from 'drizzle-orm/sql/sql'
import { compileSql } from './compile-sql.ts'
import type { Dialect } from './dialect.ts'
import { createSqliteDialect } from './sqlite.ts'

/**
 * SQLite as D1 has it. Places are numbered, `?1`, and a value that stands in several of them is sent once: D1 takes no more than 100
 * values in a statement.
 */
export function createD1Dialect(): Dialect {
  return {
    ...createSqliteDialect(),
    compile(query) {
      const places: Placeholder[] = []
      const { sql } = compileSql(query, (_, value) => {
        if (!is(value, Placeholder)) throw new Error('A value was put into a statement without being bound.')
        const known = places.findIndex(({ name }) => name === value.name)
        return `?${known < 0 ? places.push(value) : known + 1}`
      })
      return { sql, params: places }
    },
  }
}
