import type pg from 'pg'
import { type AppliedMigration, migrateWith } from '../migrations/migration.ts'
import { postgresMigrations } from '../migrations/postgres.generated.ts'
import { lockKey } from './postgres-unit.ts'

/** Brings the database up to date, in one transaction. Of several processes that start together one does it, and the others wait. */
export async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  let ended = false
  try {
    // Another process may be at it for longer than a request may take.
    await client.query(`begin; set local statement_timeout = 0; select pg_advisory_xact_lock(${lockKey('migrations')})`)
    await migrateWith(async (text) => (await client.query<AppliedMigration>(text)).rows, postgresMigrations)
    await client.query('commit')
    ended = true
  } finally {
    client.release(!ended)
  }
}
