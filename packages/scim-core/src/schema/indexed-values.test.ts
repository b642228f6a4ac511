import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAttributePath, resolveAttributePath } from './attribute-path.ts'
import { comparableOf, compareComparable } from './comparable.ts'
import { completeResourceType } from './complete-resource-type.ts'
import { defineResourceType } from './define.ts'
import { groupResourceType, userResourceType } from './definitions/resource-types.ts'
import { indexedValuesOf, indexName, indexText, labelOf, maxIndexedLength } from './indexed-values.ts'

const user = completeResourceType(userResourceType)
const group = completeResourceType(groupResourceType)
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('indexedValuesOf', () => {
  const indexed = (document: Parameters<typeof comparableOf>[0], alsoUnique: readonly string[] = [], resourceType = user) =>
    indexedValuesOf(comparableOf(document, resourceType), resourceType, alsoUnique).map(({ path, value, unique }) => [path, value, unique])

  it('has a row for every value at a declared path, in comparable form', () => {
    const document = {
      userName: 'BJensen',
      externalId: 'Ab',
      displayName: 'Babs',
      title: 'not indexed',
      active: true,
      name: { familyName: 'Jensen', givenName: 'Barbara', middleName: 'not indexed' },
      emails: [{ value: 'B@example.com', type: 'work' }, { value: 'c@example.com' }, { type: 'no value' }],
      [enterprise]: { employeeNumber: 'E1', division: 'not indexed' },
    }
    expect(indexed(document)).toEqual([
      ['userName', 'bjensen', true],
      ['externalId', 'Ab', false],
      ['emails.value', 'b@example.com', false],
      ['emails.value', 'c@example.com', false],
      ['displayName', 'babs', false],
      ['name.familyName', 'jensen', false],
      ['name.givenName', 'barbara', false],
      ['active', 'true', false],
      [`${enterprise}:employeeNumber`, 'e1', false],
    ])
  })

  it('has each (path, value) once', () => {
    expect(
      indexed({
        emails: [
          { value: 'a', type: 'work' },
          { value: 'A', type: 'home' },
        ],
      }),
    ).toEqual([['emails.value', 'a', false]])
  })

  it('makes unique what a profile wants, in any spelling, indexed before or not (D-37)', () => {
    expect(indexed({ displayName: 'Admins' }, [], group)).toEqual([['displayName', 'admins', false]])
    expect(indexed({ displayName: 'Admins' }, ['DISPLAYNAME'], group)).toEqual([['displayName', 'admins', true]])
    expect(indexed({ nickName: 'Babs' }, ['nickName'])).toEqual([['nickName', 'babs', true]])
    expect(indexed({ emails: [{ value: 'a' }] }, ['emails.value'])).toEqual([['emails.value', 'a', true]])
  })

  it('lets two resources have an empty string, which is no value (RFC 7643 §2.5)', () => {
    expect(indexed({ displayName: '' }, ['displayName'])).toEqual([['displayName', '', false]])
  })

  it('refuses a path that a profile misspells', () => {
    expect(() => indexed({}, ['displayname2'])).toThrow('Resource type User has no attribute displayname2 to index.')
  })

  it('takes 512 characters and refuses 513 of the comparable form', () => {
    expect(indexed({ userName: 'x'.repeat(maxIndexedLength) })).toHaveLength(1)
    expect(() => indexed({ userName: 'x'.repeat(maxIndexedLength + 1) })).toThrow('A value of userName is longer than 512 characters')
    // ß is two characters in comparable form.
    expect(indexed({ displayName: 'ß'.repeat(256) })).toHaveLength(1)
    expect(() => indexed({ displayName: 'ß'.repeat(257) })).toThrow('A value of displayName is longer than 512 characters')
    expect(indexed({ title: 'x'.repeat(5000) })).toEqual([])
  })

  it('indexes attributes with uniqueness, sub-attributes and those of extensions too (CORE-7-16)', () => {
    const badge = completeResourceType(
      defineResourceType({
        name: 'Badge',
        endpoint: '/Badges',
        description: '',
        schema: {
          id: 'urn:example:Badge',
          name: 'Badge',
          description: '',
          attributes: [
            { name: 'number', description: '', type: 'integer', uniqueness: 'server' },
            {
              name: 'keys',
              description: '',
              type: 'complex',
              multiValued: true,
              subAttributes: [{ name: 'value', description: '', uniqueness: 'global' }],
            },
          ],
        },
        extensions: [
          {
            schema: {
              id: 'urn:example:x',
              name: '',
              description: '',
              attributes: [{ name: 'chip', description: '', uniqueness: 'server' }],
            },
            required: false,
          },
        ],
        indexed: ['NUMBER'],
      }),
    )
    expect(indexed({ number: 2, keys: [{ value: 'A' }], 'urn:example:x': { chip: 'C' } }, [], badge)).toEqual([
      ['number', 'c000000000000000', true],
      ['keys.value', 'a', true],
      ['urn:example:x:chip', 'c', true],
    ])
  })
})

describe('indexText', () => {
  it('is the string itself, true or false', () => {
    expect([indexText('ä'), indexText(true), indexText(false)]).toEqual(['ä', 'true', 'false'])
  })

  it('orders numbers, by code point, as they are', () => {
    const numbers = [Number.NEGATIVE_INFINITY, -1e300, -2, -1, -5e-324, 0, 5e-324, 0.5, 1, 1.5, 2, 1e15, Date.UTC(2026, 0), 1e300]
    expect(numbers.map(indexText).toSorted(compareComparable)).toEqual(numbers.toSorted((a, b) => a - b).map(indexText))
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (left, right) => {
        return Math.sign(compareComparable(indexText(left), indexText(right))) === Math.sign(left === right ? 0 : left - right)
      }),
    )
  })

  it('has 16 digits, and one text for 0 and −0', () => {
    expect(indexText(0)).toBe('8000000000000000')
    expect(indexText(-0)).toBe(indexText(0))
    fc.assert(fc.property(fc.double({ noNaN: true }), (number) => /^[0-9a-f]{16}$/.test(indexText(number))))
  })
})

describe('indexName', () => {
  it.each([
    ['username', 'userName'],
    ['emails.VALUE', 'emails.value'],
    ['name.familyName', 'name.familyName'],
    [`${enterprise}:employeeNumber`, `${enterprise}:employeeNumber`],
    ['employeeNumber', `${enterprise}:employeeNumber`],
    ['externalId', 'externalId'],
    ['title', undefined],
    ['emails', undefined],
    ['emails.type', undefined],
    ['id', undefined],
  ])('of %s is %s', (text, name) => {
    const path = parseAttributePath(text)
    const resolved = path === undefined ? undefined : resolveAttributePath(path, user)
    if (resolved === undefined) throw new Error(text)
    expect(indexName(resolved, user)).toBe(name)
  })
})

describe('labelOf', () => {
  it.each([
    [{ userName: 'b', displayName: 'Babs' }, 'Babs'],
    [{ userName: 'b', displayName: '' }, 'b'],
    [{ userName: 'b' }, 'b'],
    [{ title: 't' }, undefined],
  ])('of %j is %s', (document, label) => {
    expect(labelOf(document, user)).toBe(label)
  })
})
