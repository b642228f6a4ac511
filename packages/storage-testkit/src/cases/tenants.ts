import type { Filter } from '@rollcall/scim-core/filter'
import { expect, it } from 'vitest'
import type { NewSubject } from '../open-storage.ts'
import { ask, idsBy, idsOf } from '../questions.ts'
import { add, contentChange, deletion, group, membersChange, remove, user } from '../samples.ts'

export function tenantCases(newSubject: NewSubject): void {
  /** Two tenants; the first has users a and b and group g of a. */
  const withTwo = async () => {
    const [ours, theirs] = [newSubject(), newSubject()]
    for (const id of ['a', 'b']) await ours.store.create(user(id, { familyName: 'Ours' }))
    await ours.store.create(group('g', ['a']))
    return { ours, theirs }
  }

  it('lets two tenants have the same ids and the same unique values', async () => {
    const { ours, theirs } = await withTwo()
    expect(await theirs.store.create(user('a', { familyName: 'Theirs' }))).toMatchObject({ outcome: 'written' })
    expect(await theirs.store.create(group('g', ['a']))).toMatchObject({ outcome: 'written' })
    expect(await idsBy(theirs.store, { key: 'name', subAttribute: 'familyName', value: 'Theirs', index: 'name.familyName' })).toEqual(['a'])
    expect(await ours.store.query(ask({ total: true }))).toMatchObject({ total: 2 })
    expect(await theirs.store.query(ask({ total: true }))).toMatchObject({ total: 1 })
  })

  it('reads nothing of another tenant', async () => {
    const { theirs } = await withTwo()
    const { store } = theirs
    expect(await store.get('User', 'a')).toBeUndefined()
    expect(await store.query(ask({ total: true }))).toMatchObject({ total: 0, resources: [] })
    expect(await idsBy(store, { key: 'userName', value: 'a', index: 'userName' })).toEqual([])
    expect(await store.members(['g'], { after: undefined, limit: 10 })).toMatchObject({ members: [] })
    expect(await store.membershipsOf(['a'])).toEqual([])
    expect((await store.journal(undefined, 10)).entries).toEqual([])
  })

  it('finds no edges of another tenant, whatever the filter says', async () => {
    const { theirs } = await withTwo()
    const { store } = theirs
    await store.create(user('a'))
    await store.create(group('g'))
    const element = { kind: 'compare', subAttribute: 'value', operator: 'ge', value: '' } as const
    const member: Filter = { kind: 'hasMember', filter: element }
    const within: Filter = { kind: 'memberOf', filter: element }
    expect(idsOf(await store.query(ask({ type: 'Group', filter: member })))).toEqual([])
    expect(idsOf(await store.query(ask({ filter: within })))).toEqual([])
  })

  it('writes nothing of another tenant', async () => {
    const { ours, theirs } = await withTwo()
    const { store } = theirs
    expect(await store.update(contentChange('a', 1, { userName: 'taken over' }))).toEqual({ outcome: 'notFound' })
    expect(await store.update(membersChange('g', remove('a')))).toEqual({ outcome: 'notFound' })
    expect(await store.delete(deletion('User', 'a'))).toEqual({ outcome: 'notFound' })
    expect(await ours.store.get('User', 'a')).toMatchObject({ version: 1 })
    await ours.expectRows({ resources: 3, memberships: 1, journalEntries: 3 })
    await theirs.expectRows({ resources: 0, indexedValues: 0, memberships: 0, journalEntries: 0 })
  })

  it('takes nobody of another tenant as a member', async () => {
    const { ours, theirs } = await withTwo()
    expect(await theirs.store.create(group('h', ['a']))).toEqual({ outcome: 'unknownMembers', ids: ['a'] })
    await theirs.store.create(group('h'))
    expect(await theirs.store.update(membersChange('h', add('b')))).toEqual({ outcome: 'unknownMembers', ids: ['b'] })
    await ours.expectRows({ memberships: 1 })
  })

  it('leaves the groups of another tenant alone when a member of the same id is deleted', async () => {
    const { ours, theirs } = await withTwo()
    await theirs.store.create(user('a'))
    await theirs.store.create(group('g', ['a']))
    await theirs.store.delete(deletion('User', 'a'))
    expect(await theirs.store.get('Group', 'g')).toMatchObject({ version: 2 })
    expect(await ours.store.get('Group', 'g')).toMatchObject({ version: 1 })
    await ours.expectRows({ memberships: 1, journalEntries: 3 })
  })

  it('takes any text for the name of a tenant', async () => {
    const { storage } = newSubject()
    for (const tenantId of ["o'brien", '%', '', 'ä\u{1F600}', '"; drop table resources; --']) {
      const store = storage.forTenant(tenantId)
      expect(await store.create(user('only', { nickName: tenantId }))).toMatchObject({ outcome: 'written' })
      expect(await store.query(ask({ total: true }))).toMatchObject({ total: 1 })
    }
  })
}
