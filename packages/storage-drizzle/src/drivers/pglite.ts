import { mkdirSync } from 'node:fs'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from '../dialect.ts'
import type { Executor, RowsOf, StatementsOf } from '../executor.ts'
import { type AppliedMigration, migrateWith } from '../migrations/migration.ts'
import { postgresMigrations } from '../migrations/postgres.generated.ts'
import { createPostgresDialect } from '../postgres.ts'
import type { Statement } from '../statement.ts'
import { occupyFolder } from './occupied-folder.ts'
import type { OpenedStorage } from './opened-storage.ts'
import { translated } from './postgres-errors.ts'
import { planning } from './postgres-planning.ts'
import { storageOver } from './storage-over.ts'

export interface PgliteOptions {
  /** The folder of the database, made when it is not there; or `:memory:`. */
  readonly path: string
}

export interface PgliteStorage extends OpenedStorage {
  /** Lets what is under way end, and closes the database. */
  close(): Promise<void>
}

/**
 * Keeps resources in PGlite: PostgreSQL inside this process, migrated as needed, for trials and tests. There is one connection, and the
 * event loop waits for every statement. PGlite never calls fsync: what was acknowledged survives the end of the process, but not that of
 * the machine.
 * @throws Error with one sentence when another process has the folder open, and what PGlite says when it cannot be opened.
 */
export async function openPglite({ path }: PgliteOptions): Promise<PgliteStorage> {
  const leave = path === ':memory:' ? undefined : occupy(path)
  try {
    const database = await PGlite.create(path === ':memory:' ? {} : { dataDir: path })
    for (const [setting, value] of Object.entries(planning)) await database.exec(`set ${setting} = ${value}`)
    await database.transaction((transaction) =>
      migrateWith(async (text) => (await transaction.query<AppliedMigration>(text)).rows, postgresMigrations),
    )
    const executor = createExecutor(database)
    return {
      ...storageOver(executor, createOneConnectionDialect()),
      async close() {
        await database.close()
        leave?.()
      },
    }
  } catch (error) {
    leave?.()
    throw error
  }
}

function occupy(path: string): () => void {
  mkdirSync(path, { recursive: true })
  return occupyFolder(path)
}

/** Units follow one another on the only connection: nothing has to be claimed, and numbers are in the order of commits. */
function createOneConnectionDialect(): Dialect {
  const dialect = createPostgresDialect()
  return { ...dialect, journal: { ...dialect.journal, sequence: () => sql`nextval('journal_sequence')` } }
}

function createExecutor(database: PGlite): Executor {
  return {
    read: (statement) => run(database, statement).catch(rethrow),
    readAll: async <Rows extends readonly unknown[]>(statements: StatementsOf<Rows>) => {
      const rows = await Promise.all(statements.map((statement) => run(database, statement))).catch(rethrow)
      // A list that was mapped is no tuple to the compiler, though it has the same length and order.
      return rows as unknown as RowsOf<Rows>
    },
    commit: ({ before, answer, after }) =>
      database
        .transaction(async (transaction) => {
          for (const statement of before) await run(transaction, statement)
          const rows = await run(transaction, answer)
          for (const statement of after) await run(transaction, statement)
          return rows
        })
        .catch(rethrow),
  }
}

/** The one place where rows get their type: what the statement says that they are. */
async function run<Row>(on: PGlite | Transaction, { sql, params }: Statement<Row>): Promise<readonly Row[]> {
  return (await on.query<Row>(sql, [...params])).rows
}

function rethrow(error: unknown): never {
  throw translated(error)
}
