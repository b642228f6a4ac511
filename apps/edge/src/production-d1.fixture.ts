import type { D1Queryable, D1Statement } from '@rollcall/storage-drizzle/d1'

/** What a request has cost so far. */
export interface Spent {
  roundTrips: number
  queries: number
}

/** D1's limits in production (Platform, Limits) that workerd on one's own machine does not enforce. */
const production = { values: 100, bytes: 2_000_000, statement: 100_000, likePattern: 50, queries: 1000 }

/** The database with the limits of production, and a count of what it is asked. */
export function asInProduction(database: D1Queryable): { database: D1Queryable; spent: Spent; nextRequest(): void } {
  const spent: Spent = { roundTrips: 0, queries: 0 }
  const originals = new WeakMap<D1Statement, D1Statement>()
  const wrap = (original: D1Statement, sql: string, values: readonly unknown[]): D1Statement => {
    const wrapped: D1Statement = {
      bind(...bound) {
        check(sql, bound)
        return wrap(original.bind(...bound), sql, bound)
      },
    }
    check(sql, values)
    originals.set(wrapped, original)
    return wrapped
  }
  return {
    spent,
    nextRequest: () => Object.assign(spent, { roundTrips: 0, queries: 0 }),
    database: {
      prepare: (sql) => wrap(database.prepare(sql), sql, []),
      async batch(statements) {
        spent.roundTrips += 1
        spent.queries += statements.length
        if (spent.queries > production.queries) throw new Error('D1_ERROR: Too many API requests by single Worker invocation.')
        return database.batch(statements.map((statement) => originals.get(statement) ?? statement))
      },
    },
  }
}

function check(sql: string, values: readonly unknown[]): void {
  if (bytes(sql) > production.statement) throw new Error('D1_ERROR: statement too long: SQLITE_TOOBIG')
  if (values.length > production.values) throw new Error('D1_ERROR: too many SQL variables: SQLITE_ERROR')
  if (values.some((value) => bytes(value) > production.bytes)) throw new Error('D1_ERROR: string or blob too big: SQLITE_TOOBIG')
  if (/^\s*insert into "resources"/i.test(sql) && values.reduce<number>((sum, value) => sum + bytes(value), 0) > production.bytes)
    throw new Error('D1_ERROR: string or blob too big: SQLITE_TOOBIG')
  if (/\blike\b/i.test(sql) && values.some((value) => bytes(value) > production.likePattern))
    throw new Error('D1_ERROR: LIKE or GLOB pattern too complex: SQLITE_ERROR')
}

const encoder = new TextEncoder()

function bytes(value: unknown): number {
  return typeof value === 'string' ? encoder.encode(value).byteLength : 8
}

/** Production refuses more than 100,000 repetitions of PBKDF2 (cloudflare/workerd issue 1346). */
export function limitPbkdf2(subtle: SubtleCrypto): void {
  const deriveBits = subtle.deriveBits.bind(subtle)
  Object.defineProperty(subtle, 'deriveBits', {
    value: async (...[algorithm, ...rest]: Parameters<SubtleCrypto['deriveBits']>) => {
      if (typeof algorithm === 'object' && 'iterations' in algorithm && Number(algorithm.iterations) > 100_000)
        throw new DOMException('Pbkdf2 failed: iteration counts above 100000 are not supported.', 'NotSupportedError')
      return deriveBits(algorithm, ...rest)
    },
  })
}
