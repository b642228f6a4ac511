import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** A new database on the server, for one test file. */
export interface TestDatabase {
  readonly url: string
  /** Rows of a statement, asked beside the storage under test. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

export async function createDatabase(server: string): Promise<TestDatabase> {
  const name = `rollcall_${randomUUID().replaceAll('-', '')}`
  await once(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const pool = new pg.Pool({ connectionString: url.href, max: 2 })
  pool.on('error', () => {})
  return {
    url: url.href,
    query: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => (await pool.query<Row>(sql, values)).rows,
    async drop() {
      await pool.end()
      await once(server, `drop database ${name} with (force)`)
    },
  }
}

async function once(server: string, sql: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  await client.query(sql)
  await client.end()
}

const gone = (column: string) => `not exists (select 1 from resources r where r.tenant = t.tenant and r.id = t.${column})`
/** Counts what a tenant has, for `RowCounts` of the testkit. */
export const rowCounts = `select (select count(*) from resources where tenant = $1)::int as "resources",
  (select count(*) from indexed_values where tenant = $1)::int as "indexedValues",
  (select count(*) from memberships where tenant = $1)::int as "memberships",
  (select count(*) from journal where tenant = $1)::int as "journalEntries",
  ((select count(*) from indexed_values t where tenant = $1 and ${gone('id')})
    + (select count(*) from memberships t where tenant = $1 and (${gone('member_id')} or ${gone('group_id')}))
    + (select count(*) from resource_counts t where tenant = $1
        and t.count <> (select count(*) from resources r where r.tenant = t.tenant and r.type = t.type)))::int as "orphans"`
