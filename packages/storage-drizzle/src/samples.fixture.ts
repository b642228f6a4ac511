import type { JournalEntry, JournalNote, NewResource, ResourceChange, ResourceStore } from '@rollcall/scim-core/storage'

export function user(id: string, userName = id): NewResource {
  return resource('User', id, { userName }, [{ path: 'userName', value: userName, unique: true }])
}

export function group(id: string, ...memberIds: string[]): NewResource {
  return { ...resource('Group', id, { displayName: id }, []), members: memberIds.map((each) => ({ id: each, type: undefined })) }
}

export function rename(id: string, version: number, userName: string, ifVersion?: readonly number[]): ResourceChange {
  const { document, comparable, indexed, label } = user(id, userName)
  const basedOn = { type: 'User', id, version, created: 1, lastModified: 1, document: '{}', passwordHash: undefined }
  const content = { document, comparable, indexed, label, basedOn }
  return { type: 'User', id, ifVersion, content, members: undefined, lastModified: 2, note: note('replace') }
}

export function addMember(groupId: string, memberId: string): ResourceChange {
  const members = { kind: 'delta' as const, add: [{ id: memberId, type: undefined }], remove: [] }
  return { type: 'Group', id: groupId, ifVersion: undefined, content: undefined, members, lastModified: 2, note: note('modify') }
}

export function remove(type: string, id: string) {
  return { type, id, ifVersion: undefined, note: note('delete') }
}

/** How often each outcome came. */
export async function outcomes(results: readonly Promise<{ readonly outcome: string }>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { outcome } of await Promise.all(results)) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

/** The whole journal from its beginning. */
export async function wholeJournal(store: ResourceStore): Promise<JournalEntry[]> {
  const all: JournalEntry[] = []
  for (let page = await store.journal(undefined, 500); page.entries.length > 0; page = await store.journal(page.cursor, 500)) {
    all.push(...page.entries)
  }
  return all
}

function resource(type: string, id: string, values: Readonly<Record<string, string>>, indexed: NewResource['indexed']): NewResource {
  return {
    type,
    id,
    created: 1,
    document: JSON.stringify({ schemas: [], ...values }),
    comparable: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [value]])),
    indexed,
    label: id,
    members: [],
    note: note('create'),
  }
}

function note(operation: JournalNote['operation']): JournalNote {
  return { operation, actor: 'test', requestId: 'test', time: 1, changed: [] }
}
