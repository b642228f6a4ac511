import { sendAll } from './closed-loop.ts'
import type { Request, Response } from './connection.ts'
import { bareUser, enterpriseUser } from './people.ts'
import type { Target } from './target.ts'

/** What one program holds, and where the operations have got to in it. */
export interface Fixture {
  /** Ids to choose from. */
  readonly users: readonly string[]
  /** Users 0 to this number, without it, have the user names of their numbers. */
  readonly named: number
  /** The next number that no user has. */
  nextUser: number
  /** Counts the changes, so that every one of them really changes something. */
  changes: number
}

/** A group under test, with one user for each connection to add and remove. */
export interface GroupFixture {
  readonly id: string
  readonly candidates: readonly { readonly id: string; member: boolean }[]
}

const seedingConnections = 64
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const membersPerRequest = 5_000

/** Enterprise users, each in one group of ten. */
export async function seedUsers(target: Target, count: number): Promise<Fixture> {
  const users = await create(target, '/Users', range(0, count).map(enterpriseUser))
  const groups = range(0, Math.ceil(count / 10)).map((number) => ({
    schemas: [groupSchema],
    displayName: `Team ${number}`,
    members: members(users.slice(number * 10, number * 10 + 10)),
  }))
  await create(target, '/Groups', groups)
  return { users, named: count, nextUser: count, changes: 0 }
}

/** A group of so many members, every one of them a user of its own. */
export async function seedGroup(target: Target, fixture: Fixture, size: number, connections: number): Promise<GroupFixture> {
  const numbers = range(fixture.nextUser, fixture.nextUser + size + connections)
  fixture.nextUser += numbers.length
  const people = await create(target, '/Users', numbers.map(bareUser))
  const inside = people.slice(0, size)
  const first = { schemas: [groupSchema], displayName: `Group of ${size}`, members: members(inside.slice(0, membersPerRequest)) }
  const [id = ''] = await create(target, '/Groups', [first])
  for (let at = membersPerRequest; at < size; at += membersPerRequest) {
    const value = members(inside.slice(at, at + membersPerRequest))
    await sendAll(target, [{ method: 'PATCH', path: `/Groups/${id}`, body: patchBody({ op: 'add', path: 'members', value }) }], 1)
  }
  return { id, candidates: people.slice(size).map((candidate) => ({ id: candidate, member: false })) }
}

export function patchBody(operation: Record<string, unknown>): string {
  return JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] })
}

async function create(target: Target, path: string, bodies: readonly Record<string, unknown>[]): Promise<string[]> {
  const requests = bodies.map((body): Request => ({ method: 'POST', path, body: JSON.stringify(body) }))
  return (await sendAll(target, requests, seedingConnections)).map(idOf)
}

function idOf({ body }: Response): string {
  const id: unknown = JSON.parse(body.toString()).id
  if (typeof id !== 'string') throw new Error(`a created resource has no id: ${body.toString().slice(0, 500)}`)
  return id
}

function members(ids: readonly string[]): { value: string }[] {
  return ids.map((value) => ({ value }))
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
