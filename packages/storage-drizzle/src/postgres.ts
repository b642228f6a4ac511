import { type SQL, sql } from 'drizzle-orm/sql/sql'
import { compareText, ordered } from './compare-text.ts'
import { compileSql } from './compile-sql.ts'
import type { ComparableDialect, Dialect, ElementComparison, JournalDialect, TextDialect } from './dialect.ts'
import { literal } from './statement.ts'
import { inAgreement } from './tables/agreement.ts'
import * as tables from './tables/postgres.ts'

/**
 * PostgreSQL's phrases. Columns have the collation "C" themselves; text that comes out of JSON is given it here. A parameter has the type
 * of what it stands beside, and a cast where that leaves a choice.
 */
export function createPostgresDialect(): Dialect {
  return {
    tables: inAgreement(tables),
    compile: (query) => compileSql(query, (index) => `$${index + 1}`),
    // The values of an array are looked up by key. A query would be joined, in a way that is guessed from statistics a new table does not have.
    isIn: (value, query) => sql`${value} = any(array(${query}))`,
    list: (json, of) => sql`select jsonb_array_elements_text(${json}::jsonb)${of === 'number' ? sql`::numeric` : sql``}`,
    records(json, columns) {
      const types = Object.entries(columns).map(([name, type]) => sql`${sql.identifier(name)} ${sql.raw(type)}`)
      const values = Object.entries(columns).map(([name, type]) =>
        type === 'boolean' ? sql`x.${sql.identifier(name)}::integer as ${sql.identifier(name)}` : sql`x.${sql.identifier(name)}`,
      )
      return sql`(select ${sql.join(values, sql`, `)} from jsonb_to_recordset(${json}::jsonb) as x(${sql.join(types, sql`, `)}))`
    },
    greatest: (left, right) => sql`greatest(${left}, ${right})`,
    text,
    comparable,
    journal,
  }
}

const text: TextDialect = {
  byCodePoint: (made) => sql`(${made}) collate "C"`,
  contains: (whole, part) => sql`strpos(${whole}, ${part}) > 0`,
  startsWith: (whole, part) => sql`starts_with(${whole}, ${part})`,
  // Where the part is longer than the whole, the whole is what is too short to equal it.
  endsWith: (whole, part) => sql`right(${whole}, length(${part}::text)) = ${part}`,
}

const comparable: ComparableDialect = {
  elements: (json, key) => sql`jsonb_array_elements(${json} -> ${literal(key)}) with ordinality e(value, key)`,
  compare: compareElement,
  present(subAttribute) {
    if (subAttribute !== undefined) return sql`e.value -> ${literal(subAttribute)} <> '""'`
    return sql`case jsonb_typeof(e.value) when 'object' then exists (select 1 from jsonb_each(e.value) s where s.value <> '""') else e.value <> '""' end`
  },
  sortValue(json, key, subAttribute) {
    if (subAttribute === undefined) return sortText(sql`(${json} -> ${literal(key)} -> 0)`)
    const primaryFirst = sql`coalesce(e.value -> 'primary' = 'true', false) desc, e.key`
    const value = sortText(sql`(e.value -> ${literal(subAttribute)})`)
    return sql`(select ${value} from ${comparable.elements(json, key)} order by ${primaryFirst} limit 1)`
  },
}

/** See drivers/postgres-unit.ts for the numbers and the transactions they come from. */
const journal: JournalDialect = {
  sequence: (entries) => (entries === 'one' ? sql`currval('journal_sequence')` : sql`nextval('journal_sequence')`),
  // What can be seen and comes from a transaction that has not begun was restored here from another server.
  isSettled: sql`(j.xid < pg_snapshot_xmin(pg_current_snapshot()) or j.xid >= pg_snapshot_xmax(pg_current_snapshot()))`,
}

function compareElement({ subAttribute, operator, type, value: expected }: ElementComparison): SQL {
  const actual = subAttribute === undefined ? sql`e.value` : sql`(e.value -> ${literal(subAttribute)})`
  // Only what has the type is cast to it; anything else is null, which satisfies nothing.
  const ofType = (value: SQL) => sql`(case jsonb_typeof(${actual}) when ${literal(type)} then ${value} end)`
  switch (type) {
    case 'string':
      return compareText(text, ofType(textOf(actual)), operator, sql`${expected}::text`)
    case 'number':
      return ordered(ofType(sql`${actual}::double precision`), operator, sql`${expected}::double precision`)
    case 'boolean':
      // The texts `true` and `false` are in the right order.
      return ordered(ofType(textOf(actual)), operator, sql`${expected}::text`)
  }
}

function textOf(json: SQL): SQL {
  return text.byCodePoint(sql`${json} #>> '{}'`)
}

/**
 * Text that orders as the values do: a column has one type, but an attribute of any type may be sorted by. Of a number the bits, whose
 * order is that of the numbers, and reversed below zero.
 */
function sortText(json: SQL): SQL {
  const bits = sql`encode(float8send(${json}::double precision), 'hex')`
  const reversed = sql`lpad(to_hex((~ ('x' || ${bits})::bit(64))::bigint), 16, '0')`
  const ofNumber = sql`case when ${json} < '0' then 'n' || ${reversed} else 'p' || ${bits} end`
  return text.byCodePoint(sql`case jsonb_typeof(${json}) when 'number' then ${ofNumber} else nullif(${textOf(json)}, '') end`)
}
