import type { MembershipChange } from '../schema/membership.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/** What one write did to one resource, for who wants to tell the difference. The documents are those of `StoredResource`. */
export interface WrittenChange {
  readonly resourceType: ResourceType
  readonly id: string
  /** undefined where the resource was created. */
  readonly before: string | undefined
  /** undefined where it was deleted. */
  readonly after: string | undefined
  readonly members: MembershipChange | undefined
}
