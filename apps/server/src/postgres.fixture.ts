import { randomUUID } from 'node:crypto'
import process from 'node:process'
import { type PostgresServer, startPostgres } from '@rollcall/tools/postgres'
import pg from 'pg'

/** A PostgreSQL for one test file: of its own, or the one that SCIM_TEST_PG_URL names, which cannot be stopped. */
export interface TestPostgres {
  readonly own: PostgresServer | undefined
  /** The URL of a new database. */
  newDatabase(): Promise<string>
  stop(): Promise<void>
}

export async function startTestPostgres(): Promise<TestPostgres | undefined> {
  const given = process.env['SCIM_TEST_PG_URL']
  const own = given === undefined ? await startPostgres() : undefined
  const server = given ?? own?.url('postgres')
  if (server === undefined) return undefined
  return {
    own,
    async newDatabase() {
      const name = `rollcall_${randomUUID().replaceAll('-', '')}`
      const client = new pg.Client(server)
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      const url = new URL(server)
      url.pathname = `/${name}`
      return url.href
    },
    stop: async () => own?.stop(),
  }
}
