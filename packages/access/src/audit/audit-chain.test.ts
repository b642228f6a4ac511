import type { JournalEntry, ResourceStore } from '@rollcall/scim-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { example } from '../access.fixture.ts'
import { type AuditTrail, sealAndVerify, sealJournal, verifyJournal } from './audit-chain.ts'
import { auditCsvHeader, auditCsvLine } from './audit-csv.ts'
import type { Seal } from './seal.ts'

const entry = (sequence: number): JournalEntry => ({
  sequence,
  type: 'User',
  id: `u${sequence}`,
  version: 1,
  operation: 'create',
  actor: 'acme.0123456789abcdef',
  requestId: `r${sequence}`,
  time: sequence * 1000,
  changed: ['userName'],
})

const journalOf = (entries: readonly JournalEntry[]): Pick<ResourceStore, 'journal'> => ({
  async journal(after, limit, order) {
    if (order === 'newestFirst') return { entries: entries.toReversed().slice(0, limit), cursor: undefined }
    const page = entries.filter(({ sequence }) => sequence > Number(after ?? 0)).slice(0, limit)
    return { entries: page, cursor: page.at(-1) === undefined ? after : String(page.at(-1)?.sequence) }
  },
})

/** A trail over entries that a test can tamper with. */
async function trailOf(entries: readonly JournalEntry[]): Promise<AuditTrail> {
  const { storage, ports } = await example()
  return { tenantId: 'acme', journal: journalOf(entries), seals: storage.forTenant('acme'), digest: ports.digest }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => entry(index * 2 + 1))

describe('the hash chain of the audit trail', () => {
  it('verifies what it sealed, page by page, and counts what is too new', async () => {
    const entries = many(1_203)
    const trail = await trailOf(entries)
    expect(await sealJournal(trail)).toBe(1_203)
    expect(await sealJournal(trail)).toBe(0)
    entries.push(entry(9_001), entry(9_002))
    expect(await verifyJournal(trail)).toMatchObject({ verified: 1_203, unsealed: 2, problem: undefined })
    expect(await sealJournal(trail)).toBe(2)
    expect(await verifyJournal(trail)).toMatchObject({ verified: 1_205, unsealed: 0, problem: undefined })
  })

  it('lets others have their turn while it reads a long trail', async () => {
    const trail = await trailOf(many(5_000))
    await sealJournal(trail)
    let turns = 0
    const others = setInterval(() => (turns += 1), 0)
    await verifyJournal(trail)
    clearInterval(others)
    expect(turns).toBeGreaterThan(4)
  })

  it('seals each entry once when several seal at the same time', async () => {
    const trail = await trailOf(many(700))
    await Promise.all(Array.from({ length: 8 }, () => sealJournal(trail)))
    expect(await verifyJournal(trail)).toMatchObject({ verified: 700, problem: undefined })
  })

  it('finds one entry of 10,000 that was changed, removed, added or exchanged', async () => {
    const entries = many(10_000)
    const trail = await trailOf(entries)
    await sealJournal(trail)
    const original = [...entries]
    const tampered = async (change: () => void) => {
      entries.splice(0, entries.length, ...original)
      change()
      return (await verifyJournal(trail)).problem
    }
    const at = 7_000
    const { sequence } = entry(at * 2 + 1)
    expect(await tampered(() => entries.splice(at, 1))).toEqual({ sequence, what: 'the entry is missing' })
    expect(await tampered(() => entries.splice(at, 0, entry(sequence - 1)))).toEqual({
      sequence: sequence - 1,
      what: 'the entry was added later',
    })
    expect(
      await tampered(() => entries.splice(at, 2, { ...entry(sequence + 2), sequence }, { ...entry(sequence), sequence: sequence + 2 })),
    ).toEqual({
      sequence,
      what: 'the entry is not as it was sealed',
    })
    expect(await tampered(() => {})).toBeUndefined()
  })

  it('holds every member of an entry', async () => {
    const changes = fc.constantFrom<Partial<JournalEntry>>(
      { type: 'Group' },
      { id: 'other' },
      { version: 2 },
      { operation: 'delete' },
      { actor: 'other' },
      { requestId: 'other' },
      { time: 1 },
      { changed: [] },
      { changed: ['userName', 'active'] },
    )
    const property = fc.asyncProperty(changes, fc.integer({ min: 0, max: 9 }), async (change, at) => {
      const entries = many(10)
      const trail = await trailOf(entries)
      await sealJournal(trail)
      entries.splice(at, 1, { ...entry(at * 2 + 1), ...change })
      expect((await verifyJournal(trail)).problem).toEqual({ sequence: at * 2 + 1, what: 'the entry is not as it was sealed' })
    })
    await fc.assert(property, { numRuns: 50 })
  })

  it('shows that its end was cut off, seals and all, to who knows an earlier head', async () => {
    const trail = await trailOf(many(10))
    await sealJournal(trail)
    const { head } = await verifyJournal(trail)
    const shorter = await trailOf(many(9))
    await sealJournal(shorter)
    expect((await verifyJournal(shorter)).problem).toBeUndefined()
    expect((await verifyJournal(shorter, head)).problem?.what).toBe('the known head is not in the trail')
    expect((await verifyJournal(trail, head)).problem).toBeUndefined()
  })

  it('goes on sealing where the last seal was taken away, and lets nobody stop it unseen by seals that say they reach further', async () => {
    const entries = many(30)
    const house = await trailOf(entries)
    await sealJournal(house)
    const kept = await house.seals.seals(0, 100)
    const sealedBy = async (seals: readonly Seal[]): Promise<AuditTrail> => {
      const trail = await trailOf(entries)
      await trail.seals.appendSeals(undefined, seals)
      return trail
    }
    const shortened = await sealedBy(kept.slice(0, -1))
    expect(await sealAndVerify(shortened)).toMatchObject({ verified: 30, unsealed: 0, problem: undefined })
    const tooFar = await sealedBy(kept.map((seal, index) => (index === 29 ? { ...seal, cursor: '999999' } : seal)))
    expect(await sealAndVerify(tooFar)).toMatchObject({ verified: 30, problem: undefined })
    entries.push(entry(9_001), entry(9_002))
    expect(await sealAndVerify(shortened)).toMatchObject({ verified: 32, unsealed: 0, problem: undefined })
    expect(await sealAndVerify(tooFar)).toMatchObject({
      verified: 30,
      unsealed: 2,
      problem: { sequence: 9_001, what: 'the entry was never sealed' },
    })
  })

  it('takes what comes while it is verified for no tampering', async () => {
    const entries = many(10)
    const trail = await trailOf(entries)
    const seals = {
      ...trail.seals,
      async seals(after: number, limit: number) {
        if (after === 0) entries.push(entry(9_001))
        return trail.seals.seals(after, limit)
      },
    }
    expect(await sealAndVerify({ ...trail, seals })).toMatchObject({ verified: 10, unsealed: 1, problem: undefined })
  })

  it('is of one tenant: the same entries of another have other hashes', async () => {
    const [own, other] = [await trailOf(many(1)), { ...(await trailOf(many(1))), tenantId: 'globex' }]
    for (const trail of [own, other]) await sealJournal(trail)
    expect((await verifyJournal(own)).head).not.toBe((await verifyJournal(other)).head)
  })
})

it('The trail as CSV quotes what has to be quoted and starts no formula', () => {
  expect(auditCsvHeader + auditCsvLine({ ...entry(1), requestId: '=cmd|"x"', changed: ['a', 'b,c'] })).toBe(
    'sequence,time,actor,operation,type,id,version,changed,requestId\r\n' +
      '1,1970-01-01T00:00:01.000Z,acme.0123456789abcdef,create,User,u1,1,"a b,c","\'=cmd|""x"""\r\n',
  )
})
