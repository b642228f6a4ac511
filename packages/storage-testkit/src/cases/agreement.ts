import { createMemoryStorage, type JournalEntry, type NewResource, type ResourceStore } from '@rollcall/scim-core/storage'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { query } from '../arbitrary-query.ts'
import { ids, population } from '../arbitrary-resource.ts'
import { apply, randomWrite, withoutMembers } from '../arbitrary-write.ts'
import type { NewSubject } from '../open-storage.ts'
import { ask, walk } from '../questions.ts'
import { membersChange } from '../samples.ts'

/** Memory storage is the contract in its shortest form: what it answers, every storage answers. */
export function agreementCases(newSubject: NewSubject, runs: number): void {
  it(`answers every query of ${runs} random populations alike`, async () => {
    const property = fc.asyncProperty(population, fc.array(query, { minLength: 5, maxLength: 15 }), async (resources, queries) => {
      const { store } = newSubject()
      const memory = createMemoryStorage().forTenant('memory')
      for (const each of [store, memory]) await populate(each, resources)
      const answers = await Promise.all(queries.map((each) => store.query(each)))
      for (const [at, each] of queries.entries()) {
        const [actual, expected] = [answers[at], await memory.query(each)]
        // Positions are the storage's own: only whether there are any is compared here, and where they lead below.
        expect({ ...actual, next: typeof actual?.next, previous: typeof actual?.previous }).toEqual({
          ...expected,
          next: typeof expected.next,
          previous: typeof expected.previous,
        })
        if (each.page.kind === 'keyset') expect(await walk(store, each)).toEqual(await walk(memory, each))
      }
    })
    await fc.assert(property, { numRuns: runs })
  })

  it(`answers every write of ${runs} random histories alike, and is left in the same state`, async () => {
    const property = fc.asyncProperty(fc.array(randomWrite, { minLength: 1, maxLength: 25 }), async (writes) => {
      const { store, expectRows } = newSubject()
      const memory = createMemoryStorage().forTenant('memory')
      for (const [at, each] of writes.entries()) {
        const time = 10 + (at % 4)
        expect(await apply(store, each, time)).toEqual(await apply(memory, each, time))
      }
      const expected = await stateOf(memory)
      expect(await stateOf(store)).toEqual(expected)
      const { resources, members, journal } = expected
      await expectRows({ resources: resources.length, memberships: members.length, journalEntries: journal.length })
    })
    await fc.assert(property, { numRuns: runs })
  })
}

/** Creates the resources, then makes those of their members that are there. */
async function populate(store: ResourceStore, resources: readonly NewResource[]): Promise<void> {
  await Promise.all(resources.map((each) => store.create(withoutMembers(each))))
  const there = new Set(resources.map(({ id }) => id))
  await Promise.all(
    resources.map(({ type, id, members }) => {
      const add = members.filter((member) => there.has(member.id))
      return store.update(membersChange(id, { kind: 'delta', add, remove: [] }, { type, lastModified: 3 }))
    }),
  )
}

async function stateOf(store: ResourceStore) {
  const users = await store.query(ask({ type: 'User', total: true }))
  const groups = await store.query(ask({ type: 'Group', total: true }))
  const { members } = await store.members(ids, { after: undefined, limit: 1000 })
  const memberships = (await store.membershipsOf(ids)).toSorted((left, right) => (key(left) < key(right) ? -1 : 1))
  const { entries } = await store.journal(undefined, 1000)
  return {
    resources: [...users.resources, ...groups.resources],
    totals: [users.total, groups.total],
    members,
    memberships,
    journal: entries.map(({ sequence: _, ...entry }: JournalEntry) => entry),
  }
}

function key({ memberId, groupId }: { readonly memberId: string; readonly groupId: string }): string {
  return `${memberId} ${groupId}`
}
