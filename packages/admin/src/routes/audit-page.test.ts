import { createMemoryStorage, type JournalEntry, type JournalOrder, type ResourceStore } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { type AuditQuery, auditPage } from './audit-page.ts'

const minute = 60_000
const count = 12_000

/** 12,000 changes, one a minute, and how many entries of them were read. */
async function trail() {
  const store = createMemoryStorage().forTenant('acme')
  for (let index = 0; index < count; index++) {
    const note = {
      operation: 'create',
      actor: index % 7_000 === 0 ? 'rare' : 'often',
      requestId: '',
      time: index * minute,
      changed: [],
    } as const
    await store.create({
      type: 'User',
      id: String(index),
      created: note.time,
      document: '{"schemas":[]}',
      comparable: {},
      indexed: [],
      label: undefined,
      members: [],
      note,
    })
  }
  const reads = { entries: 0, pages: 0 }
  const journal: ResourceStore['journal'] = async (...asked) => {
    const page = await store.journal(...asked)
    reads.entries += page.entries.length
    reads.pages += 1
    return page
  }
  const everything = { after: undefined, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, isAsked: () => true, limit: 100 }
  const ask = (query: Partial<AuditQuery>) => auditPage({ journal }, { ...everything, order: 'newestFirst', ...query })
  return { ask, reads }
}

describe('auditPage', () => {
  it('reads for the newest page the newest entries, however long the trail is', async () => {
    const { ask, reads } = await trail()
    const { entries, next } = await ask({})
    expect([entries.length, entries[0]?.id, next !== undefined]).toEqual([100, String(count - 1), true])
    expect(reads.entries).toBeLessThanOrEqual(600)
    expect(reads.pages).toBe(2)
  })

  it.each<JournalOrder>(['newestFirst', 'oldestFirst'])('has page after page each entry once, %s', async (order) => {
    const { ask } = await trail()
    const all: JournalEntry[] = []
    let after: string | undefined
    do {
      const page = await ask({ order, after, limit: 999 })
      all.push(...page.entries)
      after = page.next
    } while (after !== undefined)
    const ids = Array.from({ length: count }, (_, index) => String(index))
    expect(all.map(({ id }) => id)).toEqual(order === 'oldestFirst' ? ids : ids.reverse())
  })

  it('stops where nothing that is asked for can be any more', async () => {
    const { ask, reads } = await trail()
    const from = (count - 50) * minute
    expect((await ask({ from })).entries).toHaveLength(50)
    expect((await ask({ to: 50 * minute, order: 'oldestFirst' })).entries).toHaveLength(50)
    expect(reads.entries).toBeLessThanOrEqual(1_000)
  })

  it('gives what it has after 10,000 entries, and goes on from there', async () => {
    const { ask, reads } = await trail()
    const isAsked = ({ actor }: JournalEntry) => actor === 'rare'
    const first = await ask({ isAsked })
    expect([first.entries.map(({ id }) => id), reads.entries]).toEqual([['7000'], 10_000])
    const second = await ask({ isAsked, after: first.next })
    expect([second.entries.map(({ id }) => id), second.next]).toEqual([['0'], undefined])
  })
})
