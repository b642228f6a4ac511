import type { AccessStorage, Tenant } from '@rollcall/access'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from '../dialect.ts'
import type { Executor } from '../executor.ts'
import { createTemplates } from '../statement.ts'

interface TenantRow {
  readonly id: string
  readonly name: string
  readonly created: number
  readonly suspended: number | null
  readonly settings: string
}

/** The tenants themselves. The list of them is the one thing here that is no tenant's own. */
export function createTenants(executor: Executor, dialect: Dialect): Omit<AccessStorage, 'forTenant'> {
  const { tenants } = dialect.tables
  const columns = sql`t.tenant as "id", t.name as "name", t.created as "created", t.suspended as "suspended", t.settings as "settings"`

  const one = createTemplates<string>(dialect)
  const byId = one.template<TenantRow>(sql`select ${columns} from ${tenants} t where t.tenant = ${one.bind((id) => id)}`)

  const list = createTemplates<{ readonly after: string; readonly limit: number }>(dialect)
  const inOrder = list.template<TenantRow>(
    sql`select ${columns} from ${tenants} t where t.tenant > ${list.bind(({ after }) => after)} order by t.tenant limit ${list.bind(({ limit }) => limit)}`,
  )

  const { bind, template } = createTemplates<{ readonly tenant: Tenant; readonly before: Tenant }>(dialect)
  const [id, name, suspended, settings] = [
    bind(({ tenant }) => tenant.id),
    bind(({ tenant }) => tenant.name),
    bind(({ tenant }) => tenant.suspended ?? null),
    bind(({ tenant }) => JSON.stringify(tenant.settings)),
  ]
  const isAsBefore = sql`name = ${bind(({ before }) => before.name)} and coalesce(suspended, -1) = ${bind(({ before }) => before.suspended ?? -1)}
    and settings = ${bind(({ before }) => JSON.stringify(before.settings))}`
  const insert = template(sql`insert into ${tenants} (tenant, name, created, suspended, settings)
    values (${id}, ${name}, ${bind(({ tenant }) => tenant.created)}, ${suspended}, ${settings}) on conflict (tenant) do nothing returning tenant`)
  const update = template(
    sql`update ${tenants} set name = ${name}, suspended = ${suspended}, settings = ${settings} where tenant = ${id} and ${isAsBefore} returning tenant`,
  )

  return {
    async tenant(tenantId) {
      const [row] = await executor.read(byId(tenantId))
      return row === undefined ? undefined : tenantOf(row)
    },
    // Every id is greater than the empty text.
    tenants: async (after = '', limit) => (await executor.read(inOrder({ after, limit }))).map(tenantOf),
    createTenant: async (tenant) =>
      (await executor.commit({ before: [], answer: insert({ tenant, before: tenant }), after: [] })).length > 0 ? 'written' : 'exists',
    async replaceTenant(tenant, before) {
      const written = await executor.commit({ before: [], answer: update({ tenant, before }), after: [] })
      if (written.length > 0) return 'written'
      return (await executor.read(byId(tenant.id))).length > 0 ? 'stale' : 'notFound'
    },
  }
}

function tenantOf({ suspended, settings, ...row }: TenantRow): Tenant {
  const read: Tenant['settings'] = JSON.parse(settings)
  // JSON has no undefined: what was left out is not limited.
  return { ...row, suspended: suspended ?? undefined, settings: { ...read, deprovisionLimit: read.deprovisionLimit } }
}
