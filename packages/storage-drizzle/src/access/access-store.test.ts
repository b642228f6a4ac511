import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultTenantSettings, type RequestLogQuery } from '@rollcall/access'
import { describeAccessStorage } from '@rollcall/storage-testkit'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { openBetterSqlite3 } from '../drivers/better-sqlite3.ts'
import type { Executor } from '../executor.ts'
import { createSqliteDialect } from '../sqlite.ts'
import { createRequestLog } from './request-log.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

describeAccessStorage('better-sqlite3', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const { accessStorage, close } = await openBetterSqlite3({ path: join(folder, 'rollcall.db') })
  ends.push(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  return accessStorage
})

const everything: RequestLogQuery = {
  from: undefined,
  to: undefined,
  failed: undefined,
  actor: undefined,
  resourceId: undefined,
  requestId: undefined,
  after: undefined,
  limit: 50,
}

describe('the request log', () => {
  async function opened() {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
    const path = join(folder, 'rollcall.db')
    const statements: string[] = []
    const { accessStorage, close } = await openBetterSqlite3({ path, onStatement: (sql) => void statements.push(sql) })
    const beside = new Database(path, { readonly: true })
    ends.push(async () => {
      beside.close()
      await close()
      rmSync(folder, { recursive: true })
    })
    await accessStorage.createTenant({ id: 't', name: 't', created: 0, suspended: undefined, settings: defaultTenantSettings })
    statements.length = 0
    const plan = (sql: string) =>
      beside
        .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
        .all((sql.match(/\?/g) ?? []).map(() => null))
        .map(({ detail }) => detail)
    return { log: accessStorage.forTenant('t'), statements, plan }
  }

  it.each([
    ['the requests of a resource', { resourceId: 'x' }, 'request_log_resource (tenant=? AND resource_id=?)'],
    ['a request by the id that its client knows', { requestId: 'x', failed: true }, 'request_log_request (tenant=? AND request_id=?)'],
  ])('is not read for %s, which an index has', async (_, asked, index) => {
    const { log, statements, plan } = await opened()
    await log.requestLog({ ...everything, ...asked })
    expect(statements.flatMap(plan)).toContain(`SEARCH l USING INDEX ${index}`)
  })

  it.each([
    [{ failed: true }, true],
    [{ actor: 'nobody' }, true],
    [{ actor: 'nobody', resourceId: 'x' }, false],
    [{}, false],
  ])('is read elsewhere than in the event loop where all of it may be read: %j', async (asked, isLong) => {
    const asking: unknown[] = []
    const executor: Executor = {
      read: async (statement) => {
        asking.push(statement.isLong)
        return []
      },
      readAll: () => Promise.reject(new Error('Nothing is read together.')),
      commit: () => Promise.reject(new Error('Nothing is written.')),
    }
    await createRequestLog(executor, createSqliteDialect())('t').requestLog({ ...everything, ...asked })
    expect(asking).toEqual([isLong])
  })

  it('is removed a thousand at a time, found by its key', async () => {
    const { log, statements, plan } = await opened()
    await log.pruneRequestLog(5)
    expect(statements.flatMap(plan)).toEqual([
      'SEARCH request_log USING COVERING INDEX sqlite_autoindex_request_log_1 (tenant=? AND time=? AND id=?)',
      'LIST SUBQUERY 2',
      'SEARCH l USING COVERING INDEX sqlite_autoindex_request_log_1 (tenant=? AND time<?)',
    ])
  })
})
