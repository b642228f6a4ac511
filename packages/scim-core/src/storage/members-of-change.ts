import type { MemberReference, MembershipChange } from './storage.ts'

/** The members that a change wants to be there. */
export function addedMembers(change: MembershipChange | undefined): readonly MemberReference[] {
  if (change === undefined) return []
  return change.kind === 'delta' ? change.add : change.members
}

/** The ids that a delta takes away: a member that it both adds and removes stays. */
export function removedMembers({ add, remove }: Extract<MembershipChange, { kind: 'delta' }>): readonly string[] {
  const added = new Set(add.map(({ id }) => id))
  return remove.filter((id) => !added.has(id))
}
