import { CasingCache } from 'drizzle-orm/casing'
import type { Query, SQL } from 'drizzle-orm/sql/sql'

/**
 * Drizzle's SQL as text, with a place for each value as `place` says. Names and text are quoted as the SQL standard has it. Drizzle's
 * own dialects do the same and bring its query builders along, which this package has no use for.
 *
 * Here and elsewhere Drizzle is imported file by file: Node takes half a second and 150 MB to load all of it.
 * @param place from the value's index, beginning with 0, and the value
 */
export function compileSql(query: SQL, place: (index: number, value: unknown) => string): Query {
  return query.toQuery({
    casing: new CasingCache(),
    escapeName: (name) => `"${name.replaceAll('"', '""')}"`,
    escapeParam: place,
    escapeString: (text) => `'${text.replaceAll("'", "''")}'`,
  })
}
