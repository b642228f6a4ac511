/** A change of members that needs no knowledge of the members there are. Adding one who is there, removing one who is not: no change. */
export type MembershipChange =
  | { readonly kind: 'delta'; readonly add: readonly MemberReference[]; readonly remove: readonly string[] }
  | { readonly kind: 'replaceWith'; readonly members: readonly MemberReference[] }

/** A member to be added: a live resource of this tenant, of the stated type when one is stated. */
export interface MemberReference {
  readonly id: string
  readonly type: string | undefined
}
