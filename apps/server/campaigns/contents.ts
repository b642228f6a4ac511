import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'
import pg from 'pg'

/** The database itself, looked into beside the server. The SQL is the same for both. */
export interface Beside {
  query<Row>(sql: string): Promise<readonly Row[]>
  /** What the database says is wrong with its own files and references. Empty when nothing is. */
  damage(): Promise<readonly string[]>
  close(): Promise<void>
}

export interface Contents {
  readonly resources: readonly ResourceRow[]
  readonly indexedValues: readonly IndexRow[]
  readonly memberships: readonly MembershipRow[]
  readonly counts: readonly { readonly type: string; readonly count: number }[]
  /** In order. */
  readonly journal: readonly JournalRow[]
}

interface ResourceRow {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly document: string
  /** JSON text, as is `indexed`. */
  readonly comparable: string
  readonly indexed: string
  readonly label: string | null
}

interface IndexRow {
  readonly type: string
  readonly path: string
  readonly value: string
  readonly id: string
  readonly is_unique: number
}

interface MembershipRow {
  readonly group_id: string
  readonly member_id: string
  readonly group_type: string
  readonly member_type: string
}

interface JournalRow {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly operation: string
  readonly request_id: string
}

/** Opens the database at a DATABASE_URL. */
export function openBeside(url: string): Beside {
  return url.startsWith('sqlite:') ? besideSqlite(url.slice('sqlite:'.length)) : besidePostgres(url)
}

/** Everything of the first tenant. */
export async function readContents({ query }: Beside): Promise<Contents> {
  return {
    resources: await query(`select id, type, cast(version as integer) as version, document, cast(comparable as text) as comparable,
      cast(indexed as text) as indexed, label from resources where tenant = 'default' order by id`),
    indexedValues: await query(`select type, path, value, id, is_unique from indexed_values where tenant = 'default'`),
    memberships: await query(`select group_id, member_id, group_type, member_type from memberships where tenant = 'default'`),
    counts: await query(`select type, cast(count as integer) as count from resource_counts where tenant = 'default'`),
    journal: await query(`select id, type, cast(version as integer) as version, operation, request_id from journal
      where tenant = 'default' order by sequence`),
  }
}

function besideSqlite(path: string): Beside {
  const Constructor: typeof Database = createRequire(import.meta.url)('better-sqlite3')
  const database = new Constructor(path, { timeout: 10_000 })
  database.pragma('foreign_keys = OFF')
  return {
    async query<Row>(sql: string) {
      const statement = database.prepare<[], Row>(sql)
      if (statement.reader) return statement.all()
      statement.run()
      return []
    },
    async damage() {
      try {
        const integrity = database.pragma('integrity_check') as { integrity_check: string }[]
        const references = database.pragma('foreign_key_check') as object[]
        return [
          ...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
          ...references.map((row) => `foreign key: ${JSON.stringify(row)}`),
        ]
      } catch (error) {
        return [String(error)]
      }
    },
    close: async () => void database.close(),
  }
}

function besidePostgres(url: string): Beside {
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0 })
  // The database may be killed meanwhile: the next question finds a new connection.
  pool.on('error', () => {})
  const query = async <Row>(sql: string) => (await pool.query(sql)).rows as Row[]
  return {
    query,
    async damage() {
      // Every index is walked and compared with its table.
      await query('create extension if not exists amcheck')
      const indexes = await query<{
        name: string
      }>(`select c.oid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indexrelid
        join pg_am a on a.oid = c.relam join pg_namespace n on n.oid = c.relnamespace where a.amname = 'btree' and n.nspname = 'public'`)
      const found: string[] = []
      for (const { name } of indexes) {
        await query(`select bt_index_check('${name}'::regclass, true)`).catch((error: Error) => found.push(`${name}: ${error.message}`))
      }
      const orphans = await query<{ count: number }>(`select count(*)::integer as count from memberships m where not exists (
        select 1 from resources r where r.tenant = m.tenant and r.id = m.group_id) or not exists (
        select 1 from resources r where r.tenant = m.tenant and r.id = m.member_id)`)
      return [...found, ...orphans.filter(({ count }) => count > 0).map(({ count }) => `foreign key: ${count} memberships lead nowhere`)]
    },
    close: () => pool.end(),
  }
}
