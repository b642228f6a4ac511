import type { Member, MemberPage, MemberPosition, ResourceStore } from './storage.ts'

/** Members that are read at a time where all of them are wanted. */
export const membersAtOnce = 5000

/**
 * Every member of the named groups in order of (group id, member id), as many at a time as `membersAtOnce`.
 * @param first the first page, where it has been read already.
 */
export async function* memberPages(
  store: ResourceStore,
  groupIds: readonly string[],
  first?: MemberPage,
): AsyncGenerator<readonly Member[], void, undefined> {
  const read = (after: MemberPosition | undefined) => store.members(groupIds, { after, limit: membersAtOnce })
  for (let page = first ?? (await read(undefined)); ; page = await read(page.next)) {
    yield page.members
    if (page.next === undefined) return
  }
}
