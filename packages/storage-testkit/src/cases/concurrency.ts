import type { WriteResult } from '@rollcall/scim-core/storage'
import { expect, it } from 'vitest'
import type { NewSubject } from '../open-storage.ts'
import { ask } from '../questions.ts'
import { add, content, contentChange, deletion, group, membersChange, remove, replaceWith, stored, user } from '../samples.ts'

const writers = Array.from({ length: 50 }, (_, index) => `w${String(index).padStart(2, '0')}`)

export function concurrencyCases(newSubject: NewSubject): void {
  it('lands all of 50 members who are added one by one', async () => {
    const { store, expectRows } = newSubject()
    await Promise.all(writers.map((id) => store.create(user(id))))
    await store.create(group('g'))
    const results = await Promise.all(writers.map((id) => store.update(membersChange('g', add(id)))))
    expect(outcomes(results)).toEqual({ written: 50 })
    const { members } = await store.members(['g'], { after: undefined, limit: 100 })
    expect(members.map(({ id }) => id)).toEqual(writers)
    expect(await store.get('Group', 'g')).toMatchObject({ version: 51 })
    await expectRows({ memberships: 50, journalEntries: 101 })
  })

  it('creates one of 50 resources with the same unique value', async () => {
    const { store, expectRows } = newSubject()
    const results = await Promise.all(writers.map((id) => store.create(user(id, { userName: 'same' }))))
    expect(outcomes(results)).toEqual({ written: 1, conflict: 49 })
    expect(await store.query(ask({ total: true }))).toMatchObject({ total: 1 })
    await expectRows({ resources: 1, indexedValues: 1, journalEntries: 1 })
  })

  it('lets one of 50 changes through that name the same version', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    const results = await Promise.all(
      writers.map((nickName) => store.update(contentChange('a', 1, { userName: 'a', nickName }, { ifVersion: [1] }))),
    )
    expect(outcomes(results)).toEqual({ written: 1, versionMismatch: 49 })
    await expectRows({ journalEntries: 2 })
  })

  it('lets one of 50 contents through that were computed from the same version', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    const results = await Promise.all(writers.map((nickName) => store.update(contentChange('a', 1, { userName: 'a', nickName }))))
    expect(outcomes(results)).toEqual({ written: 1, stale: 49 })
    await expectRows({ journalEntries: 2 })
  })

  it('writes one of 50 equal additions, and one of 50 deletions', async () => {
    const { store, expectRows } = newSubject()
    await store.create(user('a'))
    await store.create(group('g'))
    expect(outcomes(await Promise.all(writers.map(() => store.update(membersChange('g', add('a'))))))).toEqual({
      written: 1,
      unchanged: 49,
    })
    expect(outcomes(await Promise.all(writers.map(() => store.delete(deletion('User', 'a')))))).toEqual({ written: 1, notFound: 49 })
    expect(await store.get('Group', 'g')).toMatchObject({ version: 3 })
    await expectRows({ memberships: 0, journalEntries: 5 })
  })

  it('gives a unique value to one of 50 resources that are renamed', async () => {
    const { store, expectRows } = newSubject()
    await Promise.all(writers.map((id) => store.create(user(id))))
    const results = await Promise.all(writers.map((id) => store.update(contentChange(id, 1, { userName: 'same' }))))
    expect(outcomes(results)).toEqual({ written: 1, conflict: 49 })
    await expectRows({ resources: 50, indexedValues: 50, journalEntries: 51 })
  })

  it('leaves no edge to a resource that is deleted while it is added', async () => {
    const { store, expectRows } = newSubject()
    await Promise.all(writers.map((id) => store.create(user(id))))
    await store.create(group('g'))
    await store.create(group('h', writers))
    const results = await Promise.all(
      writers.flatMap((id, index) => [
        store.update(membersChange('g', index % 3 === 0 ? replaceWith(id) : add(id))),
        store.delete(deletion('User', id)),
        store.update(membersChange('h', remove(id))),
        store.update({
          ...contentChange('h', 1, {}),
          type: 'Group',
          content: { ...content({ userName: `h ${id}` }), basedOn: stored('Group', 'h', index + 1) },
        }),
      ]),
    )
    expect(results.filter(({ outcome }) => outcome === 'conflict')).toEqual([])
    expect((await store.members(['g', 'h'], { after: undefined, limit: 100 })).members).toEqual([])
    await expectRows({ resources: 2, memberships: 0 })
    const { entries } = await store.journal(undefined, 1000)
    const ofGroups = entries.filter(({ type, id }) => type === 'Group' && id === 'g').map(({ version }) => version)
    expect(ofGroups).toEqual(ofGroups.map((_, index) => index + 1))
  })
}

function outcomes(results: readonly WriteResult[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
