import type { Client } from '@libsql/client'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { createD1Dialect } from '../d1.ts'
import { ConstraintViolation, type Executor, type RowsOf, type StatementsOf } from '../executor.ts'
import { type AppliedMigration, migrateWith, OtherHistory } from '../migrations/migration.ts'
import { sqliteMigrations } from '../migrations/sqlite.generated.ts'
import type { Statement } from '../statement.ts'
import type { OpenedStorage } from './opened-storage.ts'
import { storageOver } from './storage-over.ts'

export interface LibsqlOptions {
  /** What `createClient` of @libsql/client gives, for a `file:` or a `libsql:` URL. It stays the caller's, who closes it. */
  readonly client: Client
}

/**
 * Keeps resources in a libSQL database, which is migrated as needed: a file, or a server such as Turso. Every unit is one batch, which
 * libSQL runs as one transaction. With a file the event loop waits for every statement; better-sqlite3 is the faster one there.
 * @throws StorageUnavailable when the database does not answer; Error when it cannot be used.
 */
export async function openLibsql({ client }: LibsqlOptions): Promise<OpenedStorage> {
  const executor = createExecutor(client)
  try {
    await prepare(client)
  } catch (error) {
    throw translated(error)
  }
  return storageOver(executor, createD1Dialect())
}

async function prepare(client: Client): Promise<void> {
  // Readers of a file do not wait for its writer. A server sees to that itself.
  if (client.protocol === 'file') await client.execute('pragma journal_mode = WAL')
  const transaction = await client.transaction('write')
  try {
    await migrateWith(async (sql) => (await transaction.execute(sql)).rows as unknown as readonly AppliedMigration[], sqliteMigrations)
    await transaction.commit()
  } finally {
    transaction.close()
  }
}

function createExecutor(client: Client): Executor {
  return {
    async read<Row>({ sql, params }: Statement<Row>) {
      const { rows } = await client.execute({ sql, args: [...params] }).catch(failed)
      return rows as unknown as readonly Row[]
    },
    async readAll<Rows extends readonly unknown[]>(statements: StatementsOf<Rows>) {
      return (await batch(statements, 'read')) as RowsOf<Rows>
    },
    async commit<Row>({ before, answer, after }: Parameters<Executor['commit']>[0]) {
      const results = await batch([...before, answer, ...after], 'write')
      return (results[before.length] ?? []) as readonly Row[]
    },
  }

  async function batch(statements: readonly Statement[], mode: 'read' | 'write'): Promise<readonly (readonly unknown[])[]> {
    const bound = statements.map(({ sql, params }) => ({ sql, args: [...params] }))
    const results = await client.batch(bound, mode).catch(failed)
    return results.map(({ rows }) => rows)
  }

  async function failed(error: unknown): Promise<never> {
    // libSQL does not end a statement that found the file locked, and until it is collected nothing can be committed on that connection.
    if (client.protocol === 'file' && codeOf(error) === 'SQLITE_BUSY') await client.reconnect()
    throw translated(error)
  }
}

/** What may go by itself. Of the other codes that begin with SQL each is a mistake of ours; what has none of them did not reach the database. */
const temporary = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL|INTERRUPT)/

function translated(error: unknown): unknown {
  const code = codeOf(error)
  if (code.startsWith('SQLITE_CONSTRAINT')) return new ConstraintViolation(code, { cause: error })
  if (error instanceof OtherHistory || (code.startsWith('SQL') && !temporary.test(code))) return error
  return new StorageUnavailable(`libSQL: ${error instanceof Error ? error.message : String(error)}`, 1, { cause: error })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
