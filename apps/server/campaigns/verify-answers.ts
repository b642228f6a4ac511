import { listAll, send } from './client.ts'
import type { Contents } from './contents.ts'

/** What the server tells has to be what the database holds. */
export async function verifyAnswers(scim: string, contents: Contents, deleted: readonly string[]): Promise<string[]> {
  const users = await listAll(scim, '/Users')
  const groups = await listAll(scim, '/Groups')
  const real = (type: string) => contents.resources.filter((each) => each.type === type).map(({ id }) => id)
  const statuses = await Promise.all(deleted.map(async (id) => ({ id, status: (await send(scim, 'GET', `/Users/${id}`)).status })))
  return [
    ...total('Users', users, real('User')),
    ...total('Groups', groups, real('Group')),
    ...inverse(users.resources, groups.resources, contents),
    ...statuses.filter(({ status }) => status !== 404).map(({ id, status }) => `I11: ${id} was deleted and is answered by ${status}`),
  ]
}

/** I8: totalResults is how many there are, and the pages have each of them once. */
function total(name: string, { total, resources }: Awaited<ReturnType<typeof listAll>>, real: readonly string[]): string[] {
  const listed = resources.map(({ id }) => String(id)).toSorted()
  if (total !== real.length) return [`I8: totalResults of ${name} is ${total}, and there are ${real.length}`]
  return listed.join() === real.toSorted().join() ? [] : [`I8: the pages of ${name} are not what there is`]
}

interface Listed {
  readonly id: string
  readonly groups?: readonly { readonly value: string }[]
  readonly members?: readonly { readonly value: string }[]
}

/** I5: who is in a group according to the user, according to the group, and according to the table. */
function inverse(users: readonly Listed[], groups: readonly Listed[], { memberships }: Contents): string[] {
  const byUser = users.flatMap(({ id, groups = [] }) => groups.map(({ value }) => `${value} ${id}`)).toSorted()
  const byGroup = groups.flatMap(({ id, members = [] }) => members.map(({ value }) => `${id} ${value}`)).toSorted()
  const byTable = memberships.map((each) => `${each.group_id} ${each.member_id}`).toSorted()
  return byUser.join() === byGroup.join() && byGroup.join() === byTable.join()
    ? []
    : [`I5: there are ${byTable.length} memberships, ${byUser.length} by User.groups and ${byGroup.length} by Group.members, or others`]
}
