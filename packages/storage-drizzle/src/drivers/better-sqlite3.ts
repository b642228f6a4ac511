import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import process from 'node:process'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import type Database from 'better-sqlite3'
import { ConstraintViolation, type Executor, type RowsOf, type StatementsOf } from '../executor.ts'
import { type AppliedMigration, migrationTable, pendingMigrations } from '../migrations/migration.ts'
import { sqliteMigrations } from '../migrations/sqlite.generated.ts'
import { createRecent } from '../recent.ts'
import { createSqliteDialect } from '../sqlite.ts'
import type { Statement } from '../statement.ts'
import { fileInPlace } from './file-in-place.ts'
import { createGroupCommit } from './group-commit.ts'
import { createLongReads, type LongReads } from './long-reads.ts'
import type { OpenedStorage } from './opened-storage.ts'
import { storageOver } from './storage-over.ts'

export interface BetterSqlite3Options {
  /** The database file, made with its folder when it is not there; or `:memory:`. */
  readonly path: string
  /** Milliseconds that a write waits while another process writes, before it is refused as unavailable. Default 5000. */
  readonly patience?: number
  /** Sees every statement before it is executed: for tests and tracing. */
  readonly onStatement?: (sql: string) => void
}

export interface BetterSqlite3Storage extends OpenedStorage {
  /** Commits what waits and closes the file. */
  close(): Promise<void>
}

/**
 * Opens a SQLite file, made and migrated as needed, and keeps resources in it. A write that is answered is on disk (WAL, synchronous=FULL).
 * Several processes may open the same file.
 * @throws Error with one sentence when this Node is too old, and what SQLite says when the file cannot be opened.
 */
export async function openBetterSqlite3({ path, patience = 5000, onStatement }: BetterSqlite3Options): Promise<BetterSqlite3Storage> {
  const database = openDatabase(path)
  migrate(database)
  // From here on the event loop is not held up for long; who finds the file locked comes back.
  database.pragma('busy_timeout = 50')
  const threads = path === ':memory:' ? undefined : { searches: createLongReads(path), nested: createLongReads(path, 1_000) }
  const { executor, flush } = createExecutor(database, threads, patience, onStatement)
  return {
    ...storageOver(executor, createSqliteDialect()),
    async ready() {
      // A unit that writes nothing, but could: read-only, locked and removed files are not ready.
      await executor.commit({ before: [], answer: { sql: 'select count(*) from rollcall_migrations', params: [] }, after: [] })
    },
    async close() {
      flush()
      await Promise.all([threads?.searches.close(), threads?.nested.close()])
      database.close()
    },
  }
}

function openDatabase(path: string): Database.Database {
  // Below Node-API 10 the prebuilt binary crashes without a word.
  if (Number(process.versions['napi']) < 10)
    throw new Error(`Node ${process.versions.node} is too old for better-sqlite3: use Node 22.18 or newer.`)
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true })
    // What is sorted and what may have to be undone may be more than memory should hold. Here it can be written; a container may have no /tmp.
    process.env['SQLITE_TMPDIR'] ??= dirname(path)
  }
  const Constructor: typeof Database = createRequire(import.meta.url)('better-sqlite3')
  const database = new Constructor(path, { timeout: 5000 })
  database.pragma('journal_mode = WAL')
  // FULL: the log is on disk before a commit returns. NORMAL may lose acknowledged writes when the power fails.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('cache_size = -32768')
  database.pragma('mmap_size = 33554432')
  // Changes of the same page between two checkpoints are written to the file once. In pages: 16 MiB.
  database.pragma('wal_autocheckpoint = 4096')
  database.pragma('journal_size_limit = 67108864')
  return database
}

function migrate(database: Database.Database): void {
  const run = database.transaction(() => {
    database.exec(migrationTable)
    const applied = database.prepare<[], AppliedMigration>('select tag, hash from rollcall_migrations order by tag').all()
    for (const { tag, hash, statements } of pendingMigrations(applied, sqliteMigrations)) {
      for (const statement of statements) database.exec(statement)
      database.prepare('insert into rollcall_migrations (tag, hash) values (?, ?)').run(tag, hash)
    }
  })
  run.immediate()
}

function createExecutor(
  database: Database.Database,
  threads: { readonly searches: LongReads; readonly nested: LongReads } | undefined,
  patience: number,
  onStatement: ((sql: string) => void) | undefined,
) {
  const prepared = createRecent<Database.Statement>(300)
  const inPlace = fileInPlace(database.name)
  const begin = command('begin immediate')
  const transactions = {
    isOpen: () => database.inTransaction,
    begin() {
      inPlace()
      begin()
    },
    commit: command('commit'),
    rollback: command('rollback'),
    savepoint: command('savepoint one'),
    rollbackToSavepoint: command('rollback to one'),
    releaseSavepoint: command('release one'),
  }
  const { write, flush } = createGroupCommit(transactions, {
    patience,
    isBusy: (error) => codeOf(error)?.startsWith('SQLITE_BUSY') === true,
  })

  const executor: Executor = {
    async read(statement) {
      try {
        const { isLong = false } = statement
        if (isLong === false || threads === undefined) return execute(statement)
        onStatement?.(statement.sql)
        return await (isLong === 'nested' ? threads.nested : threads.searches).read(statement)
      } catch (error) {
        throw translated(error)
      }
    },
    async readAll<Rows extends readonly unknown[]>(statements: StatementsOf<Rows>) {
      return (await Promise.all(statements.map((statement) => executor.read(statement)))) as RowsOf<Rows>
    },
    async commit({ before, answer, after }) {
      try {
        return await write(() => {
          for (const statement of before) execute(statement)
          const rows = execute(answer)
          for (const statement of after) execute(statement)
          return rows
        })
      } catch (error) {
        throw translated(error)
      }
    },
  }
  return { executor, flush }

  function command(sql: string): () => void {
    const statement = database.prepare(sql)
    return () => void statement.run()
  }

  /** The one place where rows get their type: what the statement says that they are. */
  function execute<Row>({ sql, params }: Statement<Row>): readonly Row[] {
    onStatement?.(sql)
    const statement = prepared(sql, () => database.prepare(sql))
    if (statement.reader) return statement.all(params) as Row[]
    statement.run(params)
    return []
  }
}

const unavailable = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL|INTERRUPT)/

function translated(error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (code.startsWith('SQLITE_CONSTRAINT')) return new ConstraintViolation(code, { cause: error })
  if (!unavailable.test(code)) return error
  return new StorageUnavailable(`SQLite: ${code}${error instanceof Error ? `, ${error.message}` : ''}`, 1, { cause: error })
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined
}
