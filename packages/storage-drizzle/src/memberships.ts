import { compareComparable } from '@rollcall/scim-core/schema'
import type { Member, MemberPage, MemberPageRequest, Membership } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { createTemplates } from './statement.ts'

type Labelled<Row> = Omit<Row, 'label'> & { readonly label: string | null }
type MemberRow = Labelled<Member>
type MembershipRow = Labelled<Omit<Membership, 'direct'>> & { readonly direct: number }
type DirectRow = Labelled<Omit<Membership, 'direct'>> & { readonly isNested: number }

interface MemberInput {
  readonly tenant: string
  readonly groups: readonly string[]
  readonly after: string
  readonly limit: number
}

/** Reads edges from the side of the group. */
export function createMembers(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<MemberInput>(dialect)
  const { memberships, resources } = dialect.tables
  const tenant = bind((input) => input.tenant)
  const limit = bind((input) => input.limit)
  const select = sql`select m.group_id as "groupId", m.member_id as "id", m.member_type as "type", r.label as "label"
    from ${memberships} m cross join ${resources} r
    where m.tenant = ${tenant} and r.tenant = ${tenant} and r.type = m.member_type and r.id = m.member_id`
  const ofOne = template<MemberRow>(sql`${select} and m.group_id = ${bind(({ groups }) => groups[0] ?? null)}
    and m.member_id > ${bind(({ after }) => after)} order by m.member_id limit ${limit}`)
  const groups = dialect.list(
    bind((input) => JSON.stringify(input.groups)),
    'text',
  )
  const ofMany = template<MemberRow>(sql`${select} and ${dialect.isIn(sql`m.group_id`, groups)}
    order by m.group_id, m.member_id limit ${limit}`)

  return async (tenant: string, groupIds: readonly string[], { after, limit }: MemberPageRequest): Promise<MemberPage> => {
    const rows: MemberRow[] = []
    const read = async (groups: readonly string[], after: string) => {
      const wanted = limit + 1 - rows.length
      if (groups.length === 0 || wanted <= 0) return
      const statement = groups.length === 1 ? ofOne : ofMany
      rows.push(...(await executor.read(statement({ tenant, groups, after, limit: wanted }))))
    }
    if (after === undefined) await read(groupIds, '')
    else {
      // The group that the last page ended in goes on where it ended, so that no page reads what others have read.
      await read(groupIds.includes(after.groupId) ? [after.groupId] : [], after.memberId)
      await read(
        groupIds.filter((groupId) => compareComparable(groupId, after.groupId) > 0),
        '',
      )
    }
    const members = rows.slice(0, limit).map(withLabel)
    const last = members.at(-1)
    return { members, next: rows.length > limit && last !== undefined ? { groupId: last.groupId, memberId: last.id } : undefined }
  }
}

interface MembershipInput {
  readonly tenant: string
  readonly memberIds: readonly string[]
}

/** Reads edges from the side of the member, upward through nested groups. Few groups are in others: only then is there more to read. */
export function createMembershipsOf(executor: Executor, dialect: Dialect) {
  const { bind, template } = createTemplates<MembershipInput>(dialect, ({ tenant }) => tenant)
  const { memberships, resources } = dialect.tables
  const tenant = bind((input) => input.tenant)
  const members = dialect.list(
    bind(({ memberIds }) => JSON.stringify(memberIds)),
    'text',
  )
  const isAMember = dialect.isIn(sql`m.member_id`, members)
  const directFor = (isMember: SQL) =>
    template<DirectRow>(sql`
    select m.member_id as "memberId", m.group_id as "groupId", m.group_type as "groupType", r.label as "label",
      cast(exists (select 1 from ${memberships} n where n.tenant = m.tenant and n.member_id = m.group_id) as integer) as "isNested"
    from ${memberships} m cross join ${resources} r
    where m.tenant = ${tenant} and ${isMember} and r.tenant = m.tenant and r.type = m.group_type and r.id = m.group_id
    order by m.member_id, m.group_id`)
  const directForOne = directFor(sql`m.member_id = ${bind(({ memberIds }) => memberIds[0] ?? null)}`)
  const directForMany = directFor(isAMember)
  // `union` keeps each pair once, so that cycles of groups end. Where all groups are in each other, it still goes every way for everybody.
  const above = template<MembershipRow>(
    sql`
    with recursive above(member_id, group_id, group_type) as (
      select m.member_id, m.group_id, m.group_type from ${memberships} m where m.tenant = ${tenant} and ${isAMember}
      union
      select above.member_id, m.group_id, m.group_type from above cross join ${memberships} m where m.tenant = ${tenant} and m.member_id = above.group_id
    )
    select above.member_id as "memberId", above.group_id as "groupId", above.group_type as "groupType", r.label as "label",
      cast(exists (select 1 from ${memberships} m
        where m.tenant = ${tenant} and m.group_id = above.group_id and m.member_id = above.member_id) as integer) as "direct"
    from above cross join ${resources} r where r.tenant = ${tenant} and r.type = above.group_type and r.id = above.group_id
    order by above.member_id, above.group_id`,
    'nested',
  )

  return async (tenant: string, memberIds: readonly string[]): Promise<Membership[]> => {
    const direct = memberIds.length === 1 ? directForOne : directForMany
    const rows = await executor.read(direct({ tenant, memberIds }))
    if (rows.every(({ isNested }) => isNested === 0)) {
      return rows.map(({ memberId, groupId, groupType, label }) => ({
        memberId,
        groupId,
        groupType,
        label: label ?? undefined,
        direct: true,
      }))
    }
    const all = await executor.read(above({ tenant, memberIds }))
    return all.map((row) => ({ ...row, label: row.label ?? undefined, direct: row.direct === 1 }))
  }
}

function withLabel({ groupId, id, type, label }: MemberRow): Member {
  return { groupId, id, type, label: label ?? undefined }
}
