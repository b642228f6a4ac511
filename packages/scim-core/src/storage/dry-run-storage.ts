import type { Filter } from '../filter/filter.ts'
import type { ComparableValue, IndexedValue } from '../schema/comparable.ts'
import { indexText } from '../schema/indexed-values.ts'
import { completeIndex } from '../schema/indexes.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { ResourceTypes } from '../schema/resource-types.ts'
import { changedResource } from './changed-resource.ts'
import { memberPages } from './member-pages.ts'
import { addedMembers } from './members-of-change.ts'
import type { MemberReference, MembershipChange, ResourceContent, ResourceStore, Storage, StoredResource, WriteResult } from './storage.ts'
import type { WrittenChange } from './written-change.ts'

/** A storage that writes nothing, and what it would have written. */
export interface DryRun {
  readonly storage: Storage
  /** What would have been written, in order. Members are those that really come and go. */
  readonly changes: readonly WrittenChange[]
}

/**
 * Storage that decides writes as the one beneath would, and writes nothing. It is for one request: later operations of a Bulk request find
 * by its id what earlier ones wrote, but queries and lists of members still answer from beneath.
 */
export function dryRunOf(storage: Storage, resourceTypes: ResourceTypes): DryRun {
  const changes: WrittenChange[] = []
  const stores = new Map<string, ResourceStore>()
  const forTenant = (tenantId: string): ResourceStore => {
    const store = stores.get(tenantId) ?? dryRunStore(storage.forTenant(tenantId), resourceTypes, changes)
    stores.set(tenantId, store)
    return store
  }
  return { storage: { forTenant }, changes }
}

interface Kept {
  readonly stored: StoredResource
  readonly indexed: readonly IndexedValue[]
}

function dryRunStore(store: ResourceStore, resourceTypes: ResourceTypes, changes: WrittenChange[]): ResourceStore {
  const kept = new Map<string, Kept>()
  /** Who took a unique value last in this run. */
  const owners = new Map<string, string>()
  const gone = new Set<string>()

  const get = async (type: string, id: string): Promise<StoredResource | undefined> => {
    if (gone.has(id)) return undefined
    const own = kept.get(id)?.stored
    return own === undefined ? store.get(type, id) : own.type === type ? own : undefined
  }
  const typeNamed = (name: string): ResourceType => {
    const found = resourceTypes.named(name)
    if (found === undefined) throw new Error(`There is no resource type ${name}.`)
    return found
  }

  return {
    ...store,
    get,

    async create({ type, id, created, members, note: _, passwordHash, ...content }) {
      const resourceType = typeNamed(type)
      const unknown = await unknownMembers(members, { id, type })
      if (unknown.length > 0) return { outcome: 'unknownMembers', ids: unknown }
      const path = await conflict(resourceType, id, content)
      if (path !== undefined) return { outcome: 'conflict', path }
      const { document, indexed } = content
      const stored = { type, id, version: 1, created, lastModified: created, document, passwordHash: passwordHash ?? undefined }
      keep({ stored, indexed })
      const added: MembershipChange | undefined = members.length === 0 ? undefined : { kind: 'delta', add: members, remove: [] }
      changes.push({ resourceType, id, before: undefined, after: document, members: added })
      return { outcome: 'written', resource: stored }
    },

    async update({ type, id, ifVersion, content, members, lastModified }) {
      const resourceType = typeNamed(type)
      const before = await get(type, id)
      if (before === undefined) return { outcome: 'notFound' }
      if (ifVersion?.includes(before.version) === false) return { outcome: 'versionMismatch', version: before.version }
      if (content !== undefined && content.basedOn.version !== before.version) return { outcome: 'stale' }
      const unknown = await unknownMembers(addedMembers(members), before)
      if (unknown.length > 0) return { outcome: 'unknownMembers', ids: unknown }
      const moved = members === undefined ? undefined : await netChange(id, members)
      const stored = changedResource(before, { content, lastModified })
      const { document } = stored
      if (document === before.document && stored.passwordHash === before.passwordHash && moved === undefined)
        return { outcome: 'unchanged', resource: before }
      const path = content === undefined ? undefined : await conflict(resourceType, id, content)
      if (path !== undefined) return { outcome: 'conflict', path }
      keep({ stored, indexed: content?.indexed ?? kept.get(id)?.indexed ?? [] })
      changes.push({ resourceType, id, before: before.document, after: document, members: moved })
      return { outcome: 'written', resource: stored }
    },

    async delete({ type, id, ifVersion }): Promise<WriteResult> {
      const before = await get(type, id)
      if (before === undefined) return { outcome: 'notFound' }
      if (ifVersion?.includes(before.version) === false) return { outcome: 'versionMismatch', version: before.version }
      gone.add(id)
      changes.push({ resourceType: typeNamed(type), id, before: before.document, after: undefined, members: undefined })
      for (const { groupId, groupType, direct } of await store.membershipsOf([id])) {
        const group = direct && groupId !== id ? await get(groupType, groupId) : undefined
        if (group === undefined) continue
        const { document } = group
        const members: MembershipChange = { kind: 'delta', add: [], remove: [id] }
        changes.push({ resourceType: typeNamed(groupType), id: groupId, before: document, after: document, members })
      }
      return { outcome: 'written', resource: before }
    },
  }

  function keep(entry: Kept): void {
    const { type, id } = entry.stored
    kept.set(id, entry)
    for (const { unique, path, value } of entry.indexed) if (unique) owners.set(placeOf(type, path, value), id)
  }

  /** The path of a unique value that another resource has. One that a profile made unique may also be found where it need not be. */
  async function conflict(
    resourceType: ResourceType,
    id: string,
    { comparable, indexed }: Pick<ResourceContent, 'comparable' | 'indexed'>,
  ): Promise<string | undefined> {
    for (const { path, value } of indexed.filter(({ unique }) => unique)) {
      const owner = owners.get(placeOf(resourceType.name, path, value))
      const here =
        owner !== undefined &&
        owner !== id &&
        !gone.has(owner) &&
        kept.get(owner)?.indexed.some((other) => other.unique && other.path === path && other.value === value)
      if (here) return path
      const { key, subAttribute } = completeIndex(path, resourceType)
      const meant = comparable[key]
        ?.map((element): ComparableValue | undefined => (typeof element === 'object' ? element[subAttribute ?? ''] : element))
        .find((each) => each !== undefined && indexText(each) === value)
      if (meant === undefined) continue
      const index = resourceType.indexes.find(({ name }) => name === path)?.name
      const filter: Filter = { kind: 'compare', key, subAttribute, operator: 'eq', value: meant, index }
      const { resources } = await store.query({
        select: [{ type: resourceType.name, filter, sortBy: undefined }],
        order: 'ascending',
        page: { kind: 'index', offset: 0, limit: 10 },
        total: false,
      })
      // What was changed in this run is known from `kept`.
      if (resources.some((other) => other.id !== id && !gone.has(other.id) && !kept.has(other.id))) return path
    }
    return undefined
  }

  async function unknownMembers(
    references: readonly MemberReference[],
    itself: { readonly id: string; readonly type: string },
  ): Promise<string[]> {
    const unknown = new Set<string>()
    for (const { id, type } of references) {
      if (id === itself.id && (type === undefined || type === itself.type)) continue
      const types = type === undefined ? resourceTypes.all.map(({ name }) => name) : [type]
      let isThere = false
      for (const each of types) isThere ||= (await get(each, id)) !== undefined
      if (!isThere) unknown.add(id)
    }
    return [...unknown]
  }

  /** What really comes and goes; undefined when nothing does. */
  async function netChange(groupId: string, change: MembershipChange): Promise<MembershipChange | undefined> {
    const there = change.kind === 'delta' ? await among(groupId, change) : await membersOf(groupId)
    const wanted = new Set(addedMembers(change).map(({ id }) => id))
    const add = addedMembers(change).filter(({ id }) => !there.has(id))
    const remove = change.kind === 'delta' ? change.remove.filter((id) => there.has(id)) : [...there].filter((id) => !wanted.has(id))
    return add.length + remove.length === 0 ? undefined : { kind: 'delta', add, remove }
  }

  async function among(groupId: string, { add, remove }: Extract<MembershipChange, { kind: 'delta' }>): Promise<Set<string>> {
    const memberships = await store.membershipsOf([...add.map(({ id }) => id), ...remove])
    return new Set(memberships.filter((each) => each.direct && each.groupId === groupId).map(({ memberId }) => memberId))
  }

  async function membersOf(groupId: string): Promise<Set<string>> {
    const members = new Set<string>()
    for await (const page of memberPages(store, [groupId])) for (const { id } of page) members.add(id)
    return members
  }
}

const placeOf = (type: string, path: string, value: string) => JSON.stringify([type, path, value])
