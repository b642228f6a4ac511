import type { AccessToken, TenantAccess } from '@rollcall/access'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from '../dialect.ts'
import type { Executor } from '../executor.ts'
import { createTemplates } from '../statement.ts'

type AccessTokens = Pick<TenantAccess, 'accessToken' | 'createAccessToken' | 'useOnce'>
type AccessTokenRow = Omit<AccessToken, 'scopes'> & { readonly scopes: string }

/** What lives for an hour: access tokens, and keys that may be used once. What has ended goes when the next one comes. */
export function createAccessTokens(executor: Executor, dialect: Dialect): (tenant: string) => AccessTokens {
  const { accessTokens, usedKeys } = dialect.tables

  const key = createTemplates<{ readonly tenant: string; readonly id: string }>(dialect)
  const byId = key.template<AccessTokenRow>(sql`select a.tenant as "tenantId", a.id as "id", a.credential_id as "credentialId",
      a.digest as "digest", a.scopes as "scopes", a.expires as "expires"
    from ${accessTokens} a where a.tenant = ${key.bind(({ tenant }) => tenant)} and a.id = ${key.bind(({ id }) => id)}`)

  const end = createTemplates<{ readonly tenant: string; readonly now: number }>(dialect)
  const isOver = sql`tenant = ${end.bind(({ tenant }) => tenant)} and expires <= ${end.bind(({ now }) => now)}`
  const forgetTokens = end.template(sql`delete from ${accessTokens} where ${isOver}`)
  const forgetKeys = end.template(sql`delete from ${usedKeys} where ${isOver}`)

  const token = createTemplates<{ readonly tenant: string; readonly token: AccessToken }>(dialect)
  const insert = token.template(sql`insert into ${accessTokens} (tenant, id, credential_id, digest, scopes, expires)
    values (${token.bind(({ tenant }) => tenant)}, ${token.bind(({ token }) => token.id)}, ${token.bind(({ token }) => token.credentialId)},
      ${token.bind(({ token }) => token.digest)}, ${token.bind(({ token }) => JSON.stringify(token.scopes))}, ${token.bind(({ token }) => token.expires)})`)

  const used = createTemplates<{ readonly tenant: string; readonly key: string; readonly expires: number }>(dialect)
  const use = used.template(sql`insert into ${usedKeys} (tenant, key, expires)
    values (${used.bind(({ tenant }) => tenant)}, ${used.bind(({ key }) => key)}, ${used.bind(({ expires }) => expires)})
    on conflict (tenant, key) do nothing returning key`)

  return (tenant) => ({
    async accessToken(id) {
      const [row] = await executor.read(byId({ tenant, id }))
      return row === undefined ? undefined : { ...row, scopes: JSON.parse(row.scopes) }
    },
    async createAccessToken(accessToken, now) {
      await executor.commit({ before: [forgetTokens({ tenant, now })], answer: insert({ tenant, token: accessToken }), after: [] })
    },
    async useOnce(key, expires, now) {
      const rows = await executor.commit({ before: [forgetKeys({ tenant, now })], answer: use({ tenant, key, expires }), after: [] })
      return rows.length > 0
    },
  })
}
