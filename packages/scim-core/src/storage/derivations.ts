import type { JsonValue } from '../json.ts'
import type { IndexedValue } from '../schema/comparable.ts'
import type { ResourceContent } from './storage.ts'

/**
 * Upkeep of what a storage keeps beside documents to find them by. No request needs it, so it is no part of `Storage`; memory keeps
 * nothing that could be out of date.
 */
export interface Derivations {
  forTenant(tenantId: string): TenantDerivations
}

/** The same of one tenant. */
export interface TenantDerivations {
  /** Resources of a type and what is kept of them, in the order of ids, strictly after the one named. */
  page(type: string, after: string | undefined, limit: number): Promise<readonly DerivedResource[]>
  /**
   * Replaces what is derived from a document. It is no change of the resource: neither its version nor the journal moves. `stale` when
   * the document is another by now, or the resource is gone; `conflict` when another resource has one of its unique values.
   */
  replace(derivation: Derivation): Promise<'written' | 'stale' | 'conflict'>
  /** Removes rows of the equality index that no resource stands behind, among the next `limit` rows of a type. */
  sweep(type: string, after: IndexPosition | undefined, limit: number): Promise<SweptIndex>
}

/** A resource, and what is kept of it to be found by. */
export interface DerivedResource {
  readonly id: string
  readonly document: string
  /** As it is kept: should be `Comparable`, and may be anything. */
  readonly comparable: JsonValue
  readonly indexed: readonly IndexedValue[]
  readonly label: string | undefined
  /** Whether the rows of the index are there that `indexed` names, and whatever else the storage makes of these values. */
  readonly isIntact: boolean
}

/** `document` is what the rest was derived from. */
export interface Derivation extends Omit<ResourceContent, 'passwordHash'> {
  readonly type: string
  readonly id: string
}

/** A place in the equality index of a type. */
export interface IndexPosition {
  readonly path: string
  readonly value: string
  readonly id: string
}

/** How many rows were removed. */
export interface SweptIndex {
  readonly removed: number
  /** Present when more follow. */
  readonly next: IndexPosition | undefined
}
