import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { comparableOf } from '../schema/comparable.ts'
import { context, expressions, limits, pathTo, resolved, typeNamed } from './filter.fixture.ts'
import type { CompareOperator, ElementFilter, FilterExpression } from './filter.ts'
import { type FilterSubject, matches, matchesElement } from './matches.ts'
import { parseFilter } from './parse.ts'
import { resolveElementFilter, resolveFilter } from './resolve.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const barbara: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  userName: 'BJensen',
  externalId: 'Ext-1',
  name: { familyName: 'Jensen', givenName: 'Barbara' },
  title: 'Tour Guide',
  nickName: '',
  active: false,
  emails: [
    { value: 'a@example.com', type: 'work', primary: true },
    { value: 'b@example.org', type: 'home' },
  ],
  x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAA=' }],
  [enterprise]: { employeeNumber: '701984', manager: { value: 'm1' } },
}

function subject(document: JsonObject, type = 'User'): FilterSubject {
  return {
    id: 'u1',
    created: Date.UTC(2026, 0, 1),
    lastModified: Date.UTC(2026, 5, 1),
    version: 3,
    comparable: comparableOf(document, typeNamed(type)),
    members: () => [
      { value: 'u1', type: 'User', display: 'babs' },
      { value: 'g2', type: 'Group' },
    ],
    memberOf: () => [
      { value: 'g1', type: 'direct', display: 'tour guides' },
      { value: 'g0', type: 'indirect' },
    ],
  }
}

const holds = (text: string, document = barbara, type = 'User') => matches(resolved(text, type), subject(document, type))

describe('RFC 7644 Table 3', () => {
  test.each([
    ['userName eq "bJENSEN"', true],
    ['userName eq "bjensen2"', false],
    ['userName ne "bjensen"', false],
    ['title co "ur g"', true],
    ['title sw "TOUR"', true],
    ['title sw "Tour Guide"', true],
    ['title ew "guide"', true],
    ['title co ""', true],
    ['userType co ""', false],
    ['externalId sw "ext"', false],
    ['externalId sw "Ext"', true],
    ['userName gt "b"', true],
    ['userName gt "BJensen"', false],
    ['userName ge "BJensen"', true],
    ['userName lt "C"', true],
    ['userName le "bjensen"', true],
    ['userName le "a"', false],
    ['active eq false', true],
    ['active eq true', false],
    ['x509Certificates.value eq "MIIDQzCCAqygAwIBAgICEAA="', true],
    [`${enterprise}:manager.value eq "m1"`, true],
    [`${enterprise}:employeeNumber sw "70"`, true],
    ['schemas eq "URN:ietf:params:scim:schemas:extension:enterprise:2.0:user"', true],
  ])('%s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected)
  })

  test.each([
    ['title pr', true],
    ['active pr', true],
    ['nickName pr', false],
    ['userType pr', false],
    ['name pr', true],
    ['emails pr', true],
    ['emails.type pr', true],
    ['emails.display pr', false],
    ['addresses pr', false],
    ['nickName eq ""', true],
    ['nickName eq null', true],
    ['title ne null', true],
  ])('pr: an empty string is no value, false is one. %s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected)
  })

  test('a complex attribute whose sub-attributes are all empty has no value', () => {
    expect(holds('name pr', { name: { givenName: '' } })).toBe(false)
  })

  test.each([
    // U+1F642 is beyond U+FF5E, though its first UTF-16 code unit is smaller.
    ['displayName gt "～"', '🙂', true],
    ['displayName lt "🙂"', '～', true],
    ['displayName gt "z"', 'é', true],
  ])('strings are ordered by code point: %s of %s', (text, displayName, expected) => {
    expect(holds(text, { displayName })).toBe(expected)
  })

  test.each([
    ['meta.created eq "2026-01-01T01:00:00+01:00"', true],
    ['meta.lastModified gt "2026-05-31T23:59:59.9990000Z"', true],
    ['meta.lastModified gt "2026-06-01T00:00:00Z"', false],
    ['meta.lastModified ge "0001-01-03T00:00:00.0000000Z"', true],
    ['meta.version ge "W/\\"3\\""', true],
    ['meta.version lt "3"', false],
    ['id eq "u1"', true],
    ['id eq "U1"', false],
    ['id sw "u"', true],
    ['meta.resourceType eq "User" and meta.location eq "Users/u1"', true],
  ])('columns: %s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected)
  })
})

describe('RFC 7644 Table 5: brackets ask one element for everything', () => {
  test.each([
    ['emails[type eq "work" and value eq "b@example.org"]', false],
    ['emails.type eq "work" and emails.value eq "b@example.org"', true],
    ['emails[type eq "home" and value eq "b@example.org"]', true],
    ['emails[type eq "home"].value eq "b@example.org"', true],
    ['emails[type eq "home" and not (primary eq true)]', true],
    // D-01: ne of a multi-valued attribute means that no element is equal; the brackets ask for one that is not.
    ['emails.type ne "work"', false],
    ['emails.type ne "other"', true],
    ['emails[type ne "work"]', true],
    ['not (emails[type eq "other"])', true],
    ['name[givenName eq "barbara" and familyName sw "j"]', true],
    ['addresses[not (type eq "work")]', false],
    ['not (addresses.type eq "work")', true],
  ])('%s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected)
  })

  test.each([
    ['members pr', true],
    ['members[value eq "u1" and type eq "User"]', true],
    ['members[value eq "g2" and type eq "User"]', false],
    ['members.value eq "g2" and members.type eq "User"', true],
    ['members.$ref eq "../Groups/g2"', true],
    ['members.$ref eq "../Users/g2"', false],
    ['members.display eq "BABS"', true],
    ['members[type eq "Group" and display pr]', false],
    ['members.value ne "u9"', true],
  ])('members: %s: %s', (text, expected) => {
    expect(holds(text, {}, 'Group')).toBe(expected)
  })

  test.each([
    ['groups eq "g1"', true],
    ['groups[value eq "g0" and type eq "direct"]', false],
    ['groups[value eq "g0" and type eq "indirect"]', true],
    ['groups.display co "guide"', true],
  ])('groups: %s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected)
  })
})

describe('Elements by themselves, for the paths of PATCH', () => {
  const work: ElementFilter = { kind: 'compare', subAttribute: 'type', operator: 'eq', value: 'work' }
  test.each([
    [work, { type: 'work' }, true],
    [work, { value: 'work' }, false],
    [work, 'work', false],
    [{ kind: 'compare', subAttribute: undefined, operator: 'eq', value: 'work' }, 'work', true],
    [{ kind: 'compare', subAttribute: undefined, operator: 'gt', value: 1 }, '2', false],
    [{ kind: 'compare', subAttribute: undefined, operator: 'co', value: 'a' }, 12, false],
    [{ kind: 'present', subAttribute: 'constructor' }, {}, false],
    [{ kind: 'present', subAttribute: undefined }, 0, true],
    [{ kind: 'present', subAttribute: undefined }, '', false],
  ] as const)('%j of %j: %s', (filter, element, expected) => {
    expect(matchesElement(filter, element)).toBe(expected)
  })
})

describe('Resolving changes no meaning', () => {
  const operators = fc.constantFrom<CompareOperator>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le')
  const strings = fc.constantFrom('title', 'nickName', 'userType', 'name.givenName', 'emails', 'emails.type', 'groups', 'groups.display')
  const path = (text: string) => {
    const [name = '', subAttribute] = text.split('.')
    return pathTo(undefined, name, subAttribute)
  }
  const leaves: fc.Arbitrary<FilterExpression> = fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      path: strings.map(path),
      operator: operators,
      value: fc.constantFrom('', 'a', 'Tour Guide', 'work', 'g1'),
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      path: strings.map(path),
      operator: fc.constantFrom<CompareOperator>('eq', 'ne'),
      value: fc.constant(null),
    }),
    fc.record({ kind: fc.constant('present' as const), path: fc.constantFrom('active', 'meta', 'id', 'nickName', 'addresses').map(path) }),
    fc
      .constantFrom('User', 'Group')
      .map((value): FilterExpression => ({ kind: 'compare', path: path('meta.resourceType'), operator: 'eq', value })),
  )
  const trees = expressions(leaves, 5)
  const holdsOf = (expression: FilterExpression) => matches(resolveFilter(expression, typeNamed('User'), context), subject(barbara))

  /** The connectives as logic has them, over leaves that are resolved one by one. */
  function naive(expression: FilterExpression, leaf: (expression: FilterExpression) => boolean): boolean {
    switch (expression.kind) {
      case 'and':
        return expression.filters.every((each) => naive(each, leaf))
      case 'or':
        return expression.filters.some((each) => naive(each, leaf))
      case 'not':
        return !naive(expression.filter, leaf)
      case 'compare':
      case 'present':
      case 'valuePath':
        return leaf(expression)
    }
  }

  test('a tree is true where its leaves and the laws of logic say so', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(holdsOf(tree)).toBe(naive(tree, holdsOf))
      }),
      { numRuns: 1000 },
    )
  })

  test('between brackets too', () => {
    const emails = typeNamed('User').attribute('emails')
    if (emails === undefined) throw new Error('User has no emails.')
    const texts = fc.constantFrom('type eq "work"', 'type ne "work"', 'value pr', 'primary eq true', 'display eq null')
    const element = { type: 'work', value: 'a@example.com' }
    const holdsOfElement = (expression: FilterExpression) => matchesElement(resolveElementFilter(expression, emails), element)
    fc.assert(
      fc.property(
        expressions(
          texts.map((text) => parseFilter(text, limits)),
          3,
        ),
        (tree) => {
          expect(holdsOfElement(tree)).toBe(naive(tree, holdsOfElement))
        },
      ),
    )
  })
})
