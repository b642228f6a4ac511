import type { JournalCursor, JournalEntry, JournalOrder } from '@rollcall/scim-core/storage'
import { expect, it } from 'vitest'
import type { NewSubject, Subject } from '../open-storage.ts'
import { add, contentChange, deletion, group, membersChange, note, user } from '../samples.ts'

export function journalCases(newSubject: NewSubject): void {
  it('has one entry for every write, with what the note says, in the order of the writes', async () => {
    const { store } = newSubject()
    const told = { actor: 'token-9', requestId: 'request-9', time: 77, changed: ['name.familyName', 'urn:x:User:dept'] }
    await store.create(user('a', {}, { note: note('create', told) }))
    await store.update(contentChange('a', 1, { userName: 'b' }, { note: note('replace') }))
    await store.create(group('g'))
    await store.update(membersChange('g', add('a'), { note: note('modify', { changed: ['members'] }) }))
    await store.delete(deletion('Group', 'g', { note: note('delete', { changed: [] }) }))
    const { entries } = await store.journal(undefined, 100)
    expect(entries.map(withoutSequence)).toEqual([
      { ...told, operation: 'create', type: 'User', id: 'a', version: 1 },
      { ...note('replace'), type: 'User', id: 'a', version: 2 },
      { ...note('create'), type: 'Group', id: 'g', version: 1 },
      { ...note('modify'), changed: ['members'], type: 'Group', id: 'g', version: 2 },
      { ...note('delete'), changed: [], type: 'Group', id: 'g', version: 2 },
    ])
    const sequences = entries.map(({ sequence }) => sequence)
    expect(sequences).toEqual([...new Set(sequences)].sort((left, right) => left - right))
  })

  it('has an entry for each group that lost a member who was deleted, after that of the deletion', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    for (const id of ['g2', 'g1', 'g3']) await store.create(group(id, id === 'g3' ? [] : ['a']))
    const told = note('delete', { actor: 'token-9', requestId: 'request-9', time: 4000, changed: [] })
    await store.delete(deletion('User', 'a', { note: told }))
    const { entries } = await store.journal(undefined, 100)
    expect(entries.slice(4).map(withoutSequence)).toEqual([
      { ...told, type: 'User', id: 'a', version: 1 },
      { ...told, operation: 'modify', changed: ['members'], type: 'Group', id: 'g1', version: 2 },
      { ...told, operation: 'modify', changed: ['members'], type: 'Group', id: 'g2', version: 2 },
    ])
  })

  it('has no entry for what was refused or changed nothing', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    await store.create(user('a'))
    await store.create(user('b', { userName: 'a' }))
    await store.create(group('g', ['x']))
    await store.update(contentChange('a', 1, { userName: 'a' }))
    await store.update(contentChange('a', 9, { userName: 'b' }))
    await store.update(contentChange('x', 1, { userName: 'b' }))
    await store.update(contentChange('a', 1, { userName: 'b' }, { ifVersion: [9] }))
    await store.delete(deletion('User', 'x'))
    await store.delete(deletion('User', 'a', { ifVersion: [9] }))
    expect((await store.journal(undefined, 100)).entries).toHaveLength(1)
  })

  it('is read on from where it was left, also while it grows', async () => {
    const { store } = newSubject()
    for (const id of ['a', 'b', 'c']) await store.create(user(id))
    const first = await store.journal(undefined, 2)
    expect(first.entries.map(({ id }) => id)).toEqual(['a', 'b'])
    const second = await store.journal(first.cursor, 2)
    expect(second.entries.map(({ id }) => id)).toEqual(['c'])
    const third = await store.journal(second.cursor, 2)
    expect(third.entries).toEqual([])
    await store.create(user('d'))
    expect((await store.journal(third.cursor, 2)).entries.map(({ id }) => id)).toEqual(['d'])
    expect((await store.journal(first.cursor, 9)).entries.map(({ id }) => id)).toEqual(['c', 'd'])
  })

  it('is read from its end backward too, page by page, while it grows', async () => {
    const { store } = newSubject()
    for (const id of ['a', 'b', 'c', 'd']) await store.create(user(id))
    const ids = async (cursor: JournalCursor | undefined, order: JournalOrder) =>
      (await store.journal(cursor, 2, order)).entries.map(({ id }) => id)
    const first = await store.journal(undefined, 2, 'newestFirst')
    expect(first.entries.map(({ id }) => id)).toEqual(['d', 'c'])
    await store.create(user('e'))
    const second = await store.journal(first.cursor, 2, 'newestFirst')
    expect(second.entries.map(({ id }) => id)).toEqual(['b', 'a'])
    const third = await store.journal(second.cursor, 2, 'newestFirst')
    expect(third.entries).toEqual([])
    expect(await ids(undefined, 'newestFirst')).toEqual(['e', 'd'])
    // A cursor stands at an entry, whichever way one came there.
    expect(await ids(first.cursor, 'oldestFirst')).toEqual(['d', 'e'])
    expect(await ids((await store.journal(undefined, 2, 'oldestFirst')).cursor, 'newestFirst')).toEqual(['a'])
  })

  it('is empty before anything was written, and its cursor then starts at the beginning', async () => {
    const { store } = newSubject()
    const empty = await store.journal(undefined, 10)
    expect(empty.entries).toEqual([])
    expect((await store.journal(undefined, 10, 'newestFirst')).entries).toEqual([])
    await store.create(user('a'))
    expect((await store.journal(empty.cursor, 10)).entries).toHaveLength(1)
  })

  it('is whole when many write at once', async () => {
    const { store } = newSubject()
    const ids = Array.from({ length: 100 }, (_, index) => `u${index}`)
    await Promise.all(ids.map((id) => store.create(user(id))))
    expect((await whole(store)).map(({ id }) => id).sort()).toEqual(ids.sort())
  })
}

async function whole(store: Subject['store']): Promise<JournalEntry[]> {
  const all: JournalEntry[] = []
  let cursor: JournalCursor | undefined
  for (;;) {
    const page = await store.journal(cursor, 7)
    if (page.entries.length === 0) return all
    all.push(...page.entries)
    cursor = page.cursor
  }
}

function withoutSequence({ sequence: _, ...entry }: JournalEntry): Omit<JournalEntry, 'sequence'> {
  return entry
}
