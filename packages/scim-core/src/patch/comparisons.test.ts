import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { comparisonCounter, maxComparisons } from './comparisons.ts'
import { groupSchema, patched, resourceTypes, userSchema } from './patch.fixture.ts'

const term = { kind: 'compare', subAttribute: 'type', operator: 'eq', value: 'work' } as const

describe('The comparisons of one PATCH', () => {
  test('are counted by elements and terms, however these are joined, up to the limit and not one more', () => {
    const count = comparisonCounter()
    count(maxComparisons / 4, { kind: 'or', filters: [term, { kind: 'not', filter: { kind: 'and', filters: [term, term] } }] }, 0)
    count(maxComparisons / 4, term, 0)
    expect(() => count(1, { kind: 'present', subAttribute: 'type' }, 0)).toThrow(expect.objectContaining({ scimType: 'tooMany' }))
  })

  test('count for more where the elements are long, which are prepared before they are compared', () => {
    const long = (operations: number) => {
      const roles = Array.from({ length: 8 }, (_, index) => ({ value: `${index}`, display: 'é'.repeat(50_000) }))
      const remove = Array.from({ length: operations }, () => ({ op: 'remove', path: 'roles[type eq "x"]' }))
      return patched({ schemas: [userSchema], userName: 'ada', roles }, remove)
    }
    expect(long(199).changed).toEqual([])
    expect(() => long(200)).toThrow(expect.objectContaining({ scimType: 'tooMany' }))
  })

  test('are limited over all operations on a list, and on members', () => {
    const remove = (path: string, operations: number) => Array.from({ length: operations }, () => ({ op: 'remove', path }))
    const emails = Array.from({ length: 1000 }, (_, index) => ({ value: `${index}@example.com` }))
    const ada: JsonObject = { schemas: [userSchema], userName: 'ada', emails }
    const terms = Array.from({ length: 50 }, () => 'type eq "x"').join(' or ')
    expect(() => patched(ada, remove(`emails[${terms}]`, 201))).toThrow(expect.objectContaining({ scimType: 'tooMany' }))

    const group: JsonObject = { schemas: [groupSchema], displayName: 'Engines' }
    const members = Array.from({ length: 100_000 }, (_, index) => ({ value: `u${index}`, type: 'user', display: '' }))
    const removed = (operations: number) => patched(group, remove('members[display eq "x"]', operations), resourceTypes.Group, { members })
    expect(removed(100).changed).toEqual([])
    expect(() => removed(101)).toThrow(expect.objectContaining({ scimType: 'tooMany' }))
  })
})
