import { expect, it } from 'vitest'
import type { NewSubject } from '../open-storage.ts'
import { ask, idsOf } from '../questions.ts'
import { deletion, group, user } from '../samples.ts'

export function deleteCases(newSubject: NewSubject): void {
  it('answers with the resource as it last was, and it is gone', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a', { familyName: 'Adams' }, { passwordHash: 'hash' }))
    const stored = await store.get('User', 'a')
    expect(await store.delete(deletion('User', 'a'))).toEqual({ outcome: 'written', resource: stored })
    expect(await store.get('User', 'a')).toBeUndefined()
    const page = await store.query(ask({ total: true }))
    expect(page).toMatchObject({ total: 0, resources: [] })
    await expectRows({ resources: 0, indexedValues: 0, journalEntries: 2 })
  })

  it('does not find what is not there, or of another type', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    await store.create(group('g', ['a']))
    await store.delete(deletion('User', 'x'))
    expect(await store.delete(deletion('User', 'x'))).toEqual({ outcome: 'notFound' })
    expect(await store.delete(deletion('Group', 'a'))).toEqual({ outcome: 'notFound' })
    expect(await store.get('Group', 'g')).toMatchObject({ version: 1 })
    expect(idsOf(await store.query(ask({})))).toEqual(['a'])
    expect(await store.query(ask({ type: 'Group', total: true }))).toMatchObject({ total: 1 })
    await expectRows({ resources: 2, memberships: 1, journalEntries: 2 })
  })

  it('refuses when ifVersion names other versions, and lets through when it names this one', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    await store.create(group('g', ['a']))
    for (const ifVersion of [[2], []]) {
      expect(await store.delete(deletion('User', 'a', { ifVersion }))).toEqual({ outcome: 'versionMismatch', version: 1 })
    }
    await expectRows({ resources: 2, memberships: 1, journalEntries: 2 })
    expect(await store.delete(deletion('User', 'a', { ifVersion: [1, 2] }))).toMatchObject({ outcome: 'written' })
  })

  it('takes the resource out of its groups and bumps them, and no others', async () => {
    const { store, expectRows } = newSubject()
    for (const id of ['a', 'b']) await store.create(user(id))
    await store.create(group('g1', ['a', 'b']))
    await store.create(group('g2', ['b']))
    await store.create(group('g3', ['a'], { created: 9000 }))
    await store.create(group('above', ['g1']))
    await store.delete(deletion('User', 'a'))
    expect(await store.get('Group', 'g1')).toMatchObject({ version: 2, lastModified: 3000 })
    expect(await store.get('Group', 'g2')).toMatchObject({ version: 1, lastModified: 1000 })
    expect(await store.get('Group', 'g3')).toMatchObject({ version: 2, lastModified: 9000 })
    expect(await store.get('Group', 'above')).toMatchObject({ version: 1 })
    const { members } = await store.members(['g1', 'g2', 'g3'], { after: undefined, limit: 10 })
    expect(members.map(({ groupId, id }) => [groupId, id])).toEqual([
      ['g1', 'b'],
      ['g2', 'b'],
    ])
    expect(await store.membershipsOf(['a'])).toEqual([])
    await expectRows({ resources: 5, memberships: 3 })
  })

  it('ends the memberships of a group that is deleted, and leaves its members as they are', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    await store.create(group('inner', ['a']))
    await store.create(group('outer', ['inner']))
    await store.delete(deletion('Group', 'inner'))
    expect(await store.membershipsOf(['a', 'inner'])).toEqual([])
    expect(await store.get('User', 'a')).toMatchObject({ version: 1 })
    expect(await store.get('Group', 'outer')).toMatchObject({ version: 2 })
    await expectRows({ memberships: 0 })
  })

  it('deletes a group that is its own member', async () => {
    const { store, expectRows } = newSubject()
    await store.create(group('g', ['g']))
    expect(await store.delete(deletion('Group', 'g'))).toMatchObject({ outcome: 'written', resource: { version: 1 } })
    await expectRows({ resources: 0, memberships: 0, journalEntries: 2 })
  })

  it('starts anew when an id is used again', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    await store.create(group('g', ['a']))
    await store.delete(deletion('User', 'a'))
    expect(await store.create(user('a'))).toMatchObject({ outcome: 'written', resource: { version: 1 } })
    expect(await store.membershipsOf(['a'])).toEqual([])
  })
}
