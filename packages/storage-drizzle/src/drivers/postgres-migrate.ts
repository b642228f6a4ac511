import type pg from 'pg'
import { type AppliedMigration, migrationTable, pendingMigrations } from '../migrations/migration.ts'
import { postgresMigrations } from '../migrations/postgres.generated.ts'
import { lockKey } from './postgres-unit.ts'

/** Brings the database up to date, in one transaction. Of several processes that start together one does it, and the others wait. */
export async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  let ended = false
  try {
    // Another process may be at it for longer than a request may take.
    await client.query(`begin; set local statement_timeout = 0; select pg_advisory_xact_lock(${lockKey('migrations')})`)
    await client.query(migrationTable)
    const { rows } = await client.query<AppliedMigration>('select tag, hash from rollcall_migrations order by tag')
    for (const { tag, hash, statements } of pendingMigrations(rows, postgresMigrations)) {
      for (const statement of statements) await client.query(statement)
      await client.query('insert into rollcall_migrations (tag, hash) values ($1, $2)', [tag, hash])
    }
    await client.query('commit')
    ended = true
  } finally {
    client.release(!ended)
  }
}
