import { Socket } from 'node:net'
import pg from 'pg'
import type { Executor, RowsOf, StatementsOf, Unit } from '../executor.ts'
import { createPostgresDialect } from '../postgres.ts'
import type { Statement } from '../statement.ts'
import type { OpenedStorage } from './opened-storage.ts'
import { isConflict, isTemporary, translated } from './postgres-errors.ts'
import { migrate } from './postgres-migrate.ts'
import { planning } from './postgres-planning.ts'
import { preparedNames } from './postgres-prepared.ts'
import { whyNotTrusted } from './postgres-trust.ts'
import { beginning } from './postgres-unit.ts'
import { storageOver } from './storage-over.ts'

export interface NodePostgresOptions {
  /** postgres://user:password@host:port/database, with `?sslmode=` and the other parameters of pg. */
  readonly url: string
  /** Connections at most. Default 10. */
  readonly poolSize?: number
  /** Milliseconds that a request waits for a connection, before it is refused as unavailable. Default 2000. */
  readonly connectTimeout?: number
  /** Milliseconds that one statement may take, locks included, before it is refused as unavailable. Default 10,000. */
  readonly statementTimeout?: number
  /** Sees every statement before it is executed: for tests and tracing. */
  readonly onStatement?: (sql: string) => void
}

export interface NodePostgresStorage extends OpenedStorage {
  /** Lets what is under way end, and closes the connections. */
  close(): Promise<void>
}

/**
 * Keeps resources in a PostgreSQL database, which is migrated as needed. Any number of processes may use the same one. While it cannot be
 * reached, every call throws StorageUnavailable, and the first that succeeds migrates.
 * @throws Error when it can be reached but not used: a wrong password, a certificate that is not trusted or cannot be read, no such
 *   database, no right to create tables, a newer schema.
 */
export async function openNodePostgres(options: NodePostgresOptions): Promise<NodePostgresStorage> {
  // Reads the files that the URL names, and throws where one cannot be read; within the pool that would pass for a server that is down.
  new pg.Client(options.url)
  const sockets = new Set<Socket>()
  const pool = createPool(options, sockets)
  const migrated = onceItSucceeds(() => migrate(pool))
  try {
    await migrated()
  } catch (error) {
    if (!isTemporary(error)) {
      await pool.end()
      // pg leaves open what it did not come to trust, and the process would live on until the server cuts it, a minute later.
      for (const each of sockets) each.destroy()
      const reason = whyNotTrusted(error)
      throw reason === undefined ? error : new Error(reason, { cause: error })
    }
  }
  const executor = createExecutor(pool, migrated, options.onStatement)
  return {
    ...storageOver(executor, createPostgresDialect()),
    close: () => pool.end(),
  }
}

/** @param sockets has those that are open */
function createPool(
  { url, poolSize = 10, connectTimeout = 2000, statementTimeout = 10_000 }: NodePostgresOptions,
  sockets: Set<Socket>,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeout,
    statement_timeout: statementTimeout,
    // For a server that is not heard of any more: its own limit comes first.
    query_timeout: statementTimeout + 2000,
    idle_in_transaction_session_timeout: statementTimeout,
    idleTimeoutMillis: 60_000,
    options: Object.entries(planning)
      .map(([setting, value]) => `-c ${setting}=${value}`)
      .join(' '),
    keepAlive: true,
    application_name: 'rollcall',
    // The statements of a unit are sent without waiting for one another.
    pipeline: true,
    types: { getTypeParser },
    stream: () => {
      const socket = new Socket()
      sockets.add(socket)
      return socket.once('close', () => sockets.delete(socket))
    },
  })
  // A connection that breaks while nobody uses it, as all do when the server restarts, is no reason to end the process: the pool drops it.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return pool
}

function ignore(): void {}

/** Counts and times are far below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (id: number, format?: 'text' | 'binary') =>
  id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format)

/** How often a unit is tried that others stood in the way of. */
const attempts = 4

function createExecutor(pool: pg.Pool, migrated: () => Promise<void>, onStatement: ((sql: string) => void) | undefined): Executor {
  const nameOf = preparedNames()

  return {
    read: (statement) => withConnection((client) => run(client, statement)),
    readAll: <Rows extends readonly unknown[]>(statements: StatementsOf<Rows>) =>
      withConnection(async (client) => {
        const rows = statements.map((statement) => run(client, statement))
        await settled(rows)
        // A list that was mapped is no tuple to the compiler, though it has the same length and order.
        return (await Promise.all(rows)) as unknown as RowsOf<Rows>
      }),
    async commit(unit) {
      for (let tried = 1; ; tried += 1) {
        try {
          return await withConnection((client) => transaction(client, unit))
        } catch (error) {
          if (!(tried < attempts && error instanceof Error && isConflict(error.cause))) throw error
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * tried))
        }
      }
    },
  }

  async function withConnection<Result>(use: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    let client: pg.PoolClient | undefined
    let error: unknown
    try {
      await migrated()
      client = await pool.connect()
      return await use(client)
    } catch (caught) {
      error = translated(caught)
      throw error
    } finally {
      // A connection on which a unit did not end is not used again.
      client?.release(client.getTransactionStatus() !== 'I')
    }
  }

  async function transaction<Row>(client: pg.PoolClient, { before, answer, after, claim }: Unit<Row>): Promise<readonly Row[]> {
    if (claim === undefined && before.length + after.length === 0) return run(client, answer)
    // Waited for: what follows would be committed statement by statement if no transaction had begun.
    await client.query(beginning(claim))
    const earlier = before.map((statement) => run(client, statement))
    const rows = run(client, answer)
    const later = after.map((statement) => run(client, statement))
    // After an error everything fails up to the end, and the commit undoes it all.
    await settled([...earlier, rows, ...later, client.query('commit')])
    return rows
  }

  /** The one place where rows get their type: what the statement says that they are. */
  async function run<Row>(client: pg.PoolClient, { sql, params }: Statement<Row>): Promise<readonly Row[]> {
    onStatement?.(sql)
    const name = nameOf(sql)
    const { rows } = await client.query({ text: sql, values: [...params], ...(name === undefined ? {} : { name }) })
    return rows as Row[]
  }
}

/** Waits for all, so that nothing is under way any more; throws what the first one that failed threw. */
async function settled(promises: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(promises)
  await Promise.all(promises)
}

/** Runs it when it is first asked for and again whenever it failed; callers in the meantime wait for the same run. */
function onceItSucceeds(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= run().catch((error) => {
      running = undefined
      throw error
    })
    return running
  }
}
