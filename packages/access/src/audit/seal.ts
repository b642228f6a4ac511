import type { JournalCursor } from '@rollcall/scim-core'

/** One link of a tenant's hash chain: the journal entry with that sequence number, sealed on top of all before it. */
export interface Seal {
  readonly sequence: number
  /** SHA-256 as hex, of the hash before and of the entry. */
  readonly hash: string
  /** Where the journal is read on from; of the last seal of each page. */
  readonly cursor: JournalCursor | undefined
}
