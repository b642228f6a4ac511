import { describe, expect, test } from 'vitest'
import { barbara, enterprise, resolved, subject } from './filter.fixture.ts'
import type { ElementFilter } from './filter.ts'
import { matches, matchesElement } from './matches.ts'

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
