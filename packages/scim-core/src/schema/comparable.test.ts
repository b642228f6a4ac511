import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparableOf, comparableValue, compareComparable } from './comparable.ts'
import { completeResourceType } from './complete-resource-type.ts'
import { defineResourceType } from './define.ts'
import { groupResourceType, userResourceType } from './definitions/resource-types.ts'

const user = completeResourceType(userResourceType)
const group = completeResourceType(groupResourceType)
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const seal = completeResourceType(
  defineResourceType({
    name: 'Seal',
    endpoint: '/Seals',
    description: 'One attribute of every type.',
    schema: {
      id: 'urn:example:Seal',
      name: 'Seal',
      description: '',
      attributes: [
        { name: 'count', description: '', type: 'integer' },
        { name: 'level', description: '', type: 'decimal' },
        { name: 'made', description: '', type: 'dateTime' },
        { name: 'image', description: '', type: 'binary' },
        { name: 'owner', description: '', type: 'reference' },
        { name: 'marks', description: '', multiValued: true },
        { name: 'secret', description: '', mutability: 'writeOnly' },
        {
          name: 'origin',
          description: '',
          type: 'complex',
          subAttributes: [
            { name: 'country', description: '' },
            { name: 'years', description: '', type: 'integer', multiValued: true },
            { name: 'pin', description: '', mutability: 'writeOnly' },
          ],
        },
      ],
    },
  }),
)

describe('comparableOf', () => {
  it('makes lists of folded values, single values and complex ones too', () => {
    const document = {
      schemas: [userSchema, enterprise],
      externalId: 'Ab',
      userName: 'ＢＪensen',
      name: { familyName: 'STRASSE', givenName: 'Barbara' },
      profileUrl: 'https://Example.com/B',
      active: true,
      emails: [{ value: 'B@Example.com', type: 'work', primary: true }, { value: 'x' }],
      [enterprise]: { employeeNumber: 'A1', manager: { value: 'M1', $ref: '../Users/M1' } },
    }
    expect(comparableOf(document, user)).toEqual({
      schemas: [userSchema.toLowerCase(), enterprise.toLowerCase()],
      externalId: ['Ab'],
      userName: ['bjensen'],
      name: [{ familyName: 'strasse', givenName: 'barbara' }],
      profileUrl: ['https://Example.com/B'],
      active: [true],
      emails: [{ value: 'b@example.com', type: 'work', primary: true }, { value: 'x' }],
      [`${enterprise}:employeeNumber`]: ['a1'],
      [`${enterprise}:manager`]: [{ value: 'M1', $ref: '../Users/M1' }],
    })
  })

  it('leaves out what the store keeps as columns and edges, and what is write-only', () => {
    const document = {
      schemas: [userSchema],
      id: '1',
      meta: { created: '2008-01-23T04:56:22Z' },
      groups: [{ value: 'g' }],
      password: 'x',
      userName: 'b',
    }
    expect(comparableOf(document, user)).toEqual({ schemas: [userSchema.toLowerCase()], userName: ['b'] })
    expect(comparableOf({ schemas: [], displayName: 'G', members: [{ value: 'u' }] }, group)).toEqual({ schemas: [], displayName: ['g'] })
    expect(comparableOf({ secret: 'x', origin: { country: 'DE', pin: '1' } }, seal)).toEqual({ origin: [{ country: 'de' }] })
  })

  it('keeps empty strings, and leaves out attributes and elements without any value', () => {
    expect(comparableOf({ nickName: '', emails: [{}, { value: '' }], phoneNumbers: [{}], name: {} }, user)).toEqual({
      nickName: [''],
      emails: [{ value: '' }],
    })
  })

  it('has no form for lists within elements, wrong types and names it does not know', () => {
    expect(comparableOf({ origin: { country: 'DE', years: [1] }, count: 'x', nope: 1, 'urn:nope': { a: 1 } }, seal)).toEqual({
      origin: [{ country: 'de' }],
    })
  })
})

describe('comparableValue', () => {
  it.each([
    ['count', 3, 3],
    ['level', 1.5, 1.5],
    ['made', '2008-01-23T05:56:22.5+01:00', Date.UTC(2008, 0, 23, 4, 56, 22, 500)],
    ['image', 'QQ==', 'QQ'],
    ['owner', '../Users/A', '../Users/A'],
    ['marks', 'Ä', 'ä'],
    ['count', '3', undefined],
    ['level', true, undefined],
    ['made', 'yesterday', undefined],
    ['made', 0, undefined],
    ['image', '?', undefined],
    ['marks', 1, undefined],
    ['marks', null, undefined],
    ['origin', { country: 'DE' }, undefined],
  ])('of %s %j is %j', (name, value, comparable) => {
    const attribute = seal.attribute(name)
    if (attribute === undefined) throw new Error(name)
    expect(comparableValue(attribute, value)).toEqual(comparable)
  })
})

describe('compareComparable', () => {
  const codePoints = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0)

  it('orders strings by code point, as databases order UTF-8', () => {
    expect(['😀', 'z', '', 'ﬁ', 'za', 'é', 'Z'].toSorted(compareComparable)).toEqual(['', 'Z', 'z', 'za', 'é', 'ﬁ', '😀'])
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '😀', '\u{10ffff}'),
      maxLength: 4,
    })
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [a, b] = [codePoints(left), codePoints(right)]
        const at = a.findIndex((code, index) => code !== b[index])
        const expected = at < 0 ? a.length - b.length : at >= b.length ? 1 : (a[at] ?? 0) - (b[at] ?? 0)
        return Math.sign(compareComparable(left, right)) === Math.sign(expected)
      }),
    )
  })

  it('orders numbers by size and false before true', () => {
    expect([10, -1, 2, 0.5].toSorted(compareComparable)).toEqual([-1, 0.5, 2, 10])
    expect([true, false].toSorted(compareComparable)).toEqual([false, true])
  })

  it('is a total order, of values of different types too', () => {
    const value = fc.oneof(fc.string({ maxLength: 2 }), fc.double({ noNaN: true }), fc.boolean())
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        const isAntisymmetric = Math.sign(compareComparable(a, b)) === -Math.sign(compareComparable(b, a)) || a === b
        const isTransitive = compareComparable(a, b) > 0 || compareComparable(b, c) > 0 || compareComparable(a, c) <= 0
        return isAntisymmetric && isTransitive
      }),
    )
  })
})
