import type { JournalEntry, ResourceStore } from '@rollcall/scim-core'
import type { TenantAccess } from '../access-storage.ts'
import { hex } from '../bytes.ts'
import type { AnyDigest } from '../ports.ts'
import type { Seal } from './seal.ts'

/** What a chain is made of: the journal, and the seals beside it. */
export interface AuditTrail {
  readonly tenantId: string
  readonly journal: Pick<ResourceStore, 'journal'>
  readonly seals: Pick<TenantAccess, 'lastSeal' | 'seals' | 'appendSeals'>
  readonly digest: AnyDigest
}

const pageSize = 500
/** More at a time would hold up whoever comes meanwhile. */
const sealedAtOnce = 100
/** How often others may come first. Each time they have sealed what was to be sealed here. */
const mostOthers = 100

/**
 * Seals what the journal has gained, in its order. It runs after the commits, so that no write waits for it; several may run at once,
 * and what one has sealed the others leave.
 * @returns how many entries were sealed.
 */
export async function sealJournal({ tenantId, journal, seals, digest }: AuditTrail): Promise<number> {
  let sealed = 0
  let others = 0
  let last = await seals.lastSeal()
  let position = last?.cursor
  for (;;) {
    const { entries, cursor } = await journal.journal(position, sealedAtOnce)
    // A last seal without a cursor is left where the one after it was taken away: then the journal is read from its beginning.
    const fresh = entries.filter(({ sequence }) => sequence > (last?.sequence ?? 0))
    const made: Seal[] = []
    let previous = last?.hash ?? beginning(tenantId)
    for (const [index, entry] of fresh.entries()) {
      previous = await link(previous, entry, digest)
      made.push({ sequence: entry.sequence, hash: previous, cursor: index === fresh.length - 1 ? cursor : undefined })
    }
    if (made.length > 0 && (await seals.appendSeals(last, made)) === 'stale') {
      others += 1
      if (others > mostOthers) return sealed
      last = await seals.lastSeal()
      position = last?.cursor
      continue
    }
    sealed += made.length
    if (entries.length < sealedAtOnce) return sealed
    last = made.at(-1) ?? last
    position = cursor
  }
}

/** What holding a journal against its seals has shown. */
export interface Verification {
  /** Entries that agree with their seals. */
  readonly verified: number
  /** Entries after the last seal: too new to be sealed. */
  readonly unsealed: number
  /** The last hash. Kept elsewhere, it also shows later whether the end of the trail was cut off. */
  readonly head: string
  /** The first place where journal and seals disagree; undefined when there is none. */
  readonly problem: AuditProblem | undefined
}

/** The journal entry, by its number, that was not found as it was sealed. */
export interface AuditProblem {
  readonly sequence: number
  readonly what:
    | 'the entry is not as it was sealed'
    | 'the entry is missing'
    | 'the entry was added later'
    | 'the entry was never sealed'
    | 'the known head is not in the trail'
}

/**
 * Seals what is new, then verifies. What was there before and is not sealed now nobody seals any more: then the seals say wrongly how far they
 * reach, and what comes after them could be changed without a trace.
 */
export async function sealAndVerify(trail: AuditTrail, knownHead?: string): Promise<Verification> {
  const {
    entries: [newest],
  } = await trail.journal.journal(undefined, 1, 'newestFirst')
  await sealJournal(trail)
  return verifyJournal(trail, knownHead, newest?.sequence)
}

/**
 * Whether the journal is as it was sealed: nothing changed, removed, added or put in another order.
 * @param knownHead a head of an earlier verification, which must be among the hashes.
 * @param sealedUpTo the number of the entry up to which there must be seals.
 */
export async function verifyJournal(
  { tenantId, journal, seals, digest }: AuditTrail,
  knownHead?: string,
  sealedUpTo = 0,
): Promise<Verification> {
  let [verified, unsealed, head] = [0, 0, beginning(tenantId)]
  let isHeadKnown = knownHead === undefined || knownHead === head
  const found = (problem: AuditProblem | undefined): Verification => ({ verified, unsealed, head, problem })
  const entries = entriesOf(journal)
  const links = sealsOf(seals)
  for (;;) {
    const [entry, seal] = [await entries.next(), await links.next()]
    if (seal.done === true) {
      if (entry.done !== true) {
        unsealed += 1 + (await countOf(entries))
        if (entry.value.sequence <= sealedUpTo) return found({ sequence: entry.value.sequence, what: 'the entry was never sealed' })
      }
      return found(isHeadKnown ? undefined : { sequence: 0, what: 'the known head is not in the trail' })
    }
    const { sequence, hash } = seal.value
    if (entry.done === true || entry.value.sequence > sequence) return found({ sequence, what: 'the entry is missing' })
    if (entry.value.sequence < sequence) return found({ sequence: entry.value.sequence, what: 'the entry was added later' })
    if ((await link(head, entry.value, digest)) !== hash) return found({ sequence, what: 'the entry is not as it was sealed' })
    verified += 1
    head = hash
    isHeadKnown ||= head === knownHead
  }
}

/** A trail may have a million entries, and a database in this very process answers without a turn of the event loop: others want theirs. */
const nextTurn = () => new Promise<void>((resolve) => void setTimeout(resolve, 0))

/** All entries of a journal, oldest first. */
export async function* entriesOf(journal: Pick<ResourceStore, 'journal'>): AsyncGenerator<JournalEntry, undefined> {
  let position: string | undefined
  for (;;) {
    const { entries, cursor } = await journal.journal(position, pageSize)
    yield* entries
    if (entries.length === 0 || cursor === undefined) return
    position = cursor
    await nextTurn()
  }
}

async function* sealsOf(seals: AuditTrail['seals']): AsyncGenerator<Seal, undefined> {
  let after = 0
  for (;;) {
    const page = await seals.seals(after, pageSize)
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last.sequence
  }
}

async function countOf(entries: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of entries) count += 1
  return count
}

const beginning = (tenantId: string) => `rollcall audit trail of ${tenantId}`

/** Every member of the entry is part of the link, in a fixed order. */
async function link(previous: string, entry: JournalEntry, digest: AnyDigest): Promise<string> {
  const { sequence, type, id, version, operation, actor, requestId, time, changed } = entry
  return hex(await digest(JSON.stringify([previous, sequence, type, id, version, operation, actor, requestId, time, changed])))
}
