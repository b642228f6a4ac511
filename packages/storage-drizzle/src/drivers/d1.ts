import type { AccessStorage } from '@rollcall/access'
import type { Storage } from '@rollcall/scim-core/storage'
import { createDrizzleAccessStorage } from '../access/access-store.ts'
import { createD1Dialect } from '../d1.ts'
import { createDrizzleStorage } from '../drizzle-store.ts'
import type { Executor, RowsOf, StatementsOf } from '../executor.ts'
import type { Statement } from '../statement.ts'
import { retryOf, translatedD1 } from './d1-errors.ts'
import { withinD1Limits } from './d1-limits.ts'

/** A D1 database, or a session of one, as far as it is used here. */
export interface D1Queryable {
  prepare(sql: string): D1Statement
  batch(statements: D1Statement[]): Promise<readonly { readonly results: readonly unknown[] }[]>
}

export interface D1Statement {
  bind(...values: unknown[]): D1Statement
}

export interface D1Options {
  /**
   * The database, or a function that gives the session of the request at hand. With a session (`withSession`) a request reads what
   * it has written, also where the database has replicas.
   */
  readonly database: D1Queryable | (() => D1Queryable)
  /** Waits before a read is tried again. Milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<void>
}

export interface D1Storage {
  readonly storage: Storage
  /** Tenants, credentials and logs, in the same database. */
  readonly accessStorage: AccessStorage
  /** Resolves when the database answers and has its tables; rejects with what D1 says. */
  ready(): Promise<void>
}

/**
 * Keeps resources in Cloudflare D1. Every unit is one batch, which D1 runs as one transaction; what is read together is one batch too.
 * The tables are made by `wrangler d1 migrations apply` from `migrations/sqlite`, never from here: a Worker has no start in which
 * it could migrate alone.
 */
export function openD1({ database, wait = pause }: D1Options): D1Storage {
  const executor = createExecutor(typeof database === 'function' ? database : () => database, wait)
  const dialect = createD1Dialect()
  return {
    storage: createDrizzleStorage(executor, dialect),
    accessStorage: createDrizzleAccessStorage(executor, dialect),
    async ready() {
      await executor.read({ sql: 'select 1 from resource_counts limit 1', params: [] })
    },
  }
}

function createExecutor(database: () => D1Queryable, wait: (milliseconds: number) => Promise<void>): Executor {
  const executor: Executor = {
    async read<Row>(statement: Statement<Row>) {
      const [rows] = await executor.readAll<readonly [Row]>([statement])
      return rows
    },
    async readAll<Rows extends readonly unknown[]>(statements: StatementsOf<Rows>) {
      return (await run(statements, 'reads')) as RowsOf<Rows>
    },
    async commit<Row>({ before, answer, after }: Parameters<Executor['commit']>[0]) {
      const results = await run([...before, answer, ...after], 'always')
      return (results[before.length] ?? []) as readonly Row[]
    },
  }
  return executor

  /** One round trip. What may be tried again is, twice at most. */
  async function run(statements: readonly Statement[], idempotent: 'reads' | 'always') {
    const target = database()
    const fitting = statements.map(withinD1Limits)
    for (let retries = 0; ; retries += 1) {
      try {
        const results = await target.batch(fitting.map(({ sql, params }) => target.prepare(sql).bind(...params)))
        return results.map((result) => result.results)
      } catch (error) {
        const retry = retryOf(error)
        if (retries === 2 || (retry !== 'always' && retry !== idempotent)) throw translatedD1(error)
        await wait(50 * 2 ** retries * (1 + Math.random()))
      }
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
