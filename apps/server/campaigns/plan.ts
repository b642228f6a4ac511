import { bulkRequest, group, patchOp, user } from './client.ts'
import type { Effect, HeldUser, Holding, UserContent, WriterLedger } from './ledger.ts'
import type { Random } from './random.ts'

/** A request and what it does. */
export interface Plan {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body: unknown
  readonly effects: readonly Effect[]
  /** Whether others want the same userName, so that 409 is an answer too. */
  readonly contended: boolean
}

/** How many users a writer has before it rather deletes some. */
const enough = 8

type Known = readonly [key: string, held: HeldUser & { readonly id: string }]

/** The next request of a writer: any of creations, changes of content and of members, deletions, and Bulk. */
export function plan(writer: WriterLedger, holding: Holding, sharedGroups: readonly string[], mark: string, random: Random): Plan {
  const known = [...holding.users].flatMap(([key, held]): Known[] => (held.id === undefined ? [] : [[key, { ...held, id: held.id }]]))
  const one = random.pick(known)
  const shared = random.pick(sharedGroups)
  if (one === undefined || shared === undefined) return creation(writer, mark)
  const deletes = known.length > enough
  switch (random.below(8)) {
    case 0:
      return deletes ? deletion(one) : creation(writer, mark)
    case 1:
      return deletes ? deletion(one) : creation(writer, mark, random.pick(['Wanted', 'WANTED']))
    case 2:
      return modification(one, mark)
    case 3:
      return replacement(one, mark)
    case 4:
    case 5:
      return membership(one, shared)
    case 6:
      return members(writer, known, random)
    default:
      return bulk(writer, holding, one, shared, mark)
  }
}

/** @param wanted begins a userName that all writers want who are at the same count. */
function creation(writer: WriterLedger, mark: string, wanted?: string): Plan {
  const key = `${writer.name}:${mark}`
  const content = { userName: wanted === undefined ? `user-${key}` : `${wanted}-${mark}`, marker: key }
  const effects = [{ kind: 'create', user: key, content }] as const
  return { method: 'POST', path: '/Users', body: userBody(key, content), effects, contended: wanted !== undefined }
}

function modification([key, { id, content }]: Known, mark: string): Plan {
  const changed = { ...content, marker: `${key}/${mark}` }
  const operations = [{ op: 'replace', path: 'title', value: changed.marker }]
  const body = { schemas: [patchOp], Operations: operations }
  return request('PATCH', `/Users/${id}`, body, { kind: 'change', user: key, content: changed })
}

function replacement([key, { id }]: Known, mark: string): Plan {
  const changed = { userName: `renamed-${key}-${mark}`, marker: `${key}/${mark}` }
  return request('PUT', `/Users/${id}`, userBody(key, changed), { kind: 'change', user: key, content: changed })
}

function membership([key, { id, groups }]: Known, shared: string): Plan {
  const joins = !groups.has(shared)
  const operation = joins ? { op: 'add', path: 'members', value: [{ value: id }] } : { op: 'remove', path: `members[value eq "${id}"]` }
  const body = { schemas: [patchOp], Operations: [operation] }
  return request('PATCH', `/Groups/${shared}`, body, { kind: joins ? 'join' : 'leave', user: key, group: shared })
}

function members({ name, ownGroup }: WriterLedger, known: readonly Known[], random: Random): Plan {
  const chosen = known.filter(() => random.below(3) === 0)
  const body = { schemas: [group], displayName: `Group of ${name}`, members: chosen.map(([, { id }]) => ({ value: id })) }
  return request('PUT', `/Groups/${ownGroup}`, body, { kind: 'members', group: ownGroup, users: chosen.map(([key]) => key) })
}

function deletion([key, { id }]: Known): Plan {
  return request('DELETE', `/Users/${id}`, undefined, { kind: 'delete', user: key })
}

/** A user is created and put into a group, another one is changed and deleted. */
function bulk(writer: WriterLedger, holding: Holding, one: Known, shared: string, mark: string): Plan {
  const created = creation(writer, mark)
  const key = `${writer.name}:${mark}`
  const join = { schemas: [patchOp], Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:new' }] }] }
  const changed = modification(one, mark)
  const deleted = deletion(one)
  const operations = [
    { method: 'POST', path: '/Users', bulkId: 'new', data: created.body },
    { method: 'PATCH', path: `/Groups/${shared}`, data: join },
    { method: 'PATCH', path: changed.path, data: changed.body },
    ...(holding.users.size > enough / 2 ? [{ method: 'DELETE', path: deleted.path }] : []),
  ]
  const effects: Effect[] = [
    ...created.effects,
    { kind: 'join', user: key, group: shared },
    ...changed.effects,
    ...(holding.users.size > enough / 2 ? deleted.effects : []),
  ]
  return { method: 'POST', path: '/Bulk', body: { schemas: [bulkRequest], Operations: operations }, effects, contended: false }
}

function request(method: Plan['method'], path: string, body: unknown, effect: Effect): Plan {
  return { method, path, body, effects: [effect], contended: false }
}

function userBody(key: string, { userName, marker }: UserContent): object {
  const name = { familyName: `Family ${key}`, givenName: 'Given' }
  return { schemas: [user], externalId: key, userName, title: marker, name, emails: [{ value: `${userName}@example.com`, primary: true }] }
}
