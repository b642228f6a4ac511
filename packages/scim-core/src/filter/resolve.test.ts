import { describe, expect, test } from 'vitest'
import { defineResourceType, defineSchema } from '../schema/define.ts'
import { completeResourceTypes } from '../schema/resource-types.ts'
import { context, limits, resolved, typeNamed } from './filter.fixture.ts'
import { type ColumnName, type ElementFilter, everything, type Filter, nothing, type ResolvedOperator } from './filter.ts'
import { parseFilter } from './parse.ts'
import { resolveElementFilter, resolveFilter } from './resolve.ts'

type Value = string | number | boolean

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const unindexed = (key: string, subAttribute: string | undefined, operator: ResolvedOperator, value: Value): Filter => ({
  kind: 'compare',
  key,
  subAttribute,
  operator,
  value,
  index: undefined,
})
const indexed = (key: string, subAttribute: string | undefined, operator: ResolvedOperator, value: Value): Filter => ({
  kind: 'compare',
  key,
  subAttribute,
  operator,
  value,
  index: subAttribute === undefined ? key : `${key}.${subAttribute}`,
})
const present = (key: string, subAttribute?: string): Filter => ({ kind: 'present', key, subAttribute })
const column = (name: ColumnName, operator: ResolvedOperator, value: string | number): Filter => ({
  kind: 'column',
  column: name,
  operator,
  value,
})
const not = (filter: Filter): Filter => ({ kind: 'not', filter })
const element = (subAttribute: string | undefined, value: Value, operator: ResolvedOperator = 'eq') =>
  ({ kind: 'compare', subAttribute, operator, value }) as const
const inIndex = (index: string, leaf: ReturnType<typeof element>): ElementFilter => ({ ...leaf, index })
const both = (...filters: ElementFilter[]): ElementFilter => ({ kind: 'and', filters })
const either = (...filters: ElementFilter[]): ElementFilter => ({ kind: 'or', filters })
const valuePath = (key: string, filter: ElementFilter): Filter => ({ kind: 'valuePath', key, filter })
const hasMember = (filter: ElementFilter): Filter => ({ kind: 'hasMember', filter })
const memberOf = (filter: ElementFilter): Filter => ({ kind: 'memberOf', filter })

const refused = (...named: string[]) =>
  expect.objectContaining({
    status: 400,
    scimType: 'invalidFilter',
    detail: expect.toSatisfy((detail: string) => named.every((each) => detail.includes(each)), `names ${named.join(', ')}`),
  })

describe('RFC 7644 §3.4.2.2: leaves on a User', () => {
  test.each<[string, Filter]>([
    // §3.10, RFC 7643 §2.1: names in any case, with and without URN.
    ['USERNAME Eq "BJensen"', indexed('userName', undefined, 'eq', 'bjensen')],
    ['urn:ietf:params:scim:schemas:core:2.0:user:userName sw "J"', indexed('userName', undefined, 'sw', 'j')],
    [`${enterprise}:employeeNumber eq "7"`, indexed(`${enterprise}:employeeNumber`, undefined, 'eq', '7')],
    ['employeeNumber eq "7"', indexed(`${enterprise}:employeeNumber`, undefined, 'eq', '7')],
    [`${enterprise}:manager eq "x"`, unindexed(`${enterprise}:manager`, 'value', 'eq', 'x')],
    // RFC 7643 §7: caseExact
    ['externalId sw "AbC"', indexed('externalId', undefined, 'sw', 'AbC')],
    ['title co "ÉCOLE"', unindexed('title', undefined, 'co', 'école')],
    ['profileUrl eq "https://EXAMPLE.com/A"', unindexed('profileUrl', undefined, 'eq', 'https://EXAMPLE.com/A')],
    // D-04
    ['emails co "Example.com"', indexed('emails', 'value', 'co', 'example.com')],
    ['emails.type eq "work"', unindexed('emails', 'type', 'eq', 'work')],
    ['emails.primary eq true', unindexed('emails', 'primary', 'eq', true)],
    ['active eq true', indexed('active', undefined, 'eq', true)],
    ['name pr', present('name')],
    ['emails.type pr', present('emails', 'type')],
    // D-01, D-02, D-03
    ['title ne "x"', not(unindexed('title', undefined, 'eq', 'x'))],
    ['not (title ne "x")', unindexed('title', undefined, 'eq', 'x')],
    ['title eq null', not(present('title'))],
    ['title ne null', present('title')],
    // RFC 7643 §2.3.6: binary, compared as what it encodes
    ['x509Certificates.value eq "MA=="', unindexed('x509Certificates', 'value', 'eq', 'MA')],
    // RFC 7644 §3.4.2.2: schemas, in any case
    ['schemas eq "URN:Ietf:x"', unindexed('schemas', undefined, 'eq', 'urn:ietf:x')],
    ['schemas[value sw "URN:"]', valuePath('schemas', element(undefined, 'urn:', 'sw'))],
  ])('%s', (text, expected) => {
    expect(resolved(text)).toEqual(expected)
  })

  test.each<[string, Filter]>([
    [
      'emails[type eq "WORK" and value ew "@A.example"]',
      valuePath('emails', both(element('type', 'work'), inIndex('emails.value', element('value', '@a.example', 'ew')))),
    ],
    [
      'emails[type eq "work"].value eq "B@A.example"',
      valuePath('emails', both(element('type', 'work'), inIndex('emails.value', element('value', 'b@a.example')))),
    ],
    ['emails[type ne "work"]', valuePath('emails', { kind: 'not', filter: element('type', 'work') })],
    ['emails[value eq null]', valuePath('emails', { kind: 'not', filter: { kind: 'present', subAttribute: 'value' } })],
    // Q-VALUEPATH-SINGLE
    ['name[givenName eq "Joe"]', valuePath('name', inIndex('name.givenName', element('givenName', 'joe')))],
  ])('Table 5: %s', (text, expected) => {
    expect(resolved(text)).toEqual(expected)
  })
})

describe('RFC 7643 §3.1: id and meta are columns', () => {
  const location = `${context.baseUrl}/Users/7`
  test.each<[string, Filter]>([
    ['id eq "7"', column('id', 'eq', '7')],
    ['id sw "7"', column('id', 'sw', '7')],
    ['id pr', everything],
    ['id eq null', nothing],
    ['meta pr', everything],
    ['meta.created gt "2011-05-13T04:42:34Z"', column('created', 'gt', 1305261754000)],
    ['meta.lastModified eq "2011-05-13T06:42:34+02:00"', column('lastModified', 'eq', 1305261754000)],
    ['META[lastModified ge "2011-05-13T04:42:34Z" and version pr]', column('lastModified', 'ge', 1305261754000)],
    ['meta.version eq "W/\\"3\\""', column('version', 'eq', 3)],
    ['meta.version ge "3"', column('version', 'ge', 3)],
    ['meta.version eq "abc"', nothing],
    ['meta.version ne "abc"', everything],
    ['meta.resourceType eq "User"', everything],
    ['meta.resourceType eq "user"', nothing],
    ['meta.resourceType ne "Group"', everything],
    ['meta.resourceType sw "Us"', everything],
    [`meta.location eq "${location}"`, column('id', 'eq', '7')],
    ['meta.location eq "Groups/7"', nothing],
    ['meta.location pr', everything],
  ])('%s', (text, expected) => {
    expect(resolved(text)).toEqual(expected)
  })
})

describe('Members and memberships are edges', () => {
  test.each<[string, Filter]>([
    ['members pr', hasMember(both())],
    ['members eq "u1"', hasMember(element('value', 'u1'))],
    ['members.value eq "U1"', hasMember(element('value', 'U1'))],
    ['members.value ne "u1"', not(hasMember(element('value', 'u1')))],
    ['members eq null', not(hasMember(both()))],
    ['members[value eq "u1" and type eq "USER"]', hasMember(both(element('value', 'u1'), element('type', 'User')))],
    ['members[type ne "User"]', hasMember({ kind: 'not', filter: element('type', 'User') })],
    ['members.type co "r"', hasMember(either(element('type', 'User'), element('type', 'Group')))],
    ['members.type eq "Device"', nothing],
    ['members.display sw "Ba"', hasMember(element('display', 'ba', 'sw'))],
    ['members.display pr', hasMember({ kind: 'present', subAttribute: 'display' })],
    [`members.$ref eq "${context.baseUrl}/Users/u1"`, hasMember(both(element('value', 'u1'), element('type', 'User')))],
    ['members[$ref eq "../Groups/g1"]', hasMember(both(element('value', 'g1'), element('type', 'Group')))],
    ['members.$ref eq "https://elsewhere.example/Users/u1"', nothing],
    ['members.$ref pr', hasMember(both())],
  ])('Group: %s', (text, expected) => {
    expect(resolved(text, 'Group')).toEqual(expected)
  })

  test('Table 5: outside brackets each leaf asks for a member of its own', () => {
    expect(resolved('members.value eq "u1" and members.type eq "User"', 'Group')).toEqual({
      kind: 'and',
      filters: [hasMember(element('value', 'u1')), hasMember(element('type', 'User'))],
    })
  })

  test.each<[string, Filter]>([
    ['groups pr', memberOf(both())],
    ['groups eq "g1"', memberOf(element('value', 'g1'))],
    ['groups[value eq "g1" and type eq "Direct"]', memberOf(both(element('value', 'g1'), element('type', 'direct')))],
    ['groups.$ref eq "/Groups/g1"', memberOf(element('value', 'g1'))],
    ['groups.$ref eq "/Users/g1"', nothing],
    ['groups.display eq "Tour Guides"', memberOf(element('display', 'tour guides'))],
  ])('User: %s', (text, expected) => {
    expect(resolved(text)).toEqual(expected)
  })
})

describe('What the schema does not allow is refused, whatever the data', () => {
  test.each([
    // D-05
    ['nope eq "x"', 'nope', 'User'],
    ['userName.nope pr', 'userName.nope'],
    ['emails[nope pr]', 'nope', 'emails'],
    ['emails[name.x pr]', 'name.x'],
    ['urn:x:User:userName pr', 'urn:x:User:userName'],
    // D-04
    ['name eq "x"', 'name', 'sub-attributes'],
    ['meta eq "x"', 'meta'],
    // D-06, Table 9
    ['active eq "true"', 'active', 'true or false'],
    ['userName eq 5', 'userName', 'string'],
    ['userName eq true', 'userName'],
    ['meta.created gt "yesterday"', 'meta.created', 'date'],
    ['emails[primary eq "True"]', 'emails.primary', 'true or false'],
    // Table 3
    ['active gt true', 'active', 'gt', 'boolean'],
    ['active co "t"', 'active', 'co'],
    ['x509Certificates.value lt "MA"', 'x509Certificates.value', 'lt', 'binary'],
    ['x509Certificates.value sw "MA"', 'x509Certificates.value', 'sw'],
    ['meta.created sw "2011"', 'meta.created', 'sw'],
    ['meta.version co "3"', 'meta.version', 'co'],
    ['meta.version gt "abc"', 'meta.version'],
    ['meta.location sw "https:"', 'meta.location', 'sw'],
    ['groups.$ref co "g1"', 'groups.$ref', 'co'],
    // D-03
    ['title gt null', 'title', 'null'],
    ['emails[value co null]', 'value', 'null'],
    // D-38
    ['password pr', 'password'],
    ['password eq "hunter2"', 'password'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:PASSWORD sw "a"', 'password'],
    // Brackets select elements.
    ['userName[value eq "x"]', 'userName'],
    ['name.givenName[value eq "x"]', 'name.givenName'],
  ])('%s', (text, ...named) => {
    expect(() => resolved(text)).toThrowError(refused(...named))
  })

  test('D-38: a value that is compared with a password is not in the error', () => {
    expect(() => resolved('password eq "hunter2"')).toThrowError(
      expect.objectContaining({ detail: expect.not.stringContaining('hunter2') }),
    )
  })

  test('of an unreadably long name only the beginning is shown', () => {
    expect(() => resolved(`${'x'.repeat(1000)} pr`)).toThrowError(expect.objectContaining({ detail: expect.stringMatching(/^.{0,220}$/) }))
  })
})

describe('RFC 7644 §3.4.2.1: where several types are queried, an attribute that a type lacks has no value', () => {
  test.each<[string, Filter]>([
    ['userName eq "x"', nothing],
    ['userName pr', nothing],
    ['userName ne "x"', everything],
    ['userName eq null', everything],
    ['emails[type eq "work"]', nothing],
    ['not (emails[type eq "work"])', everything],
    ['displayName eq "x" or userName eq "x"', indexed('displayName', undefined, 'eq', 'x')],
    ['displayName eq "x" and userName eq "x"', nothing],
    ['members[nope eq "x"]', nothing],
  ])('Group: %s', (text, expected) => {
    expect(resolved(text, 'Group', 'absent')).toEqual(expected)
  })

  test('an element filter that nothing can satisfy asks for nothing', () => {
    expect(resolved('emails[nope eq "x"]', 'User', 'absent')).toEqual(nothing)
  })

  test('what is wrong for a type that has the attribute is an error all the same', () => {
    expect(() => resolved('password pr', 'User', 'absent')).toThrowError(refused('password'))
    expect(() => resolved('displayName eq 1', 'Group', 'absent')).toThrowError(refused('displayName'))
  })
})

describe('Other resource types', () => {
  const device = defineResourceType({
    name: 'Device',
    endpoint: '/Devices',
    description: '',
    schema: defineSchema({
      id: 'urn:example:Device',
      name: 'Device',
      description: '',
      attributes: [
        { name: 'serial', description: '', uniqueness: 'server', caseExact: true },
        { name: 'tags', description: '', multiValued: true },
        { name: 'slots', description: '', type: 'integer' },
        { name: 'weight', description: '', type: 'decimal' },
        { name: 'key', description: '', type: 'complex', subAttributes: [{ name: 'secret', description: '', returned: 'never' }] },
        { name: 'pin', description: '', mutability: 'writeOnly' },
      ],
    }),
    extensions: ['urn:example:A', 'urn:example:B'].map((id) => ({
      schema: defineSchema({ id, name: id, description: '', attributes: [{ name: 'owner', description: '' }] }),
      required: false,
    })),
  })
  const types = completeResourceTypes([device])
  const resolvedDevice = (text: string) => {
    const [type] = types.all
    if (type === undefined) throw new Error('There is no Device.')
    return resolveFilter(parseFilter(text, limits), type, { ...context, resourceTypes: types })
  }
  test.each<[string, Filter]>([
    ['serial eq "A1"', indexed('serial', undefined, 'eq', 'A1')],
    ['tags eq "Red"', unindexed('tags', undefined, 'eq', 'red')],
    // Erratum 7122
    ['tags[value eq "Red" or VALUE sw "b"]', valuePath('tags', either(element(undefined, 'red'), element(undefined, 'b', 'sw')))],
    ['slots ge 4', unindexed('slots', undefined, 'ge', 4)],
    ['weight lt 1.5', unindexed('weight', undefined, 'lt', 1.5)],
    ['urn:example:B:owner pr', present('urn:example:B:owner')],
  ])('%s', (text, expected) => {
    expect(resolvedDevice(text)).toEqual(expected)
  })

  test.each([
    ['owner pr', 'owner', 'URN'],
    ['slots eq "4"', 'slots', 'whole number'],
    ['weight co 1', 'weight', 'co'],
    ['tags[type eq "x"]', 'type', 'tags'],
    ['key.secret pr', 'key.secret'],
    ['key[secret eq "x"]', 'key.secret'],
    ['pin eq "0000"', 'pin'],
  ])('%s is refused', (text, ...named) => {
    expect(() => resolvedDevice(text)).toThrowError(refused(...named))
  })
})

describe('The shape of a resolved filter', () => {
  test('a chain of or stays one node', () => {
    const text = Array.from({ length: 50 }, (_, n) => `userName eq "u${n}"`).join(' or ')
    expect(resolved(text)).toMatchObject({ kind: 'or', filters: { length: 50 } })
  })

  test.each<[string, Filter]>([
    ['not (not (title pr))', present('title')],
    ['title pr and meta.resourceType eq "User"', present('title')],
    ['title pr and meta.resourceType eq "Group"', nothing],
    ['title pr or id pr', everything],
    ['not (meta.resourceType eq "Group")', everything],
  ])('%s is simplified', (text, expected) => {
    expect(resolved(text)).toEqual(expected)
  })
})

describe('RFC 7644 §3.5.2: the filter of a PATCH path', () => {
  const emails = typeNamed('User').attribute('emails')
  const elementFilter = (text: string) => {
    if (emails === undefined) throw new Error('User has no emails.')
    return resolveElementFilter(parseFilter(text, limits), emails)
  }
  test('is bound to the sub-attributes', () => {
    expect(elementFilter('TYPE eq "Work" and not (primary eq true)')).toEqual(
      both(element('type', 'work'), { kind: 'not', filter: element('primary', true) }),
    )
  })
  test('and refuses the same things', () => {
    expect(() => elementFilter('nope pr')).toThrowError(refused('nope', 'emails'))
    expect(() => elementFilter('primary gt true')).toThrowError(refused('emails.primary'))
    expect(() => elementFilter('emails[type pr]')).toThrowError(refused('emails'))
  })
})
