import { is } from 'drizzle-orm/entity'
import { Placeholder, type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'

export type SqlValue = string | number | null

/** One SQL text with its values, ready for a driver. `Row` is what its result rows are, by the names in its select list. */
export interface Statement<Row = unknown> {
  readonly sql: string
  readonly params: readonly SqlValue[]
  /**
   * Whether it may read as much as a tenant has: a search without an index, or groups within groups. Where the event loop would wait for
   * it, it is better read elsewhere; those within groups are many and mostly short, and do not wait for searches.
   */
  readonly isLong?: boolean | 'nested'
  /** The tenant that waits for a long one, where several have to take turns. */
  readonly owner?: string | undefined
  /** Never set: it lets the compiler remember `Row`. */
  readonly row?: Row
}

/** A statement of which only the values are missing. */
export type Template<Input, Row = unknown> = (input: Input) => Statement<Row>

/** Makes statements that are built once and filled in every time: building SQL takes longer than running it. */
export interface Templates<Input> {
  /** A place in the SQL for a value that is read from the input. It may stand in several statements, and several times in one. */
  bind(read: (input: Input) => SqlValue): SQL
  /** The SQL is built on first use. */
  template<Row = unknown>(query: SQL, isLong?: Statement['isLong']): Template<Input, Row>
}

/** @param ownerOf the tenant that waits for a statement, where some of them are long */
export function createTemplates<Input>(dialect: Dialect, ownerOf?: (input: Input) => string): Templates<Input> {
  const places: ((input: Input) => SqlValue)[] = []
  const compile = (query: SQL) => {
    const compiled = dialect.compile(query)
    const reads = compiled.params.map((param) => {
      const read = is(param, Placeholder) ? places[Number(param.name)] : undefined
      if (read === undefined) throw new Error('A value was put into a statement without being bound.')
      return read
    })
    return { sql: compiled.sql, reads }
  }
  return {
    bind: (read) => sql`${sql.placeholder(String(places.push(read) - 1))}`,
    template(query, isLong = false) {
      let compiled: ReturnType<typeof compile> | undefined
      return (input) => {
        compiled ??= compile(query)
        return { sql: compiled.sql, params: compiled.reads.map((read) => read(input)), isLong, owner: ownerOf?.(input) }
      }
    },
  }
}

/** Text that is part of the statement itself: attribute names and the like, from definitions, never from a request. */
export function literal(text: string): SQL {
  return sql.raw(`'${text.replaceAll("'", "''")}'`)
}
