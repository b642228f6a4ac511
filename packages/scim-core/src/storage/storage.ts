import type { Filter } from '../filter/filter.ts'
import type { Comparable, IndexedValue } from '../schema/comparable.ts'
import type { MemberReference, MembershipChange } from '../schema/membership.ts'

export type { MemberReference, MembershipChange }

/**
 * Where resources live. Eight methods, every one required (docs/architecture.md). An adapter compares plain values: names are
 * bound, text is folded, dates are numbers before they arrive. A store sees one tenant and no other.
 */
export interface Storage {
  forTenant(tenantId: string): ResourceStore
}

/** The resources of one tenant. Writes answer with an outcome; a database that cannot do it now throws `StorageUnavailable`. */
export interface ResourceStore {
  /** The resource, or undefined. Never its members. */
  get(type: string, id: string): Promise<StoredResource | undefined>
  /** Matching resources in total order (sort key, then id) and, when asked, how many match in all. */
  query(query: ResourceQuery): Promise<ResourcePage>
  create(resource: NewResource): Promise<WriteResult>
  /** Content and members change together or not at all. A change without net effect writes nothing: `unchanged`. */
  update(change: ResourceChange): Promise<WriteResult>
  /**
   * Removes the resource and its edges, and bumps the version of every group that loses it, in the same unit. Each of these groups
   * has a journal entry of its own after that of the deletion, in order of their ids: `modify`, changed `members`.
   */
  delete(deletion: ResourceDeletion): Promise<WriteResult>
  /** Members of the named groups in order of (group id, member id), page by page. */
  members(groupIds: readonly string[], page: MemberPageRequest): Promise<MemberPage>
  /** Every group that the named resources are in, directly or through nested groups, each once per member. */
  membershipsOf(memberIds: readonly string[]): Promise<Membership[]>
  /**
   * Journal entries strictly behind the cursor in the order, or from its beginning. A reader never skips an entry that commits late: what
   * could still be preceded by one is not shown yet, in neither order.
   * @param order `oldestFirst` when left out.
   */
  journal(behind: JournalCursor | undefined, limit: number, order?: JournalOrder): Promise<JournalPage>
}

/** A resource as it is kept, without what is computed when it is shown. */
export interface StoredResource {
  readonly type: string
  readonly id: string
  /** 1 on create, one more on every change. */
  readonly version: number
  /** Milliseconds since 1970. */
  readonly created: number
  /** Milliseconds since 1970. Never decreases. */
  readonly lastModified: number
  /** JSON text of the resource without id, meta, members, groups and writeOnly values. Never `{}`: `schemas` is in it. */
  readonly document: string
  /** For the host application's own sign-in check; no SCIM operation returns it. */
  readonly passwordHash: string | undefined
}

/** The stored forms of one state of a resource, all computed by the core. */
export interface ResourceContent {
  readonly document: string
  readonly comparable: Comparable
  readonly indexed: readonly IndexedValue[]
  /** What is shown as `display` where this resource is a member or a group; undefined shows nothing. */
  readonly label: string | undefined
  /** undefined keeps what is stored, null clears it. */
  readonly passwordHash?: string | null
}

/** A resource to be created, under an id that the core has made. */
export interface NewResource extends ResourceContent {
  readonly type: string
  readonly id: string
  /** Milliseconds since 1970; created and lastModified. */
  readonly created: number
  readonly members: readonly MemberReference[]
  readonly note: JournalNote
}

/** A replace or a modify of one resource. One of `content` and `members` is there at least. */
export interface ResourceChange {
  readonly type: string
  readonly id: string
  /** If-Match: the versions that let the change through. undefined lets any through. A predicate of the write itself. */
  readonly ifVersion: readonly number[] | undefined
  /** undefined when only members change. */
  readonly content: ChangedContent | undefined
  readonly members: MembershipChange | undefined
  /** Milliseconds since 1970. */
  readonly lastModified: number
  readonly note: JournalNote
}

/** The new content of a resource, computed from an earlier state of it. */
export interface ChangedContent extends ResourceContent {
  /** The state that it was computed from. */
  readonly basedOn: StoredResource
  /** Whether `indexed` and `label` are those of that state: a store may leave its index alone. */
  readonly isFoundAsBefore?: boolean
}

export interface ResourceDeletion {
  readonly type: string
  readonly id: string
  readonly ifVersion: readonly number[] | undefined
  readonly note: JournalNote
}

/** Outcomes that are part of the story. Anything else is a bug or a broken database, and throws. */
export type WriteResult =
  /** Durable. For a delete: the resource as it last was. */
  | { readonly outcome: 'written'; readonly resource: StoredResource }
  | { readonly outcome: 'unchanged'; readonly resource: StoredResource }
  | { readonly outcome: 'notFound' }
  /** `ifVersion` did not hold. */
  | { readonly outcome: 'versionMismatch'; readonly version: number }
  /** The version of `content.basedOn` is no longer the stored one: read again, compute again. */
  | { readonly outcome: 'stale' }
  /** Another resource of the type has this unique value at `path`. */
  | { readonly outcome: 'conflict'; readonly path: string }
  /** These ids are no live resources of the tenant, or not of the stated type. Nothing was written. */
  | { readonly outcome: 'unknownMembers'; readonly ids: readonly string[] }

/** What one page is made of: resources of one type or of several, in one order. */
export interface ResourceQuery {
  /** One entry for a resource type's endpoint, several for a query at the root. */
  readonly select: readonly Selection[]
  /** Descending is the exact reverse of ascending. */
  readonly order: 'ascending' | 'descending'
  readonly page: IndexPage | KeysetPage
  /** Whether `total` is wanted. */
  readonly total: boolean
}

/** Which resources of a type are wanted, and what they are sorted by. */
export interface Selection {
  readonly type: string
  readonly filter: Filter
  /** undefined sorts by id, that is in the order of creation. Resources without a value come last ascending, first descending. */
  readonly sortBy: SortKey | undefined
}

/**
 * RFC 7644 §3.4.2.3: of a multi-valued attribute the primary element, else the first. An empty string is no value.
 * `index` names the index of a single-valued attribute; undefined where there is none.
 */
export type SortKey =
  | { readonly kind: 'attribute'; readonly key: string; readonly subAttribute: string | undefined; readonly index: string | undefined }
  | { readonly kind: 'column'; readonly column: 'id' | 'created' | 'lastModified' }

/** A page by its place in the order (RFC 7644 §3.4.2.4). */
export interface IndexPage {
  readonly kind: 'index'
  /** Resources to skip: startIndex − 1. */
  readonly offset: number
  readonly limit: number
}

/** A page by what stands before or after it (RFC 9865): what is written meanwhile moves nothing. */
export interface KeysetPage {
  readonly kind: 'keyset'
  /** Resources strictly after (or before) this position in the query's order; undefined starts at the beginning. */
  readonly position: { readonly direction: 'after' | 'before'; readonly at: KeysetPosition } | undefined
  readonly limit: number
}

/** A place in the total order. `value` is null where the resource has no sort value. */
export interface KeysetPosition {
  readonly value: string | number | boolean | null
  readonly id: string
}

/** What a query has found. */
export interface ResourcePage {
  /** Present when asked for. */
  readonly total: number | undefined
  /** In the query's order, also when paging backward. */
  readonly resources: readonly StoredResource[]
  /** Keyset pages: the position of the last resource, when more follow. */
  readonly next: KeysetPosition | undefined
  /** Keyset pages: the position of the first resource, when others come before. */
  readonly previous: KeysetPosition | undefined
}

/** How far members have been read, and how many are wanted. */
export interface MemberPageRequest {
  readonly after: MemberPosition | undefined
  readonly limit: number
}

/** The place of an edge in the order of (group id, member id). */
export interface MemberPosition {
  readonly groupId: string
  readonly memberId: string
}

/** An edge seen from the group. */
export interface Member {
  readonly groupId: string
  readonly id: string
  readonly type: string
  readonly label: string | undefined
}

/** Members of one or several groups, in order. */
export interface MemberPage {
  readonly members: readonly Member[]
  /** Present when more follow. */
  readonly next: MemberPosition | undefined
}

/** An edge seen from the member. Nested groups count: `direct` is false when only another group leads there. */
export interface Membership {
  readonly memberId: string
  readonly groupId: string
  readonly groupType: string
  readonly label: string | undefined
  readonly direct: boolean
}

/** Who did what and why it can be told later. Written in the unit of the change itself. */
export interface JournalNote {
  readonly operation: 'create' | 'replace' | 'modify' | 'delete'
  /** The credential or user that acted. */
  readonly actor: string
  readonly requestId: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** Paths of the attributes that changed, e.g. `name.familyName`, `members`. Names only, never values. */
  readonly changed: readonly string[]
}

/** One change, as the journal tells it for ever. */
export interface JournalEntry extends JournalNote {
  readonly sequence: number
  readonly type: string
  readonly id: string
  /** The version after the change; of a delete, the last one. */
  readonly version: number
}

/** The place of the last entry of a page, of digits. What the digits mean only the adapter knows that made it. It serves both orders. */
export type JournalCursor = string

export type JournalOrder = 'oldestFirst' | 'newestFirst'

/** Journal entries in the order that was asked for. */
export interface JournalPage {
  readonly entries: readonly JournalEntry[]
  /** Pass it to the next call, also when there were no entries. */
  readonly cursor: JournalCursor | undefined
}
