import type { Comparable, ComparableElement, IndexedValue } from '@rollcall/scim-core/schema'
import { indexText } from '@rollcall/scim-core/schema'
import type {
  JournalNote,
  MemberReference,
  MembershipChange,
  NewResource,
  ResourceChange,
  ResourceContent,
  ResourceDeletion,
  StoredResource,
} from '@rollcall/scim-core/storage'

/** The values of a sample resource. What is left out is absent. */
export interface SampleValues {
  readonly userName?: string
  readonly familyName?: string
  readonly nickName?: string
  readonly age?: number
  readonly emails?: readonly { readonly value?: string; readonly type?: string; readonly primary?: boolean }[]
}

/** The content of a resource that has these values: userName is unique; userName, familyName and the e-mail addresses are indexed. */
export function content({ userName, familyName, nickName, age, emails }: SampleValues): ResourceContent {
  const comparable: Record<string, readonly ComparableElement[]> = {}
  if (userName !== undefined) comparable['userName'] = [userName]
  if (familyName !== undefined) comparable['name'] = [{ familyName }]
  if (nickName !== undefined) comparable['nickName'] = [nickName]
  if (age !== undefined) comparable['age'] = [age]
  if (emails !== undefined && emails.length > 0) comparable['emails'] = emails
  return {
    document: JSON.stringify({ schemas: ['urn:example:Sample'], ...comparable }),
    comparable,
    indexed: indexedValues(comparable),
    label: userName,
  }
}

/** As the core computes them: each (path, value) once, an empty string never unique. */
export function indexedValues(comparable: Comparable): IndexedValue[] {
  const rows = new Map<string, IndexedValue>()
  for (const { path, key, subAttribute } of sampleIndexes) {
    for (const element of comparable[key] ?? []) {
      const value = typeof element === 'object' ? element[subAttribute ?? ''] : subAttribute === undefined ? element : undefined
      if (value === undefined) continue
      const text = indexText(value)
      rows.set(`${path} ${text}`, { path, value: text, unique: path === 'userName' && text !== '' })
    }
  }
  return [...rows.values()]
}

export interface SampleIndex {
  readonly path: string
  readonly key: string
  readonly subAttribute: string | undefined
}

export const sampleIndexes: readonly SampleIndex[] = [
  { path: 'userName', key: 'userName', subAttribute: undefined },
  { path: 'rank', key: 'rank', subAttribute: undefined },
  { path: 'vip', key: 'vip', subAttribute: undefined },
  { path: 'name.familyName', key: 'name', subAttribute: 'familyName' },
  { path: 'emails.value', key: 'emails', subAttribute: 'value' },
]

export function note(operation: JournalNote['operation'], details: Partial<JournalNote> = {}): JournalNote {
  return { operation, actor: 'token-1', requestId: 'request-1', time: 1000, changed: ['userName'], ...details }
}

export function user(id: string, values: SampleValues = {}, details: Partial<NewResource> = {}): NewResource {
  return { ...content({ userName: id, ...values }), type: 'User', id, created: 1000, members: [], note: note('create'), ...details }
}

export function group(id: string, memberIds: readonly string[] = [], details: Partial<NewResource> = {}): NewResource {
  return user(id, {}, { type: 'Group', members: references(memberIds), ...details })
}

export function references(ids: readonly string[], type?: string): MemberReference[] {
  return ids.map((id) => ({ id, type }))
}

export function add(...ids: string[]): MembershipChange {
  return { kind: 'delta', add: references(ids), remove: [] }
}

export function remove(...ids: string[]): MembershipChange {
  return { kind: 'delta', add: [], remove: ids }
}

export function replaceWith(...ids: string[]): MembershipChange {
  return { kind: 'replaceWith', members: references(ids) }
}

/** A change of the content of a user. */
export function contentChange(id: string, basedOn: number, values: SampleValues, details: Partial<ResourceChange> = {}): ResourceChange {
  const changed = { ...content(values), basedOn: stored('User', id, basedOn) }
  return {
    type: 'User',
    id,
    ifVersion: undefined,
    content: changed,
    members: undefined,
    lastModified: 2000,
    note: note('modify'),
    ...details,
  }
}

/** What a writer has read: a sample as it was created, at this version. */
export function stored(type: string, id: string, version: number): StoredResource {
  return { type, id, version, created: 1000, lastModified: 1000, document: '{}', passwordHash: undefined }
}

/** A change of the members of a group and of nothing else. */
export function membersChange(id: string, members: MembershipChange, details: Partial<ResourceChange> = {}): ResourceChange {
  return { type: 'Group', id, ifVersion: undefined, content: undefined, members, lastModified: 2000, note: note('modify'), ...details }
}

export function deletion(type: string, id: string, details: Partial<ResourceDeletion> = {}): ResourceDeletion {
  return { type, id, ifVersion: undefined, note: note('delete', { time: 3000, changed: [] }), ...details }
}
