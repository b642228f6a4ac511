import type { Storage, StoredResource } from '@rollcall/scim-core/storage'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { createJournal } from './journal.ts'
import { createMembers, createMembershipsOf } from './memberships.ts'
import { createQueries } from './queries.ts'
import { type ResourceRow, resourceColumns, storedResource } from './resource-row.ts'
import { createTemplates } from './statement.ts'
import { createWrites } from './writes.ts'

/** The storage contract in SQL, on any driver. Statements are built once and shared by all tenants; a store only adds whose they are. */
export function createDrizzleStorage(executor: Executor, dialect: Dialect): Storage {
  const get = createGet(executor, dialect)
  const query = createQueries(executor, dialect)
  const writes = createWrites(executor, dialect, get)
  const members = createMembers(executor, dialect)
  const membershipsOf = createMembershipsOf(executor, dialect)
  const journal = createJournal(executor, dialect)
  return {
    forTenant: (tenant) => ({
      get: (type, id) => get(tenant, type, id),
      query: (resourceQuery) => query(tenant, resourceQuery),
      create: (resource) => writes.create(tenant, resource),
      update: (change) => writes.update(tenant, change),
      delete: (deletion) => writes.delete(tenant, deletion),
      members: (groupIds, page) => members(tenant, groupIds, page),
      membershipsOf: (memberIds) => membershipsOf(tenant, memberIds),
      journal: (behind, limit, order) => journal(tenant, behind, limit, order),
    }),
  }
}

function createGet(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<{ readonly tenant: string; readonly type: string; readonly id: string }>(dialect)
  const byId = template<ResourceRow>(sql`select ${resourceColumns('r.')} from ${dialect.tables.resources} r
    where r.tenant = ${bind(({ tenant }) => tenant)} and r.id = ${bind(({ id }) => id)} and r.type = ${bind(({ type }) => type)}`)
  return async (tenant: string, type: string, id: string): Promise<StoredResource | undefined> => {
    const [row] = await executor.read(byId({ tenant, type, id }))
    return row === undefined ? undefined : storedResource(row)
  }
}
