import type { NextRequest } from './closed-loop.ts'
import { type Fixture, type GroupFixture, patchBody } from './fixture.ts'
import { enterpriseUser, userName } from './people.ts'

/** The operations that are measured, as requests that never repeat themselves in a way a cache could answer. */
export interface Operation {
  readonly name: string
  readonly kind: 'read' | 'write'
  readonly requests: (fixture: Fixture) => NextRequest
}

export const userOperations: readonly Operation[] = [
  {
    name: 'retrieve',
    kind: 'read',
    requests: (fixture) => () => ({ method: 'GET', path: `/Users/${anyOf(fixture.users)}` }),
  },
  {
    name: 'query by userName, other case',
    kind: 'read',
    requests: (fixture) => () => {
      const filter = `userName eq "${userName(below(fixture.named)).toUpperCase()}"`
      return { method: 'GET', path: `/Users?filter=${encodeURIComponent(filter)}` }
    },
  },
  {
    name: 'page of 100',
    kind: 'read',
    requests: (fixture) => () => ({
      method: 'GET',
      path: `/Users?startIndex=${1 + 100 * below(Math.ceil(fixture.users.length / 100))}&count=100`,
    }),
  },
  {
    name: 'PATCH user',
    kind: 'write',
    requests: (fixture) => () => ({
      method: 'PATCH',
      path: `/Users/${anyOf(fixture.users)}`,
      body: patchBody({ op: 'replace', path: 'title', value: `Engineer ${fixture.changes++}` }),
    }),
  },
  {
    name: 'create',
    kind: 'write',
    requests: (fixture) => () => ({ method: 'POST', path: '/Users', body: JSON.stringify(enterpriseUser(fixture.nextUser++)) }),
  },
]

/** Each connection adds a user of its own to the group, removes it, adds it again: the size of the group stays what it is. */
export function memberOperation(group: GroupFixture): NextRequest {
  return (connection) => {
    const candidate = group.candidates[connection]
    if (candidate === undefined) throw new Error(`connection ${connection} has nobody to add`)
    candidate.member = !candidate.member
    const body = candidate.member
      ? patchBody({ op: 'add', path: 'members', value: [{ value: candidate.id }] })
      : patchBody({ op: 'remove', path: `members[value eq "${candidate.id}"]` })
    return { method: 'PATCH', path: `/Groups/${group.id}`, body }
  }
}

/** A whole number from 0 on. */
export function below(limit: number): number {
  return Math.floor(Math.random() * limit)
}

function anyOf(ids: readonly string[]): string {
  const id = ids[below(ids.length)]
  if (id === undefined) throw new Error('there is nobody to choose from')
  return id
}
