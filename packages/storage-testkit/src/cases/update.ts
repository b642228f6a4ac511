import { expect, it } from 'vitest'
import type { NewSubject } from '../open-storage.ts'
import { idsBy } from '../questions.ts'
import { content, contentChange, group, references, stored, user } from '../samples.ts'

export function updateCases(newSubject: NewSubject): void {
  it('keeps the new content, one version later', async () => {
    const { store } = newSubject()
    await store.create(user('a', { nickName: 'old' }))
    const change = contentChange('a', 1, { userName: 'a', nickName: 'new' })
    const stored = { type: 'User', id: 'a', version: 2, created: 1000, lastModified: 2000, document: change.content?.document }
    expect(await store.update(change)).toEqual({ outcome: 'written', resource: { ...stored, passwordHash: undefined } })
    expect(await store.get('User', 'a')).toEqual({ ...stored, passwordHash: undefined })
  })

  it('never lets lastModified decrease', async () => {
    const { store } = newSubject()
    await store.create(user('a', {}, { created: 5000 }))
    const changed = { ...content({ userName: 'b' }), basedOn: { ...stored('User', 'a', 1), lastModified: 5000 } }
    expect(await store.update(contentChange('a', 1, {}, { content: changed, lastModified: 4000 }))).toMatchObject({
      resource: { version: 2, lastModified: 5000 },
    })
  })

  it('is found by its new values and no longer by its old ones', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a', { userName: 'old', familyName: 'Before', nickName: 'x' }))
    await store.update(contentChange('a', 1, { userName: 'new', familyName: 'After', emails: [{ value: 'a@example.com' }] }))
    expect(await idsBy(store, { key: 'userName', value: 'old', index: 'userName' })).toEqual([])
    expect(await idsBy(store, { key: 'userName', value: 'new', index: 'userName' })).toEqual(['a'])
    expect(await idsBy(store, { key: 'name', subAttribute: 'familyName', value: 'Before' })).toEqual([])
    expect(await idsBy(store, { key: 'name', subAttribute: 'familyName', value: 'After' })).toEqual(['a'])
    expect(await idsBy(store, { key: 'nickName', value: 'x' })).toEqual([])
    await expectRows({ resources: 1, indexedValues: 3 })
  })

  it('does not find what is not there', async () => {
    const { store, expectRows } = newSubject()
    await store.create(group('g'))
    expect(await store.update(contentChange('x', 1, { userName: 'x' }))).toEqual({ outcome: 'notFound' })
    expect(await store.update(contentChange('g', 1, { userName: 'other' }))).toEqual({ outcome: 'notFound' })
    expect(await idsBy(store, { type: 'Group', key: 'userName', value: 'g', index: 'userName' })).toEqual(['g'])
    await expectRows({ resources: 1, indexedValues: 1, journalEntries: 1 })
  })

  it('lets a change through when ifVersion names the version, alone or among others', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    expect(await store.update(contentChange('a', 1, { userName: 'b' }, { ifVersion: [1] }))).toMatchObject({ outcome: 'written' })
    expect(await store.update(contentChange('a', 2, { userName: 'c' }, { ifVersion: [7, 2] }))).toMatchObject({ outcome: 'written' })
  })

  it('refuses a change when ifVersion names other versions or none', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    for (const ifVersion of [[2], [0, 2, 3], []]) {
      expect(await store.update(contentChange('a', 1, { userName: 'b' }, { ifVersion }))).toEqual({
        outcome: 'versionMismatch',
        version: 1,
      })
    }
    expect(await store.get('User', 'a')).toMatchObject({ version: 1, document: user('a').document })
    await expectRows({ indexedValues: 1, journalEntries: 1 })
  })

  it('refuses content that was computed from another version', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    await store.update(contentChange('a', 1, { userName: 'b' }))
    expect(await store.update(contentChange('a', 1, { userName: 'c' }))).toEqual({ outcome: 'stale' })
    expect(await store.update(contentChange('a', 1, { userName: 'c' }, { ifVersion: [1] }))).toEqual({
      outcome: 'versionMismatch',
      version: 2,
    })
    await expectRows({ journalEntries: 2 })
  })

  it('writes nothing when the content is what it was (D-57)', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a', { familyName: 'Same' }))
    const change = contentChange('a', 1, { userName: 'a', familyName: 'Same' })
    const stored = await store.get('User', 'a')
    expect(await store.update(change)).toEqual({ outcome: 'unchanged', resource: stored })
    expect(await store.get('User', 'a')).toEqual(stored)
    await expectRows({ indexedValues: 2, journalEntries: 1 })
  })

  it('answers a change of nothing that other versions were named: versionMismatch comes first', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    expect(await store.update(contentChange('a', 1, { userName: 'a' }, { ifVersion: [3] }))).toEqual({
      outcome: 'versionMismatch',
      version: 1,
    })
  })

  it('keeps, sets and clears the password hash', async () => {
    const { store } = newSubject()
    await store.create(user('a', {}, { passwordHash: 'first' }))
    const change = async (version: number, userName: string, passwordHash?: string | null) => {
      const basedOn = { ...((await store.get('User', 'a')) ?? stored('User', 'a', 1)), version }
      const changed = { ...content({ userName }), basedOn, ...(passwordHash === undefined ? {} : { passwordHash }) }
      return store.update(contentChange('a', version, {}, { content: changed }))
    }
    expect(await change(1, 'b')).toMatchObject({ outcome: 'written', resource: { passwordHash: 'first' } })
    expect(await change(2, 'b', 'first')).toMatchObject({ outcome: 'unchanged', resource: { passwordHash: 'first' } })
    expect(await change(2, 'b', 'second')).toMatchObject({ outcome: 'written', resource: { version: 3, passwordHash: 'second' } })
    expect(await change(3, 'b', null)).toMatchObject({ outcome: 'written', resource: { version: 4, passwordHash: undefined } })
    expect(await change(4, 'b', null)).toMatchObject({ outcome: 'unchanged' })
    expect((await store.get('User', 'a'))?.passwordHash).toBeUndefined()
  })

  it('refuses a unique value that another resource has, and writes nothing', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a', { userName: 'joe' }))
    await store.create(user('b', { familyName: 'Brown' }))
    const change = contentChange('b', 1, { userName: 'joe', familyName: 'Black' })
    expect(await store.update(change)).toEqual({ outcome: 'conflict', path: 'userName' })
    expect(await idsBy(store, { key: 'name', subAttribute: 'familyName', value: 'Brown', index: 'name.familyName' })).toEqual(['b'])
    await expectRows({ indexedValues: 3, journalEntries: 2 })
  })

  it('lets a resource keep its own unique value', async () => {
    const { store } = newSubject()
    await store.create(user('a', { userName: 'joe' }))
    expect(await store.update(contentChange('a', 1, { userName: 'joe', nickName: 'J' }))).toMatchObject({ outcome: 'written' })
    expect(await store.create(user('b', { userName: 'joe' }))).toEqual({ outcome: 'conflict', path: 'userName' })
  })

  it('finds a resource by what it was found by, when it is told that nothing of that changed', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a', { userName: 'joe' }))
    const changed = { ...content({ userName: 'joe', nickName: 'J' }), basedOn: stored('User', 'a', 1), isFoundAsBefore: true }
    const change = contentChange('a', 1, {}, { content: changed })
    expect(await store.update(change)).toMatchObject({ outcome: 'written', resource: { version: 2, document: changed.document } })
    expect(await store.update({ ...change, content: { ...changed, basedOn: stored('User', 'a', 2) } })).toMatchObject({
      outcome: 'unchanged',
    })
    expect(await idsBy(store, { key: 'userName', value: 'joe', index: 'userName' })).toEqual(['a'])
    expect(await idsBy(store, { key: 'nickName', value: 'J' })).toEqual(['a'])
    await expectRows({ indexedValues: 1, journalEntries: 2 })
  })

  it('notices when a value becomes unique, or no longer is', async () => {
    const { store } = newSubject()
    const indexed = (unique: boolean) => [{ path: 'userName', value: 'shared', unique }]
    const change = (id: string, version: number, unique: boolean) => {
      const changed = { ...content({ nickName: `${id}${version}` }), indexed: indexed(unique), basedOn: stored('User', id, version) }
      return store.update(contentChange(id, version, {}, { content: changed }))
    }
    await store.create({ ...user('a'), indexed: indexed(true) })
    await store.create({ ...user('b'), indexed: indexed(false) })
    expect(await change('b', 1, true)).toEqual({ outcome: 'conflict', path: 'userName' })
    expect(await change('a', 1, false)).toMatchObject({ outcome: 'written' })
    expect(await change('b', 1, true)).toMatchObject({ outcome: 'written' })
    expect(await change('a', 2, true)).toEqual({ outcome: 'conflict', path: 'userName' })
  })

  it('changes content and members together or not at all', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    await store.create(group('taken'))
    await store.create(group('g'))
    const both = (userName: string, ...ids: string[]) =>
      contentChange('g', 1, { userName }, { type: 'Group', members: { kind: 'delta', add: references(ids), remove: [] } })
    expect(await store.update(both('renamed', 'a', 'x'))).toEqual({ outcome: 'unknownMembers', ids: ['x'] })
    expect(await store.update(both('taken', 'a'))).toEqual({ outcome: 'conflict', path: 'userName' })
    expect(await store.get('Group', 'g')).toMatchObject({ version: 1, document: group('g').document })
    await expectRows({ indexedValues: 3, memberships: 0, journalEntries: 3 })
    expect(await store.update(both('renamed', 'a'))).toMatchObject({ outcome: 'written', resource: { version: 2 } })
    await expectRows({ memberships: 1, journalEntries: 4 })
  })

  it('answers unchanged when neither content nor members are given', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    expect(await store.update(contentChange('a', 1, {}, { content: undefined }))).toMatchObject({
      outcome: 'unchanged',
      resource: { version: 1 },
    })
  })
}
