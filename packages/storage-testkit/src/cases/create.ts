import { expect, it } from 'vitest'
import type { NewSubject } from '../open-storage.ts'
import { content, contentChange, deletion, group, references, user } from '../samples.ts'

export function createCases(newSubject: NewSubject): void {
  it('answers with the resource and keeps it', async () => {
    const { store, expectRows } = newSubject()
    const sample = user('a', { familyName: 'Adams', emails: [{ value: 'a@example.com', type: 'work' }] })
    const stored = {
      type: 'User',
      id: 'a',
      version: 1,
      created: 1000,
      lastModified: 1000,
      document: sample.document,
      passwordHash: undefined,
    }
    expect(await store.create(sample)).toEqual({ outcome: 'written', resource: stored })
    expect(await store.get('User', 'a')).toEqual(stored)
    await expectRows({ resources: 1, indexedValues: 3, memberships: 0, journalEntries: 1 })
  })

  it('is found by its id and its type alone', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    expect(await store.get('Group', 'a')).toBeUndefined()
    expect(await store.get('User', 'A')).toBeUndefined()
    expect(await store.get('User', 'b')).toBeUndefined()
  })

  it('keeps a password hash', async () => {
    const { store } = newSubject()
    await store.create(user('a', {}, { passwordHash: 'argon2id$x' }))
    expect(await store.get('User', 'a')).toMatchObject({ passwordHash: 'argon2id$x' })
  })

  it('keeps documents of any characters as they are', async () => {
    const { store } = newSubject()
    const document = JSON.stringify({ schemas: [], title: `'";--%_\\\u{1F600}\uFFFF\u{10FFFF}\u0001\n\t${'long '.repeat(5000)}` })
    await store.create(user('a', {}, { document }))
    expect(await store.get('User', 'a')).toMatchObject({ document })
  })

  it('refuses a unique value that another resource of the type has, and writes nothing', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a', { userName: 'joe' }))
    expect(await store.create(user('b', { userName: 'joe' }))).toEqual({ outcome: 'conflict', path: 'userName' })
    expect(await store.get('User', 'b')).toBeUndefined()
    await expectRows({ resources: 1, indexedValues: 1, journalEntries: 1 })
  })

  it('lets resources share a value that is not unique', async () => {
    const { store } = newSubject()
    await store.create(user('a', { familyName: 'Jones' }))
    expect(await store.create(user('b', { familyName: 'Jones' }))).toMatchObject({ outcome: 'written' })
  })

  it('lets a value be unique for some resources and not for others', async () => {
    const { store } = newSubject()
    const indexed = (unique: boolean) => [{ path: 'userName', value: 'shared', unique }]
    const create = (id: string, unique: boolean) => store.create({ ...user(id), indexed: indexed(unique) })
    expect(await create('a', false)).toMatchObject({ outcome: 'written' })
    expect(await create('b', true)).toMatchObject({ outcome: 'written' })
    expect(await create('c', false)).toMatchObject({ outcome: 'written' })
    expect(await create('d', true)).toEqual({ outcome: 'conflict', path: 'userName' })
  })

  it('lets resources of two types have the same unique value', async () => {
    const { store } = newSubject()
    await store.create(user('a', { userName: 'same' }))
    expect(await store.create(group('g', [], { ...content({ userName: 'same' }) }))).toMatchObject({ outcome: 'written' })
  })

  it('names the first of several unique values that are taken', async () => {
    const { store } = newSubject()
    const indexed = [
      { path: 'userName', value: 'free', unique: true },
      { path: 'externalId', value: '7', unique: true },
      { path: 'badge', value: '8', unique: true },
    ]
    await store.create({ ...user('a'), indexed: indexed.slice(1) })
    expect(await store.create({ ...user('b'), indexed })).toEqual({ outcome: 'conflict', path: 'externalId' })
  })

  it('lets a unique value be taken again after its resource is gone or has another', async () => {
    const { store } = newSubject()
    await store.create(user('a', { userName: 'joe' }))
    await store.delete(deletion('User', 'a'))
    expect(await store.create(user('b', { userName: 'joe' }))).toMatchObject({ outcome: 'written' })
    await store.update(contentChange('b', 1, { userName: 'joseph' }))
    expect(await store.create(user('c', { userName: 'joe' }))).toMatchObject({ outcome: 'written' })
  })

  it('refuses an id that is taken, also by a resource of another type', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    expect(await store.create(user('a', { userName: 'other' }))).toEqual({ outcome: 'conflict', path: 'id' })
    expect(await store.create(group('a'))).toEqual({ outcome: 'conflict', path: 'id' })
    await expectRows({ resources: 1, journalEntries: 1 })
  })

  it('makes the members of a group, each once', async () => {
    const { store, expectRows } = newSubject()
    for (const id of ['a', 'b']) await store.create(user(id))
    const members = [...references(['b', 'a']), ...references(['b'], 'User')]
    expect(await store.create(group('g', [], { members }))).toMatchObject({ outcome: 'written' })
    const page = await store.members(['g'], { after: undefined, limit: 10 })
    expect(page.members.map(({ id }) => id)).toEqual(['a', 'b'])
    await expectRows({ memberships: 2 })
  })

  it('refuses members that are no resources or not of the stated type, names each once, and writes nothing', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    await store.create(user('gone'))
    await store.delete(deletion('User', 'gone'))
    const members = [...references(['x', 'a', 'gone', 'x']), ...references(['a'], 'Group')]
    expect(await store.create(group('g', [], { members }))).toEqual({ outcome: 'unknownMembers', ids: ['x', 'gone', 'a'] })
    expect(await store.get('Group', 'g')).toBeUndefined()
    await expectRows({ resources: 1, memberships: 0, journalEntries: 3 })
  })

  it('lets a group be its own member', async () => {
    const { store } = newSubject()
    expect(await store.create(group('g', ['g']))).toMatchObject({ outcome: 'written' })
    expect(await store.membershipsOf(['g'])).toMatchObject([{ groupId: 'g', direct: true }])
  })
}
