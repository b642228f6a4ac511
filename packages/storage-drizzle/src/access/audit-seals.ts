import type { Seal, TenantAccess } from '@rollcall/access'
import { sql } from 'drizzle-orm'
import type { Dialect } from '../dialect.ts'
import { ConstraintViolation, type Executor } from '../executor.ts'
import { createTemplates } from '../statement.ts'

type AuditSeals = Pick<TenantAccess, 'lastSeal' | 'seals' | 'appendSeals'>

export function createAuditSeals(executor: Executor, dialect: Dialect): (tenant: string) => AuditSeals {
  const { auditSeals } = dialect.tables
  const columns = sql`s.sequence as "sequence", s.hash as "hash"`

  const one = createTemplates<string>(dialect)
  const last = one.template<Seal>(
    sql`select ${columns} from ${auditSeals} s where s.tenant = ${one.bind((tenant) => tenant)} order by s.sequence desc limit 1`,
  )

  const list = createTemplates<{ readonly tenant: string; readonly after: number; readonly limit: number }>(dialect)
  const inOrder = list.template<Seal>(sql`select ${columns} from ${auditSeals} s
    where s.tenant = ${list.bind(({ tenant }) => tenant)} and s.sequence > ${list.bind(({ after }) => after)}
    order by s.sequence limit ${list.bind(({ limit }) => limit)}`)

  const append = createTemplates<{ readonly tenant: string; readonly previous: number; readonly seals: readonly Seal[] }>(dialect)
  const tenant = append.bind((input) => input.tenant)
  const rows = dialect.records(
    append.bind(({ seals }) => JSON.stringify(seals)),
    { sequence: 'text', hash: 'text' },
  )
  const insert = append.template(sql`insert into ${auditSeals} (tenant, sequence, hash)
    select ${tenant}, cast(a.sequence as bigint), a.hash from ${rows} a
    where coalesce((select max(s.sequence) from ${auditSeals} s where s.tenant = ${tenant}), 0) = ${append.bind(({ previous }) => previous)}
    returning sequence`)

  return (tenant) => ({
    lastSeal: async () => (await executor.read(last(tenant)))[0],
    seals: (after, limit) => executor.read(inOrder({ tenant, after, limit })),
    async appendSeals(previous, seals) {
      try {
        const answer = insert({ tenant, previous: previous?.sequence ?? 0, seals })
        return (await executor.commit({ before: [], answer, after: [] })).length > 0 ? 'written' : 'stale'
      } catch (error) {
        // Two sealed at once where writes do not wait for one another: the key lets one of them through.
        if (error instanceof ConstraintViolation) return 'stale'
        throw error
      }
    },
  })
}
