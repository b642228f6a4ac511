import type { Seal, TenantAccess } from '@rollcall/access'
import { sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from '../dialect.ts'
import { ConstraintViolation, type Executor } from '../executor.ts'
import { createTemplates } from '../statement.ts'

type SealRow = Omit<Seal, 'cursor'> & { readonly cursor: string | null }
type AuditSeals = Pick<TenantAccess, 'lastSeal' | 'seals' | 'appendSeals'>

export function createAuditSeals(executor: Executor, dialect: Dialect): (tenant: string) => AuditSeals {
  const { auditSeals } = dialect.tables
  const columns = sql`s.sequence as "sequence", s.hash as "hash", s.cursor as "cursor"`

  const one = createTemplates<string>(dialect)
  const last = one.template<SealRow>(
    sql`select ${columns} from ${auditSeals} s where s.tenant = ${one.bind((tenant) => tenant)} order by s.sequence desc limit 1`,
  )

  const list = createTemplates<{ readonly tenant: string; readonly after: number; readonly limit: number }>(dialect)
  const inOrder = list.template<SealRow>(sql`select ${columns} from ${auditSeals} s
    where s.tenant = ${list.bind(({ tenant }) => tenant)} and s.sequence > ${list.bind(({ after }) => after)}
    order by s.sequence limit ${list.bind(({ limit }) => limit)}`)

  const append = createTemplates<{ readonly tenant: string; readonly previous: number; readonly seals: readonly Seal[] }>(dialect)
  const tenant = append.bind((input) => input.tenant)
  const rows = dialect.records(
    append.bind(({ seals }) => JSON.stringify(seals)),
    { sequence: 'text', hash: 'text', cursor: 'text' },
  )
  const insert = append.template(sql`insert into ${auditSeals} (tenant, sequence, hash, cursor)
    select ${tenant}, cast(a.sequence as bigint), a.hash, a.cursor from ${rows} a
    where coalesce((select max(s.sequence) from ${auditSeals} s where s.tenant = ${tenant}), 0) = ${append.bind(({ previous }) => previous)}
    returning sequence`)

  return (tenant) => ({
    async lastSeal() {
      const [row] = await executor.read(last(tenant))
      return row === undefined ? undefined : sealOf(row)
    },
    seals: async (after, limit) => (await executor.read(inOrder({ tenant, after, limit }))).map(sealOf),
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

function sealOf({ cursor, ...row }: SealRow): Seal {
  return { ...row, cursor: cursor ?? undefined }
}
