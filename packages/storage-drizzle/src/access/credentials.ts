import type { Credential, TenantAccess } from '@rollcall/access'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from '../dialect.ts'
import type { Executor } from '../executor.ts'
import { createTemplates } from '../statement.ts'

type Credentials = Pick<TenantAccess, 'credential' | 'credentials' | 'createCredential' | 'replaceCredential' | 'recordUse'>

interface CredentialRow {
  readonly tenantId: string
  readonly id: string
  readonly kind: Credential['kind']
  readonly version: number
  readonly created: number
  readonly expires: number
  readonly revoked: number | null
  readonly lastUsed: number | null
  readonly details: string
}

export function createCredentials(executor: Executor, dialect: Dialect): (tenant: string) => Credentials {
  const { credentials, tenants } = dialect.tables
  const columns = sql`c.tenant as "tenantId", c.id as "id", c.kind as "kind", c.version as "version", c.created as "created",
    c.expires as "expires", c.revoked as "revoked", c.last_used as "lastUsed", c.details as "details"`

  const key = createTemplates<{ readonly tenant: string; readonly id: string }>(dialect)
  const byId = key.template<CredentialRow>(
    sql`select ${columns} from ${credentials} c where c.tenant = ${key.bind(({ tenant }) => tenant)} and c.id = ${key.bind(({ id }) => id)}`,
  )

  const list = createTemplates<{ readonly tenant: string; readonly after: string; readonly limit: number }>(dialect)
  const inOrder = list.template<CredentialRow>(sql`select ${columns} from ${credentials} c
    where c.tenant = ${list.bind(({ tenant }) => tenant)} and c.id > ${list.bind(({ after }) => after)}
    order by c.id limit ${list.bind(({ limit }) => limit)}`)

  const { bind, template } = createTemplates<{ readonly tenant: string; readonly credential: Credential }>(dialect)
  const tenant = bind((input) => input.tenant)
  const id = bind(({ credential }) => credential.id)
  const version = bind(({ credential }) => credential.version)
  const expires = bind(({ credential }) => credential.expires)
  const revoked = bind(({ credential }) => credential.revoked ?? null)
  const details = bind(({ credential }) => detailsOf(credential))
  // Selected from the tenants, so that there is no credential of nobody.
  const insert = template(sql`insert into ${credentials} (tenant, id, kind, version, created, expires, revoked, details)
    select t.tenant, ${id}, ${bind(({ credential }) => credential.kind)}, ${version}, ${bind(({ credential }) => credential.created)},
      ${expires}, ${revoked}, ${details} from ${tenants} t where t.tenant = ${tenant}
    on conflict (tenant, id) do nothing returning id`)
  const update =
    template(sql`update ${credentials} set version = ${version}, expires = ${expires}, revoked = ${revoked}, details = ${details}
    where tenant = ${tenant} and id = ${id} and version = ${bind(({ credential }) => credential.version - 1)} returning id`)

  const use = createTemplates<{ readonly tenant: string; readonly id: string; readonly time: number }>(dialect)
  const recordUse = use.template(sql`update ${credentials} set last_used = ${use.bind(({ time }) => time)}
    where tenant = ${use.bind((input) => input.tenant)} and id = ${use.bind((input) => input.id)}`)

  return (tenant) => {
    const find = async (id: string) => {
      const [row] = await executor.read(byId({ tenant, id }))
      return row === undefined ? undefined : credentialOf(row)
    }
    return {
      credential: find,
      credentials: async (after = '', limit) => (await executor.read(inOrder({ tenant, after, limit }))).map(credentialOf),
      async createCredential(credential) {
        const rows = await executor.commit({ before: [], answer: insert({ tenant, credential }), after: [] })
        if (rows.length > 0) return 'written'
        return (await find(credential.id)) === undefined ? 'noTenant' : 'exists'
      },
      async replaceCredential(credential) {
        const rows = await executor.commit({ before: [], answer: update({ tenant, credential }), after: [] })
        if (rows.length > 0) return 'written'
        return (await find(credential.id)) === undefined ? 'notFound' : 'stale'
      },
      async recordUse(id, time) {
        await executor.commit({ before: [], answer: recordUse({ tenant, id, time }), after: [] })
      },
    }
  }
}

type Details = Pick<Credential, 'name' | 'scopes' | 'profile' | 'settings' | 'secrets' | 'assertion'>

function detailsOf({ name, scopes, profile, settings, secrets, assertion }: Credential): string {
  const details: Details = { name, scopes, profile, settings, secrets, assertion }
  return JSON.stringify(details)
}

function credentialOf({ details, revoked, lastUsed, ...row }: CredentialRow): Credential {
  const { name, scopes, profile, settings, secrets, assertion }: Details = JSON.parse(details)
  return { ...row, revoked: revoked ?? undefined, lastUsed: lastUsed ?? undefined, name, scopes, profile, settings, secrets, assertion }
}
