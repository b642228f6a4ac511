import type { MembershipChange } from '@rollcall/scim-core/storage'
import { expect, it } from 'vitest'
import type { NewSubject } from '../open-storage.ts'
import { add, group, membersChange, references, remove, replaceWith, user } from '../samples.ts'

export function updateMembersCases(newSubject: NewSubject): void {
  /** A group `g` with the members a and b, and users a to d. */
  const withGroup = async () => {
    const subject = newSubject()
    const { store } = subject
    for (const id of ['a', 'b', 'c', 'd']) await store.create(user(id))
    await store.create(group('g', ['a', 'b']))
    const change = (members: MembershipChange, ifVersion?: readonly number[]) => store.update(membersChange('g', members, { ifVersion }))
    const memberIds = async () => (await store.members(['g'], { after: undefined, limit: 100 })).members.map(({ id }) => id)
    return { ...subject, change, memberIds }
  }

  it.each<{ title: string; members: MembershipChange; after: string[] }>([
    { title: 'adds members', members: add('c', 'd'), after: ['a', 'b', 'c', 'd'] },
    { title: 'adds who is missing and leaves who is there', members: add('b', 'c'), after: ['a', 'b', 'c'] },
    { title: 'removes members', members: remove('a'), after: ['b'] },
    { title: 'removes who is there and leaves out who is not', members: remove('b', 'c', 'x'), after: ['a'] },
    { title: 'adds and removes', members: { kind: 'delta', add: references(['c']), remove: ['a', 'b'] }, after: ['c'] },
    {
      title: 'keeps whom it both adds and removes',
      members: { kind: 'delta', add: references(['c', 'a']), remove: ['a'] },
      after: ['a', 'b', 'c'],
    },
    { title: 'replaces members', members: replaceWith('b', 'c'), after: ['b', 'c'] },
    { title: 'replaces members by a part of them', members: replaceWith('b'), after: ['b'] },
    { title: 'replaces members by more of them', members: replaceWith('c', 'b', 'a', 'c'), after: ['a', 'b', 'c'] },
    { title: 'replaces members by none', members: replaceWith(), after: [] },
  ])('$title', async ({ members, after }) => {
    const { store, change, memberIds, expectRows } = await withGroup()
    const resource = { id: 'g', version: 2, created: 1000, lastModified: 2000 }
    expect(await change(members)).toMatchObject({ outcome: 'written', resource })
    expect(await store.get('Group', 'g')).toMatchObject(resource)
    expect(await memberIds()).toEqual(after)
    await expectRows({ memberships: after.length, journalEntries: 6 })
  })

  it.each<{ title: string; members: MembershipChange }>([
    { title: 'who is there is added', members: add('a', 'b') },
    { title: 'who is not there is removed', members: remove('c', 'x') },
    { title: 'nobody is added or removed', members: add() },
    { title: 'a member is added and removed', members: { kind: 'delta', add: references(['a']), remove: ['a'] } },
    { title: 'members are replaced by themselves', members: replaceWith('b', 'a', 'b') },
  ])('writes nothing when $title (D-57)', async ({ members }) => {
    const { store, change, memberIds, expectRows } = await withGroup()
    const stored = await store.get('Group', 'g')
    expect(await change(members)).toEqual({ outcome: 'unchanged', resource: stored })
    expect(await store.get('Group', 'g')).toEqual(stored)
    expect(await memberIds()).toEqual(['a', 'b'])
    await expectRows({ memberships: 2, journalEntries: 5 })
  })

  it.each<{ title: string; members: MembershipChange; ids: string[] }>([
    { title: 'are no resources', members: add('c', 'x', 'y', 'x'), ids: ['x', 'y'] },
    { title: 'are not of the stated type', members: { kind: 'delta', add: references(['c', 'd'], 'Group'), remove: [] }, ids: ['c', 'd'] },
    {
      title: 'are there already, but not of the stated type',
      members: { kind: 'delta', add: references(['a'], 'Group'), remove: [] },
      ids: ['a'],
    },
    { title: 'replace others and are no resources', members: replaceWith('a', 'x'), ids: ['x'] },
  ])('refuses members that $title, and writes nothing', async ({ members, ids }) => {
    const { store, change, memberIds, expectRows } = await withGroup()
    expect(await change(members)).toEqual({ outcome: 'unknownMembers', ids })
    expect(await store.get('Group', 'g')).toMatchObject({ version: 1 })
    expect(await memberIds()).toEqual(['a', 'b'])
    await expectRows({ memberships: 2, journalEntries: 5 })
  })

  it('refuses a change when ifVersion names another version', async () => {
    const { change, memberIds, expectRows } = await withGroup()
    expect(await change(add('c'), [2])).toEqual({ outcome: 'versionMismatch', version: 1 })
    expect(await change(add('a'), [2])).toEqual({ outcome: 'versionMismatch', version: 1 })
    expect(await change(add('x'), [2])).toEqual({ outcome: 'versionMismatch', version: 1 })
    expect(await memberIds()).toEqual(['a', 'b'])
    await expectRows({ journalEntries: 5 })
    expect(await change(add('c'), [1])).toMatchObject({ outcome: 'written', resource: { version: 2 } })
  })

  it('does not find a group that is not there, or of another type', async () => {
    const { store, memberIds, expectRows } = await withGroup()
    expect(await store.update(membersChange('x', add('a')))).toEqual({ outcome: 'notFound' })
    expect(await store.update(membersChange('g', add('c'), { type: 'User' }))).toEqual({ outcome: 'notFound' })
    expect(await store.update(membersChange('g', remove('a'), { type: 'User' }))).toEqual({ outcome: 'notFound' })
    expect(await memberIds()).toEqual(['a', 'b'])
    await expectRows({ memberships: 2, journalEntries: 5 })
  })

  it('takes many members at once', async () => {
    const { store, change, memberIds } = await withGroup()
    const ids = Array.from({ length: 300 }, (_, index) => `m${String(index).padStart(3, '0')}`)
    for (const id of ids) await store.create(user(id))
    expect(await change(replaceWith(...ids))).toMatchObject({ outcome: 'written' })
    expect((await store.members(['g'], { after: undefined, limit: 1000 })).members.map(({ id }) => id)).toEqual(ids)
    expect(await change(remove(...ids.slice(1)))).toMatchObject({ outcome: 'written' })
    expect(await memberIds()).toEqual(ids.slice(0, 1))
  })
}
