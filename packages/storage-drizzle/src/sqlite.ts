import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { compareText, ordered } from './compare-text.ts'
import { compileSql } from './compile-sql.ts'
import type { ComparableDialect, Dialect, ElementComparison, TextDialect } from './dialect.ts'
import { literal } from './statement.ts'
import * as tables from './tables/sqlite.ts'

/** SQLite's phrases, the same on better-sqlite3 and D1: no LIKE, no lower(), and lists as one JSON parameter. */
export function createSqliteDialect(): Dialect {
  return {
    tables,
    compile: (query) => compileSql(query, () => preparedOnce),
    isIn: (value, query) => sql`${value} in (${query})`,
    list: (json) => sql`select value from json_each(${json})`,
    records(json, columns) {
      const values = Object.keys(columns).map((name) => sql`value ->> ${path(name)} as ${sql.identifier(name)}`)
      return sql`(select ${sql.join(values, sql`, `)} from json_each(${json}))`
    },
    greatest: (left, right) => sql`max(${left}, ${right})`,
    text,
    comparable,
    // There is one writer at a time: numbers are in the order of commits.
    journal: { sequence: () => undefined, isSettled: sql`true` },
  }
}

/**
 * A place for a value. SQLite with STAT4, which better-sqlite3 has, looks into plain parameters that limit rows or are compared without an
 * index, and then prepares the statement anew for every execution: 40 µs and more. It does not look into a call.
 */
const preparedOnce = 'coalesce(?, null)'

const text: TextDialect = {
  byCodePoint: (made) => made,
  contains: (whole, part) => sql`instr(${whole}, ${part}) > 0`,
  startsWith: (whole, part) => sql`substr(${whole}, 1, length(${part})) = ${part}`,
  // Where the part is longer than the whole, what is cut is too short to equal it.
  endsWith: (whole, part) => sql`substr(${whole}, length(${whole}) - length(${part}) + 1) = ${part}`,
}

const comparable: ComparableDialect = {
  elements: (json, key) => sql`json_each(${json}, ${path(key)}) e`,
  compare: compareElement,
  present(subAttribute) {
    if (subAttribute !== undefined) return sql`${value(subAttribute)} <> ''`
    return sql`case e.type when 'object' then exists (select 1 from json_each(e.value) s where s.value <> '') else e.value <> '' end`
  },
  sortValue(json, key, subAttribute) {
    if (subAttribute === undefined) return sql`nullif(${json} ->> ${path(key, '[0]')}, '')`
    const primaryFirst = sql`coalesce(${value('primary')}, 0) desc, e.key`
    return sql`(select nullif(${value(subAttribute)}, '') from ${comparable.elements(json, key)} order by ${primaryFirst} limit 1)`
  },
}

function compareElement({ subAttribute, operator, type, value: expected }: ElementComparison): SQL {
  const jsonType =
    subAttribute === undefined ? sql`e.type` : sql`case e.type when 'object' then json_type(e.value, ${path(subAttribute)}) end`
  const actual = value(subAttribute)
  switch (type) {
    case 'string':
      return sql`${jsonType} = 'text' and ${compareText(text, actual, operator, expected)}`
    case 'number':
      return sql`${jsonType} in ('integer', 'real') and ${ordered(actual, operator, expected)}`
    case 'boolean':
      // The types are the texts `true` and `false`, which are in the right order.
      return sql`${jsonType} in ('true', 'false') and ${ordered(jsonType, operator, expected)}`
  }
}

/** What element `e` is, or its sub-attribute. Only objects are looked into: other text would be malformed JSON. */
function value(subAttribute: string | undefined): SQL {
  return subAttribute === undefined ? sql`e.value` : sql`case e.type when 'object' then e.value ->> ${path(subAttribute)} end`
}

function path(name: string, rest = ''): SQL {
  if (name.includes('"')) throw new Error(`The attribute name ${name} has a quotation mark.`)
  return literal(`$."${name}"${rest}`)
}
