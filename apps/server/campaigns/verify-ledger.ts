import { isDeepStrictEqual } from 'node:util'
import type { Contents } from './contents.ts'
import { type Holding, type Ledger, prefixes, type WriterLedger } from './ledger.ts'

/**
 * I1: what was acknowledged is there. I2: of a request without an answer some first operations happened, as a whole, and the others not
 * at all. Takes what is found into the ledger.
 */
export function settle(contents: Contents, ledger: Ledger): string[] {
  const found = findings(contents)
  const wrong = ledger.writers.flatMap((writer) => settleWriter(writer, found.get(writer.name) ?? new Map()))
  const names = new Set(ledger.writers.map(({ name }) => name))
  return [
    ...wrong,
    ...[...found.keys()].filter((name) => !names.has(name)).map((name) => `I2: there are users of ${name}, who wrote nothing`),
  ]
}

/** I7: the journal has as many entries for a request as it changed resources, and none for a request that nobody sent. */
export function verifyJournal({ journal }: Contents, ledger: Ledger): string[] {
  const expected = new Map(ledger.groups.map(({ requestId }) => [requestId, 1]))
  for (const { settled } of ledger.writers) for (const { requestId, entries } of settled) expected.set(requestId, entries)
  const actual = new Map<string, number>()
  for (const { request_id } of journal) actual.set(request_id, (actual.get(request_id) ?? 0) + 1)
  const ids = new Set([...expected.keys(), ...actual.keys()])
  return [...ids]
    .filter((id) => (expected.get(id) ?? 0) !== (actual.get(id) ?? 0))
    .map((id) => `I7: ${id} has ${actual.get(id) ?? 0} journal entries, and not ${expected.get(id) ?? 0}`)
}

interface FoundUser {
  readonly id: string
  readonly content: { readonly userName: string; readonly marker: string }
  readonly groups: ReadonlySet<string>
}

type Found = ReadonlyMap<string, FoundUser>

/** The users in the database, by writer and externalId. */
function findings({ resources, memberships }: Contents): Map<string, Map<string, FoundUser>> {
  const groupsOf = Map.groupBy(memberships, (each) => each.member_id)
  const found = new Map<string, Map<string, FoundUser>>()
  for (const { id, type, document } of resources) {
    if (type !== 'User') continue
    const { externalId, userName, title } = JSON.parse(document)
    const writer = String(externalId).split(':')[0] ?? ''
    const users = found.get(writer) ?? new Map<string, FoundUser>()
    const groups = new Set((groupsOf.get(id) ?? []).map((each) => each.group_id))
    users.set(externalId, { id, content: { userName, marker: title }, groups })
    found.set(writer, users)
  }
  return found
}

function settleWriter(writer: WriterLedger, found: Found): string[] {
  const { pending, settled } = writer
  // Where a creation was not acknowledged, only the database knows the id.
  for (const [key, { id }] of found) if (!writer.ids.has(key)) writer.ids.set(key, id)
  const unacknowledged = pending.find(({ acknowledged }) => !acknowledged)
  let { holding } = writer
  for (const { requestId, effects, acknowledged } of pending) {
    if (!acknowledged) continue
    const all = prefixes(holding, effects, writer.ids)
    const last = all.at(-1)
    settled.push({ requestId, entries: last?.entries ?? 0 })
    holding = last?.holding ?? holding
  }
  const possible = prefixes(holding, unacknowledged?.effects ?? [], writer.ids)
  const actual = possible.find((each) => isFound(each.holding, found))
  writer.pending = []
  writer.holding = actual?.holding ?? holding
  if (unacknowledged !== undefined) settled.push({ requestId: unacknowledged.requestId, entries: actual?.entries ?? 0 })
  return actual === undefined
    ? [`I1, I2: ${difference(holding, found, writer.name)}; of ${unacknowledged?.requestId ?? 'nothing'} is no answer`]
    : []
}

function isFound({ users }: Holding, found: Found): boolean {
  if (users.size !== found.size) return false
  return [...users].every(([key, held]) => {
    const actual = found.get(key)
    return (
      actual !== undefined &&
      (held.id === undefined || held.id === actual.id) &&
      isDeepStrictEqual(actual.content, held.content) &&
      isDeepStrictEqual(actual.groups, held.groups)
    )
  })
}

/** Says of the first users how they are not as they were acknowledged to be. */
function difference({ users }: Holding, found: Found, name: string): string {
  const keys = [...new Set([...users.keys(), ...found.keys()])]
  const told = (each: { content: object; groups: ReadonlySet<string> } | undefined) =>
    each === undefined ? 'nothing' : JSON.stringify({ ...each.content, groups: [...each.groups] })
  const different = keys.filter((key) => told(users.get(key)) !== told(found.get(key)))
  const shown = different.slice(0, 3).map((key) => `${key}: acknowledged ${told(users.get(key))}, found ${told(found.get(key))}`)
  return `${different.length} users of ${name} differ: ${shown.join('; ')}`
}
