import { type FilterSubject, matches } from '../filter/matches.ts'
import { compareComparable } from '../schema/comparable.ts'
import { fold } from '../schema/fold.ts'
import { changedResource } from './changed-resource.ts'
import { addedMembers } from './members-of-change.ts'
import { createEdges, type Edge } from './memory-edges.ts'
import type {
  JournalEntry,
  JournalNote,
  KeysetPage,
  KeysetPosition,
  Member,
  MemberReference,
  ResourceContent,
  ResourcePage,
  ResourceQuery,
  ResourceStore,
  Storage,
  StoredResource,
  WriteResult,
} from './storage.ts'
import { positionOf, totalOrder } from './total-order.ts'

/** The storage contract in its shortest honest form: everything in this process, gone with it. For tests and trials. */
export function createMemoryStorage(): Storage {
  const tenants = new Map<string, ResourceStore>()
  return {
    forTenant(tenantId) {
      const store = tenants.get(tenantId) ?? createMemoryStore()
      tenants.set(tenantId, store)
      return store
    },
  }
}

interface Entry {
  readonly stored: StoredResource
  readonly comparable: ResourceContent['comparable']
  readonly indexed: ResourceContent['indexed']
  readonly label: string | undefined
}

/** Every method runs to its end without giving way, so every write is one unit. */
function createMemoryStore(): ResourceStore {
  const entries = new Map<string, Entry>()
  const edges = createEdges()
  const entriesInJournal: JournalEntry[] = []

  return {
    get: async (type, id) => find(type, id)?.stored,

    async query({ select, order, page, total }) {
      const found = select.flatMap((selection) =>
        [...entries.values()]
          .filter((entry) => entry.stored.type === selection.type && matches(selection.filter, subject(entry)))
          .map((entry) => ({ resource: entry.stored, at: positionOf(entry, selection.sortBy) })),
      )
      const compare = totalOrder(order)
      found.sort((left, right) => compare(left.at, right.at))
      const cut = page.kind === 'index' ? { start: page.offset, end: page.offset + page.limit } : keysetCut(found, page, compare)
      return { total: total ? found.length : undefined, ...pageOf(found, page.kind, cut) }
    },

    async create({ type, id, created, members, note, passwordHash, ...content }) {
      if (entries.has(id)) return { outcome: 'conflict', path: 'id' }
      const unknown = unknownMembers(members, { id, type })
      if (unknown.length > 0) return { outcome: 'unknownMembers', ids: unknown }
      const path = conflict(type, id, content)
      if (path !== undefined) return { outcome: 'conflict', path }
      const { document } = content
      keep({ type, id, version: 1, created, lastModified: created, document, passwordHash: passwordHash ?? undefined }, content)
      edges.replace(id, new Set(members.map((each) => each.id)))
      return written(id, note)
    },

    async update({ type, id, ifVersion, content, members, lastModified, note }) {
      const entry = find(type, id)
      if (entry === undefined) return { outcome: 'notFound' }
      const { stored } = entry
      if (ifVersion?.includes(stored.version) === false) return { outcome: 'versionMismatch', version: stored.version }
      if (content !== undefined && content.basedOn.version !== stored.version) return { outcome: 'stale' }
      const unknown = unknownMembers(addedMembers(members), stored)
      if (unknown.length > 0) return { outcome: 'unknownMembers', ids: unknown }
      const after = edges.after(id, members)
      const changed = changedResource(stored, { content, lastModified })
      const sameContent = changed.document === stored.document && changed.passwordHash === stored.passwordHash
      if (sameContent && after === undefined) return { outcome: 'unchanged', resource: stored }
      const path = content === undefined ? undefined : conflict(type, id, content)
      if (path !== undefined) return { outcome: 'conflict', path }
      keep(changed, content ?? entry)
      if (after !== undefined) edges.replace(id, after)
      return written(id, note)
    },

    async delete({ type, id, ifVersion, note }) {
      const entry = find(type, id)
      if (entry === undefined) return { outcome: 'notFound' }
      const { stored } = entry
      if (ifVersion?.includes(stored.version) === false) return { outcome: 'versionMismatch', version: stored.version }
      const result = written(id, note)
      const bereft = edges.groupsOf(id).filter((groupId) => groupId !== id)
      edges.forget(id)
      entries.delete(id)
      for (const groupId of bereft) {
        const group = entries.get(groupId)
        if (group === undefined) continue
        const { version, lastModified } = group.stored
        keep({ ...group.stored, version: version + 1, lastModified: Math.max(lastModified, note.time) }, group)
        written(groupId, { ...note, operation: 'modify', changed: ['members'] })
      }
      return result
    },

    async members(groupIds, { after, limit }) {
      const all = [...new Set(groupIds)].flatMap((groupId) => edges.membersOf(groupId).map((id): Edge => ({ groupId, memberId: id })))
      const inOrder = all.sort(compareEdges)
      const rest = after === undefined ? inOrder : inOrder.filter((edge) => compareEdges(edge, after) > 0)
      const page = rest.slice(0, limit)
      return { members: page.map(member), next: rest.length > limit ? page.at(-1) : undefined }
    },

    async membershipsOf(memberIds) {
      return [...new Set(memberIds)].sort(compareComparable).flatMap((memberId) => {
        const direct = new Set(edges.groupsOf(memberId))
        return edges.groupsAbove(memberId).map((groupId) => {
          const group = known(groupId)
          return { memberId, groupId, groupType: group.stored.type, label: group.label, direct: direct.has(groupId) }
        })
      })
    },

    async journal(behind, limit, order = 'oldestFirst') {
      // A cursor is the number of the last entry that was read, counted from 1.
      const isForward = order === 'oldestFirst'
      const start = isForward ? Number(behind ?? 0) : Math.max(0, Number(behind ?? entriesInJournal.length + 1) - 1 - limit)
      const end = isForward ? start + limit : Number(behind ?? entriesInJournal.length + 1) - 1
      const page = entriesInJournal.slice(start, end)
      if (page.length === 0) return { entries: [], cursor: behind }
      return isForward ? { entries: page, cursor: String(start + page.length) } : { entries: page.reverse(), cursor: String(start + 1) }
    },
  }

  function find(type: string, id: string): Entry | undefined {
    const entry = entries.get(id)
    return entry?.stored.type === type ? entry : undefined
  }

  function known(id: string): Entry {
    const entry = entries.get(id)
    if (entry === undefined) throw new Error('An edge leads to a resource that is gone.')
    return entry
  }

  function keep(stored: StoredResource, { comparable, indexed, label }: Pick<ResourceContent, 'comparable' | 'indexed' | 'label'>): void {
    entries.set(stored.id, { stored, comparable, indexed, label })
  }

  function written(id: string, note: JournalNote): WriteResult {
    const { stored } = known(id)
    entriesInJournal.push({ ...note, sequence: entriesInJournal.length + 1, type: stored.type, id, version: stored.version })
    return { outcome: 'written', resource: stored }
  }

  function conflict(type: string, id: string, { indexed }: Pick<ResourceContent, 'indexed'>): string | undefined {
    const others = [...entries.values()].filter(({ stored }) => stored.type === type && stored.id !== id)
    const taken = indexed.find(
      ({ unique, path, value }) =>
        unique && others.some((other) => other.indexed.some((each) => each.unique && each.path === path && each.value === value)),
    )
    return taken?.path
  }

  /** `itself` counts as live: a new group may name its own id. */
  function unknownMembers(references: readonly MemberReference[], itself: { readonly id: string; readonly type: string }): string[] {
    const typeOf = (id: string) => (id === itself.id ? itself.type : entries.get(id)?.stored.type)
    const unknown = references.filter(({ id, type }) => typeOf(id) === undefined || (type !== undefined && typeOf(id) !== type))
    return [...new Set(unknown.map(({ id }) => id))]
  }

  function member({ groupId, memberId }: Edge): Member {
    const { stored, label } = known(memberId)
    return { groupId, id: memberId, type: stored.type, label }
  }

  function subject({ stored, comparable }: Entry): FilterSubject {
    return {
      id: stored.id,
      created: stored.created,
      lastModified: stored.lastModified,
      version: stored.version,
      comparable,
      members: () => edges.membersOf(stored.id).map(element),
      memberOf: () => {
        const direct = new Set(edges.groupsOf(stored.id))
        // RFC 7643 §4.1.2: the type of a group in `groups` tells how the resource came into it.
        return edges.groupsAbove(stored.id).map((id) => ({ ...element(id), type: direct.has(id) ? 'direct' : 'indirect' }))
      },
    }
  }

  /** A member or a group as filters see it. */
  function element(id: string): { value: string; type: string; display?: string } {
    const { stored, label } = known(id)
    return { value: id, type: stored.type, ...(label === undefined ? {} : { display: fold(label) }) }
  }
}

interface Found {
  readonly resource: StoredResource
  readonly at: KeysetPosition
}

type Compare = (left: KeysetPosition, right: KeysetPosition) => number

/** Which of the ordered resources a keyset page shows. */
function keysetCut(found: readonly Found[], { position, limit }: KeysetPage, compare: Compare): { start: number; end: number } {
  if (position === undefined) return { start: 0, end: limit }
  const { direction, at } = position
  const count = (holds: (comparison: number) => boolean) => found.filter((each) => holds(compare(each.at, at))).length
  if (direction === 'before') {
    const end = count((comparison) => comparison < 0)
    return { start: Math.max(0, end - limit), end }
  }
  const start = count((comparison) => comparison <= 0)
  return { start, end: start + limit }
}

function pageOf(
  found: readonly Found[],
  kind: ResourceQuery['page']['kind'],
  { start, end }: { start: number; end: number },
): Omit<ResourcePage, 'total'> {
  const page = found.slice(start, end)
  const keyset = kind === 'keyset'
  return {
    resources: page.map((each) => each.resource),
    next: keyset && end < found.length ? page.at(-1)?.at : undefined,
    previous: keyset && start > 0 ? page[0]?.at : undefined,
  }
}

function compareEdges(left: Edge, right: Edge): number {
  return compareComparable(left.groupId, right.groupId) || compareComparable(left.memberId, right.memberId)
}
