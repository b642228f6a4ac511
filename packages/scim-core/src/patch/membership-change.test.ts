import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../json.ts'
import type { MembershipChange } from '../schema/membership.ts'
import type { CurrentMember } from './membership-change.ts'
import { groupSchema, ownId, patched, resourceTypes } from './patch.fixture.ts'

const group: JsonObject = { schemas: [groupSchema], displayName: 'Engines' }
const user = (id: string) => ({ id, type: 'User' })
const untyped = (id: string) => ({ id, type: undefined })

function folded(operations: readonly JsonValue[], members?: readonly CurrentMember[]) {
  const outcome = patched(group, operations, resourceTypes.Group, members === undefined ? {} : { members })
  expect(outcome.resource).toBe(group)
  return outcome
}

const changeOf = (...operations: JsonValue[]): MembershipChange | undefined => folded(operations).membership

describe('Operations on members become one change without knowing the members (RFC 7644 §3.5.2)', () => {
  test.each<[string, JsonValue[], MembershipChange | undefined]>([
    [
      'add a list',
      [{ op: 'add', path: 'members', value: [{ value: '1' }, { value: '2', type: 'User' }] }],
      { kind: 'delta', add: [untyped('1'), user('2')], remove: [] },
    ],
    ['add one', [{ op: 'add', path: 'MEMBERS', value: { VALUE: '1', Type: 'user' } }], { kind: 'delta', add: [user('1')], remove: [] }],
    [
      'add one twice (D-35)',
      [{ op: 'add', path: 'members', value: [{ value: '1' }, { value: '1', type: 'User' }] }],
      { kind: 'delta', add: [user('1')], remove: [] },
    ],
    ['add nobody', [{ op: 'add', path: 'members', value: [] }], undefined],
    ['add without a path', [{ op: 'add', value: { members: [{ value: '1' }] } }], { kind: 'delta', add: [untyped('1')], remove: [] }],
    ['remove one', [{ op: 'remove', path: 'members[value eq "1"]' }], { kind: 'delta', add: [], remove: ['1'] }],
    [
      'remove several',
      [{ op: 'remove', path: 'members[value eq "1" or (value eq "2" or $ref eq "https://id.example.com/v2/Users/3")]' }],
      { kind: 'delta', add: [], remove: ['1', '2', '3'] },
    ],
    ['remove all', [{ op: 'remove', path: 'members' }], { kind: 'replaceWith', members: [] }],
    ['replace all', [{ op: 'replace', path: 'members', value: [{ value: '1' }] }], { kind: 'replaceWith', members: [untyped('1')] }],
    ['replace all by nobody', [{ op: 'replace', path: 'members', value: [] }], { kind: 'replaceWith', members: [] }],
    ['replace one by nobody', [{ op: 'replace', path: 'members[value eq "1"]', value: null }], { kind: 'delta', add: [], remove: ['1'] }],
    [
      'add and remove',
      [
        { op: 'add', path: 'members', value: { value: '1' } },
        { op: 'remove', path: 'members[value eq "1"]' },
      ],
      { kind: 'delta', add: [], remove: ['1'] },
    ],
    [
      'remove and add',
      [
        { op: 'remove', path: 'members[value eq "1"]' },
        { op: 'add', path: 'members', value: { value: '1' } },
      ],
      { kind: 'delta', add: [untyped('1')], remove: [] },
    ],
    [
      'remove all and add (PROT-3.5.2-08)',
      [
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: { value: '1' } },
      ],
      { kind: 'replaceWith', members: [untyped('1')] },
    ],
    [
      'replace all and remove one',
      [
        { op: 'replace', path: 'members', value: [{ value: '1' }, { value: '2' }] },
        { op: 'remove', path: 'members[value eq "1"]' },
      ],
      { kind: 'replaceWith', members: [untyped('2')] },
    ],
  ])('%s', (_, operations, change) => {
    const outcome = folded(operations)
    expect(outcome.membership).toEqual(change)
    expect(outcome.changed).toEqual(change === undefined ? [] : ['members'])
    expect(outcome.needsMembers).toBe(false)
  })

  test.each<[string, JsonValue]>([
    ['its value', { value: '1' }],
    ['the end of its $ref', { $ref: 'https://id.example.com/v2/Users/1' }],
    ['the end of a relative $ref with a slash behind it', { $ref: '../Users/1/' }],
    ['both, when they agree', { value: '1', $ref: 'Users/1' }],
    ['its value beside a $ref of null, as Entra sends it', { value: '1', $ref: null }],
    ['its value, whatever its display', { value: '1', display: 'Ada', type: null }],
  ])('A member is told by %s', (_, value) => {
    expect(changeOf({ op: 'add', path: 'members', value })).toEqual({ kind: 'delta', add: [untyped('1')], remove: [] })
  })

  test('An id in a $ref is decoded, unless it would then hold U+0000, which PostgreSQL fails on', () => {
    const value = [{ $ref: '/Users/a%20b' }, { $ref: '/Users/a%zz' }, { $ref: '/Users/%00' }]
    expect(changeOf({ op: 'add', path: 'members', value })).toMatchObject({ add: [untyped('a b'), untyped('a%zz'), untyped('%00')] })
    expect(changeOf({ op: 'remove', path: 'members[$ref eq "/Users/%00"]' })).toMatchObject({ remove: ['%00'] })
  })

  test.each<[string, JsonValue, string]>([
    ['a member without an id', { op: 'add', path: 'members', value: [{ display: 'Ada' }] }, 'invalidValue'],
    ['a member with an empty id', { op: 'add', path: 'members', value: [{ value: '' }] }, 'invalidValue'],
    ['a member with an id that is no text', { op: 'add', path: 'members', value: [{ value: 7 }] }, 'invalidValue'],
    ['a member that is a plain id', { op: 'add', path: 'members', value: ['1'] }, 'invalidValue'],
    ['a member with two ids', { op: 'add', path: 'members', value: { value: '1', $ref: '/Users/2' } }, 'invalidValue'],
    ['a member of an unknown type', { op: 'add', path: 'members', value: { value: '1', type: 'Device' } }, 'invalidValue'],
    ['a member with an unknown sub-attribute', { op: 'add', path: 'members', value: { value: '1', since: '2026' } }, 'invalidSyntax'],
    ['a member with its value twice', { op: 'add', path: 'members', value: { value: '1', Value: '2' } }, 'invalidSyntax'],
    ['the group as its own member', { op: 'add', path: 'members', value: { value: ownId } }, 'invalidValue'],
    ['a remove of the list with a value (D-11)', { op: 'remove', path: 'members', value: [{ value: '1' }] }, 'invalidValue'],
    ['a sub-attribute of all members (D-55)', { op: 'replace', path: 'members.display', value: 'x' }, 'invalidPath'],
    ['a removed sub-attribute', { op: 'remove', path: 'members[value eq "1"].display' }, 'mutability'],
    ['a removed sub-attribute of all members', { op: 'remove', path: 'members.display' }, 'mutability'],
    ['a filter with an unknown name', { op: 'remove', path: 'members[since pr]' }, 'invalidFilter'],
  ])('%s is refused', (_, operation, scimType) => {
    expect(() => folded([operation])).toThrow(expect.objectContaining({ status: 400, scimType }))
  })

  test('Ten thousand members take one pass', () => {
    const value = Array.from({ length: 10_000 }, (_, index) => ({ value: `m${index}` }))
    const path = `members[${Array.from({ length: 40 }, (_, index) => `value eq "m${index}"`).join(' or ')}]`
    const started = performance.now()
    const change = changeOf(...Array.from({ length: 100 }, () => ({ op: 'add', path: 'members', value: value.slice(0, 100) })), {
      op: 'remove',
      path,
    })
    expect(change).toMatchObject({ kind: 'delta', remove: Array.from({ length: 40 }, (_, index) => `m${index}`) })
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('Operations that only the members can answer', () => {
  const members: readonly CurrentMember[] = [
    { value: '1', type: 'user', display: 'ada' },
    { value: '2', type: 'group', display: 'engines' },
    { value: '3', type: 'user', display: 'charles' },
  ]

  test.each<[string, JsonValue[], MembershipChange | undefined]>([
    ['by type', [{ op: 'remove', path: 'members[type eq "User"]' }], { kind: 'delta', add: [], remove: ['1', '3'] }],
    ['by display in any case', [{ op: 'remove', path: 'members[display sw "A"]' }], { kind: 'delta', add: [], remove: ['1'] }],
    ['by negation', [{ op: 'remove', path: 'members[not (value eq "1")]' }], { kind: 'delta', add: [], remove: ['2', '3'] }],
    [
      'by negation of a $ref',
      [{ op: 'remove', path: 'members[not ($ref eq "../Users/1")]' }],
      { kind: 'delta', add: [], remove: ['2', '3'] },
    ],
    ['by all but a $ref', [{ op: 'remove', path: 'members[$ref ne "/Users/1/"]' }], { kind: 'delta', add: [], remove: ['2', '3'] }],
    [
      'by a $ref and more',
      [{ op: 'remove', path: 'members[$ref eq "/Users/1" and type eq "User" and $ref pr]' }],
      { kind: 'delta', add: [], remove: ['1'] },
    ],
    ['by more than the id', [{ op: 'remove', path: 'members[value eq "1" and type eq "Group"]' }], undefined],
    [
      'with those added before',
      [
        { op: 'add', path: 'members', value: { value: '4', type: 'User' } },
        { op: 'remove', path: 'members[type eq "user"]' },
      ],
      { kind: 'delta', add: [], remove: ['1', '3', '4'] },
    ],
    [
      'without those removed before',
      [
        { op: 'remove', path: 'members[value eq "1"]' },
        { op: 'remove', path: 'members[type eq "User"]' },
      ],
      { kind: 'delta', add: [], remove: ['1', '3'] },
    ],
    [
      'an equal value (D-16)',
      [
        { op: 'replace', path: 'members[value eq "1"].value', value: '1' },
        { op: 'add', path: 'members[value eq "2"]', value: { type: 'Group', display: 'x' } },
      ],
      undefined,
    ],
  ])('%s are folded when they are asked again', (_, operations, change) => {
    expect(folded(operations)).toMatchObject({ needsMembers: true, membership: undefined, changed: [] })
    expect(folded(operations, members)).toMatchObject({ needsMembers: false, membership: change })
  })

  test.each<[string, JsonValue, string]>([
    ['another value', { op: 'replace', path: 'members[value eq "1"].value', value: '9' }, 'mutability'],
    ['another $ref', { op: 'replace', path: 'members[value eq "1"]', value: { $ref: '/Users/9' } }, 'mutability'],
    ['another type', { op: 'replace', path: 'members[value eq "1"].type', value: 'Group' }, 'mutability'],
    ['no object', { op: 'replace', path: 'members[value eq "1"]', value: 'x' }, 'mutability'],
    ['a value for a member who is not there', { op: 'replace', path: 'members[value eq "9"].value', value: '9' }, 'noTarget'],
  ])('%s is refused', (_, operation, scimType) => {
    expect(folded([operation]).needsMembers).toBe(true)
    expect(() => folded([operation], members)).toThrow(expect.objectContaining({ status: 400, scimType }))
  })

  test('are refused for a part of a $ref, as in the filter of a list', () => {
    expect(() => folded([{ op: 'remove', path: 'members[$ref ew "1"]' }])).toThrow(expect.objectContaining({ scimType: 'invalidFilter' }))
  })

  test('are answered without asking when the members were all named before', () => {
    const operations = [
      {
        op: 'replace',
        path: 'members',
        value: [
          { value: '1', type: 'User' },
          { value: '2', type: 'Group' },
        ],
      },
      { op: 'remove', path: 'members[type eq "User"]' },
    ]
    expect(folded(operations).membership).toEqual({ kind: 'replaceWith', members: [{ id: '2', type: 'Group' }] })
  })
})

type Step = { readonly kind: 'add' | 'remove' | 'replace' | 'removeAll' | 'removeOthers'; readonly ids: readonly string[] }

test('The folded change has the effect of the operations one by one', () => {
  const id = fc.constantFrom('1', '2', '3', '4', '5')
  const ids = fc.uniqueArray(id, { maxLength: 3 })
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constantFrom<Step['kind']>('add', 'replace'), ids }),
    fc.record({
      kind: fc.constantFrom<Step['kind']>('remove', 'removeAll', 'removeOthers'),
      ids: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
    }),
  )
  fc.assert(
    fc.property(ids, fc.array(step, { minLength: 1, maxLength: 8 }), (stored, steps) => {
      const operations = steps.map(operationOf)
      const members = stored.map((value) => ({ value, type: 'user', display: value }))
      const first = folded(operations)
      const { membership } = first.needsMembers ? folded(operations, members) : first
      expect(applied(new Set(stored), membership)).toEqual(steps.reduce(carriedOut, new Set(stored)))
    }),
    { numRuns: 1000 },
  )
})

function operationOf({ kind, ids }: Step): JsonValue {
  const value = ids.map((each) => ({ value: each }))
  const filter = ids.map((each) => `value eq "${each}"`).join(' or ')
  switch (kind) {
    case 'add':
    case 'replace':
      return { op: kind, path: 'members', value }
    case 'remove':
      return { op: 'remove', path: `members[${filter}]` }
    case 'removeAll':
      return { op: 'remove', path: 'members' }
    case 'removeOthers':
      return { op: 'remove', path: `members[not (${filter})]` }
  }
}

function carriedOut(members: ReadonlySet<string>, { kind, ids }: Step): ReadonlySet<string> {
  switch (kind) {
    case 'add':
      return new Set([...members, ...ids])
    case 'replace':
      return new Set(ids)
    case 'remove':
      return new Set([...members].filter((each) => !ids.includes(each)))
    case 'removeAll':
      return new Set()
    case 'removeOthers':
      return new Set([...members].filter((each) => ids.includes(each)))
  }
}

function applied(stored: ReadonlySet<string>, change: MembershipChange | undefined): ReadonlySet<string> {
  if (change === undefined) return stored
  if (change.kind === 'replaceWith') return new Set(change.members.map(({ id }) => id))
  return new Set([...[...stored].filter((id) => !change.remove.includes(id)), ...change.add.map(({ id }) => id)])
}
