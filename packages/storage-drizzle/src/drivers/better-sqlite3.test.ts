import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeStorage, type OpenStorage } from '@rollcall/storage-testkit'
import Database from 'better-sqlite3'
import { differentialRuns } from '../differential.fixture.ts'
import { openBetterSqlite3 } from './better-sqlite3.ts'

const open = async (): Promise<OpenStorage> => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const path = join(folder, 'rollcall.db')
  const { storage, close } = await openBetterSqlite3({ path })
  const beside = new Database(path, { readonly: true })
  const count = (from: string, tenantId: string) =>
    beside.prepare<[string], number>(`select count(*) from ${from} t where tenant = ?`).pluck().get(tenantId) ?? 0
  const isGone = (column: string) => `not exists (select 1 from resources r where r.tenant = t.tenant and r.id = t.${column})`
  return {
    storage,
    async inspect(tenantId) {
      const tables = ['resources', 'indexed_values', 'memberships', 'journal'] as const
      const [resources = 0, indexedValues = 0, memberships = 0, journalEntries = 0] = tables.map((table) => count(table, tenantId))
      const orphans = beside
        .prepare<[{ tenantId: string }], number>(
          `select (select count(*) from indexed_values t where tenant = @tenantId and ${isGone('id')})
            + (select count(*) from memberships t where tenant = @tenantId and (${isGone('member_id')} or ${isGone('group_id')}))
            + (select coalesce(sum(count), 0) <> (select count(*) from resources where tenant = @tenantId) from resource_counts where tenant = @tenantId)`,
        )
        .pluck()
        .get({ tenantId })
      return { resources, indexedValues, memberships, journalEntries, orphans: orphans ?? 0 }
    },
    async close() {
      beside.close()
      await close()
      rmSync(folder, { recursive: true })
    },
  }
}

describeStorage('better-sqlite3', open, { runs: differentialRuns })
