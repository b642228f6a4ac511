import { compareComparable } from '../schema/comparable.ts'
import { addedMembers, removedMembers } from './members-of-change.ts'
import type { MemberReference, MembershipChange } from './storage.ts'

/** A membership: the member is directly in the group. */
export interface Edge {
  readonly groupId: string
  readonly memberId: string
}

export interface Edges {
  /** Direct members in order of their ids. */
  membersOf(groupId: string): string[]
  /** Groups that the member is directly in, in order of their ids. */
  groupsOf(memberId: string): string[]
  /** Groups that the member is in, directly or through nested groups, each once. Cycles end. */
  groupsAbove(memberId: string): string[]
  /** The members after a change, or undefined when the change changes nothing. */
  after(groupId: string, change: MembershipChange | undefined): ReadonlySet<string> | undefined
  replace(groupId: string, memberIds: ReadonlySet<string>): void
  /** Removes every edge of a resource, as a group and as a member. */
  forget(id: string): void
}

export function createEdges(): Edges {
  const byGroup = new Map<string, ReadonlySet<string>>()
  const current = (groupId: string): ReadonlySet<string> => byGroup.get(groupId) ?? new Set()
  const groupsOf = (memberId: string) => inOrder([...byGroup].flatMap(([groupId, members]) => (members.has(memberId) ? [groupId] : [])))
  return {
    membersOf: (groupId) => inOrder(current(groupId)),
    groupsOf,
    groupsAbove(memberId) {
      // A Set is walked in order of insertion, also over what is added on the way.
      const above = new Set(groupsOf(memberId))
      for (const groupId of above) for (const higher of groupsOf(groupId)) above.add(higher)
      return inOrder(above)
    },
    after(groupId, change) {
      if (change === undefined) return undefined
      const before = current(groupId)
      const after = new Set([...(change.kind === 'delta' ? before : []), ...idsOf(addedMembers(change))])
      if (change.kind === 'delta') for (const id of removedMembers(change)) after.delete(id)
      return after.size === before.size && [...after].every((id) => before.has(id)) ? undefined : after
    },
    replace: (groupId, memberIds) => void byGroup.set(groupId, memberIds),
    forget(id) {
      byGroup.delete(id)
      for (const groupId of groupsOf(id)) byGroup.set(groupId, new Set([...current(groupId)].filter((memberId) => memberId !== id)))
    },
  }
}

function idsOf(references: readonly MemberReference[]): readonly string[] {
  return references.map(({ id }) => id)
}

function inOrder(ids: Iterable<string>): string[] {
  return [...ids].sort(compareComparable)
}
