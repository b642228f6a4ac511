import type { MemberReference, MembershipChange } from './storage.ts'

/** The members that a change wants to be there. */
export function addedMembers(change: MembershipChange | undefined): readonly MemberReference[] {
  if (change === undefined) return []
  return change.kind === 'delta' ? change.add : change.members
}
