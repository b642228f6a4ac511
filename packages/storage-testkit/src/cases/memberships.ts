import type { MemberPosition } from '@rollcall/scim-core/storage'
import { expect, it } from 'vitest'
import type { NewSubject, Subject } from '../open-storage.ts'
import { add, contentChange, group, membersChange, user } from '../samples.ts'

export function membershipCases(newSubject: NewSubject): void {
  it('shows members with their types and labels', async () => {
    const { store } = newSubject()
    await store.create(user('a', { userName: 'Ann' }))
    await store.create(user('b', {}, { label: undefined }))
    await store.create(group('h'))
    await store.create(group('g', ['h', 'b', 'a']))
    expect(await store.members(['g'], { after: undefined, limit: 10 })).toEqual({
      members: [
        { groupId: 'g', id: 'a', type: 'User', label: 'Ann' },
        { groupId: 'g', id: 'b', type: 'User', label: undefined },
        { groupId: 'g', id: 'h', type: 'Group', label: 'h' },
      ],
      next: undefined,
    })
  })

  it('shows the label that a member has now', async () => {
    const { store } = newSubject()
    await store.create(user('a', { userName: 'Before' }))
    await store.create(group('g', ['a']))
    await store.update(contentChange('a', 1, { userName: 'After' }))
    await store.update(contentChange('g', 1, { userName: 'Group after' }, { type: 'Group' }))
    expect((await store.members(['g'], { after: undefined, limit: 10 })).members).toMatchObject([{ label: 'After' }])
    expect(await store.membershipsOf(['a'])).toMatchObject([{ label: 'Group after' }])
  })

  it('has no members of a group that is not there, and none of no group', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    for (const groupIds of [['x'], ['a'], []]) {
      expect(await store.members(groupIds, { after: undefined, limit: 10 })).toEqual({ members: [], next: undefined })
    }
  })

  it.each([1, 2, 3, 4, 5, 7])('shows the members of several groups in pages of %i, each once and in order', async (limit) => {
    const { store } = newSubject()
    const ids = ['a', 'b', 'c', '\uFFFD', '\u{10000}']
    for (const id of ids) await store.create(user(id))
    await store.create(group('g2', ['c', '\u{10000}', 'a', '\uFFFD']))
    await store.create(group('g1', ['b', 'a']))
    await store.create(group('g0'))
    await store.create(group('g3', ['b']))
    const shown = await allMembers(store, ['g3', 'g1', 'g0', 'g2', 'g1'], limit)
    expect(shown.flat()).toEqual(['g1 a', 'g1 b', 'g2 a', 'g2 c', 'g2 \uFFFD', 'g2 \u{10000}', 'g3 b'])
    expect(shown.map((page) => page.length)).toEqual(pageSizes(7, limit))
  })

  it('goes on where it was when members come and go between pages', async () => {
    const { store } = newSubject()
    for (const id of ['a', 'b', 'c', 'd', 'e']) await store.create(user(id))
    await store.create(group('g', ['a', 'b', 'd', 'e']))
    const first = await store.members(['g'], { after: undefined, limit: 2 })
    expect(first.next).toEqual({ groupId: 'g', memberId: 'b' })
    await store.update(membersChange('g', { kind: 'delta', add: [{ id: 'c', type: undefined }], remove: ['b'] }))
    const second = await store.members(['g'], { after: first.next, limit: 10 })
    expect(second.members.map(({ id }) => id)).toEqual(['c', 'd', 'e'])
  })

  it('shows the groups of several members, direct and through other groups', async () => {
    const { store } = newSubject()
    for (const id of ['a', 'b', 'c']) await store.create(user(id))
    await store.create(group('inner', ['a', 'b']))
    await store.create(group('middle', ['inner', 'b']))
    await store.create(group('outer', ['middle']))
    const edge = (memberId: string, groupId: string, direct: boolean) => ({ memberId, groupId, groupType: 'Group', label: groupId, direct })
    expect(sorted(await store.membershipsOf(['b', 'a', 'c', 'x', 'a']))).toEqual([
      edge('a', 'inner', true),
      edge('a', 'middle', false),
      edge('a', 'outer', false),
      edge('b', 'inner', true),
      edge('b', 'middle', true),
      edge('b', 'outer', false),
    ])
    expect(sorted(await store.membershipsOf(['inner']))).toEqual([edge('inner', 'middle', true), edge('inner', 'outer', false)])
    expect(await store.membershipsOf([])).toEqual([])
  })

  it('comes to an end when groups contain each other', async () => {
    const { store } = newSubject()
    await store.create(user('a'))
    await store.create(group('g1', ['a']))
    await store.create(group('g2', ['g1']))
    await store.create(group('g3', ['g2']))
    await store.update(membersChange('g1', add('g3')))
    const groups = (await store.membershipsOf(['a'])).map(({ groupId, direct }) => [groupId, direct])
    expect(groups.sort()).toEqual([
      ['g1', true],
      ['g2', false],
      ['g3', false],
    ])
  })
}

async function allMembers(store: Subject['store'], groupIds: readonly string[], limit: number): Promise<string[][]> {
  const pages: string[][] = []
  let after: MemberPosition | undefined
  do {
    const page = await store.members(groupIds, { after, limit })
    pages.push(page.members.map(({ groupId, id }) => `${groupId} ${id}`))
    after = page.next
  } while (after !== undefined && pages.length < 100)
  return pages
}

function pageSizes(count: number, limit: number): number[] {
  return Array.from({ length: Math.ceil(count / limit) }, (_, page) => Math.min(limit, count - page * limit))
}

function sorted<Edge extends { readonly memberId: string; readonly groupId: string }>(edges: readonly Edge[]): Edge[] {
  const key = ({ memberId, groupId }: Edge) => `${memberId} ${groupId}`
  return edges.toSorted((left, right) => (key(left) < key(right) ? -1 : 1))
}
