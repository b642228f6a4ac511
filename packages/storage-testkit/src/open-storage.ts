import type { ResourceStore, Storage } from '@rollcall/scim-core/storage'

/** A storage under test. */
export interface OpenStorage {
  readonly storage: Storage
  close(): Promise<void>
  /** Counts the rows that a tenant really has, so that the suite sees what no answer shows. Leave it out where there are no rows. */
  inspect?(tenantId: string): Promise<RowCounts>
}

/** One tenant's rows, as they are counted in the database itself. */
export interface RowCounts {
  readonly resources: number
  readonly indexedValues: number
  readonly memberships: number
  readonly journalEntries: number
  /** Rows of any kind that belong to a resource which is gone. */
  readonly orphans: number
}

/** What a case works with: a store of a tenant that no other case uses. */
export interface Subject {
  readonly storage: Storage
  readonly tenantId: string
  readonly store: ResourceStore
  /** Fails when the rows are others than these. Says nothing where they cannot be counted. */
  expectRows(expected: Partial<RowCounts>): Promise<void>
}

/** Gives each case its own tenant. */
export type NewSubject = () => Subject
