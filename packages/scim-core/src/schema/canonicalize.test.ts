import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonObject, type JsonObject, parseJson } from '../json.ts'
import { ScimError } from '../scim-error.ts'
import { canonicalize, canonicalizeValue } from './canonicalize.ts'
import { completeResourceType } from './complete-resource-type.ts'
import { defineResourceType } from './define.ts'
import { groupResourceType, userResourceType } from './definitions/resource-types.ts'
import type { ResourceType } from './resource-type.ts'

const user = completeResourceType(userResourceType)
const group = completeResourceType(groupResourceType)
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const meter = completeResourceType(
  defineResourceType({
    name: 'Meter',
    endpoint: '/Meters',
    description: 'A meter.',
    schema: {
      id: 'urn:example:Meter',
      name: 'Meter',
      description: '',
      attributes: [
        { name: 'count', description: '', type: 'integer' },
        { name: 'level', description: '', type: 'decimal' },
        { name: 'readings', description: '', type: 'integer', multiValued: true },
        { name: 'mode', description: '', caseExact: true, canonicalValues: ['On', 'Off'] },
        {
          name: 'parts',
          description: '',
          type: 'complex',
          multiValued: true,
          subAttributes: [
            { name: 'value', description: '' },
            { name: 'size', description: '', type: 'integer' },
          ],
        },
      ],
    },
  }),
)

/** A User body with the members that matter to the test. */
function canonicalUser(members: JsonObject): JsonObject {
  const { schemas, ...rest } = canonicalize({ schemas: [userSchema], ...members }, user)
  expect(schemas).toBeDefined()
  return rest
}

function refusal(body: JsonObject, resourceType: ResourceType = user): string {
  try {
    canonicalize(body, resourceType)
  } catch (error) {
    if (error instanceof ScimError) return `${error.scimType}: ${error.detail}`
    throw error
  }
  return 'accepted'
}

function parsed(text: string): JsonObject {
  const value = parseJson(text)
  if (!isJsonObject(value)) throw new Error('not an object')
  return value
}

describe('names', () => {
  it('are put into the spelling and order of the schema at every level (RFC 7643 §2.1)', () => {
    const body = {
      'URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user': { MANAGER: { VALUE: 'm1', $REF: '../Users/m1' }, costcenter: '4130' },
      EMAILS: [{ TYPE: 'work', Value: 'b@example.com' }],
      Name: { GIVENNAME: 'Barbara', familyName: 'Jensen' },
      username: 'bjensen',
      EXTERNALID: 'e1',
      SCHEMAS: [userSchema],
    }
    expect(JSON.stringify(canonicalize(body, user))).toBe(
      JSON.stringify({
        schemas: [userSchema, enterprise],
        externalId: 'e1',
        userName: 'bjensen',
        name: { familyName: 'Jensen', givenName: 'Barbara' },
        emails: [{ value: 'b@example.com', type: 'work' }],
        [enterprise]: { costCenter: '4130', manager: { value: 'm1', $ref: '../Users/m1' } },
      }),
    )
  })

  it.each([
    [{ userName: 'a', username: 'b' }, '"userName" occurs twice, in different letter case; names are case-insensitive.'],
    [{ userName: 'a', nickName: null, NICKNAME: 'b' }, '"nickName" occurs twice, in different letter case; names are case-insensitive.'],
    [{ id: '1', ID: '2' }, '"id" occurs twice, in different letter case; names are case-insensitive.'],
    [{ emails: [{ value: 'a', VALUE: 'b' }] }, '"value" occurs twice, in different letter case; names are case-insensitive.'],
    [
      { [enterprise]: {}, [enterprise.toUpperCase()]: {} },
      `"${enterprise}" occurs twice, in different letter case; names are case-insensitive.`,
    ],
    [{ [enterprise]: { division: 'a', DIVISION: 'b' } }, '"division" occurs twice, in different letter case; names are case-insensitive.'],
  ])('that differ only in case are refused (CORE-2.1-03): %j', (members, detail) => {
    expect(refusal({ schemas: [userSchema], ...members })).toBe(`invalidSyntax: ${detail}`)
  })

  it.each([
    [{ shoeSize: 43 }, '"shoeSize" is neither an attribute of User nor the URN of one of its extensions.'],
    [{ 'urn:example:unknown': {} }, '"urn:example:unknown" is neither an attribute of User nor the URN of one of its extensions.'],
    [{ [userSchema]: { userName: 'a' } }, `"${userSchema}" is neither an attribute of User nor the URN of one of its extensions.`],
    [{ [`${userSchema}:userName`]: 'a' }, `"${userSchema}:userName" is neither an attribute of User nor the URN of one of its extensions.`],
    [{ 'name.givenName': 'a' }, '"name.givenName" is neither an attribute of User nor the URN of one of its extensions.'],
    [{ employeeNumber: '1' }, '"employeeNumber" is neither an attribute of User nor the URN of one of its extensions.'],
    [{ name: { firstName: 'a' } }, '"firstName" is not a sub-attribute of name.'],
    [{ emails: [{ value: 'a' }, { address: 'b' }] }, '"address" is not a sub-attribute of emails.'],
    [{ [enterprise]: { salary: 1 } }, `"salary" is not an attribute of ${enterprise}.`],
    [{ ['x'.repeat(100)]: 1 }, `"${'x'.repeat(80)}…" is neither an attribute of User nor the URN of one of its extensions.`],
  ])('that are unknown are refused (D-07): %j', (members, detail) => {
    expect(refusal({ schemas: [userSchema], ...members })).toBe(`invalidSyntax: ${detail}`)
  })

  it('never reach a prototype, even from a body that parseJson has not seen', () => {
    for (const text of ['{"__proto__":{"isAdmin":true}}', '{"name":{"__proto__":{"isAdmin":true}}}', '{"constructor":{"prototype":{}}}']) {
      expect(refusal(JSON.parse(`{"schemas":["${userSchema}"],${text.slice(1)}`))).toMatch(/^invalidSyntax: "(__proto__|constructor)" is n/)
    }
    expect({}).not.toHaveProperty('isAdmin')
  })

  it('are read from own properties only', () => {
    const body: JsonObject = Object.assign(Object.create({ nickName: 'inherited', schemas: [userSchema] }), { userName: 'a' })
    expect(refusal(body)).toMatch(/^invalidSyntax: schemas is required/)
  })
})

describe('unassigned values (RFC 7643 §2.5)', () => {
  it.each([
    [{ nickName: null, emails: [], name: {} }],
    [{ name: { givenName: null, familyName: [] } }],
    [{ emails: [null, {}, { value: null }], nickName: [], title: {} }],
    [{ [enterprise]: {} }],
    [{ [enterprise]: null }],
    [{ [enterprise]: { manager: {}, department: null } }],
    [{ [enterprise]: { manager: { value: null, $ref: null } } }],
  ])('are dropped: %j', (members) => {
    expect(canonicalize({ schemas: [userSchema, enterprise], ...members }, user)).toEqual({ schemas: [userSchema] })
  })

  it('are not false, 0 or an empty string', () => {
    expect(canonicalUser({ active: false, title: '', emails: [{ value: '', primary: false }] })).toEqual({
      title: '',
      active: false,
      emails: [{ value: '', primary: false }],
    })
  })
})

describe('read-only attributes', () => {
  it('are ignored, sub-attributes too (RFC 7644 §3.3)', () => {
    const members = {
      id: 'mine',
      meta: { created: '1999-01-01T00:00:00Z', nonsense: 1 },
      groups: [{ value: 'g1' }],
      userName: 'a',
      [enterprise]: { manager: { value: 'm1', displayName: 'Boss' } },
    }
    expect(canonicalUser(members)).toEqual({ userName: 'a', [enterprise]: { manager: { value: 'm1' } } })
  })

  it('leave no extension behind that had nothing else', () => {
    expect(canonicalize({ schemas: [userSchema, enterprise], [enterprise]: { manager: { displayName: 'Boss' } } }, user)).toEqual({
      schemas: [userSchema],
    })
  })
})

describe('schemas (RFC 7643 §3, D-33)', () => {
  it.each([
    ['nothing', {}, `schemas is required: a list that contains "${userSchema}".`],
    ['null', { schemas: null }, `schemas is required: a list that contains "${userSchema}".`],
    ['an empty list', { schemas: [] }, `schemas is required: a list that contains "${userSchema}".`],
    ['a string', { schemas: userSchema }, `schemas is required: a list that contains "${userSchema}".`],
    ['only an extension', { schemas: [enterprise] }, `schemas has to contain "${userSchema}".`],
    ['another type', { schemas: [userSchema, groupSchema] }, `schemas contains "${groupSchema}", which is not a schema of User.`],
    ['a number', { schemas: [userSchema, 7] }, 'schemas contains 7, which is not a schema of User.'],
    ['one twice', { schemas: [userSchema, userSchema] }, `schemas contains "${userSchema}" more than once.`],
    [
      'one twice in different case',
      { schemas: [userSchema, userSchema.toUpperCase()] },
      `schemas contains "${userSchema}" more than once.`,
    ],
  ])('refuses %s', (_, body, detail) => {
    expect(refusal(body)).toBe(`invalidSyntax: ${detail}`)
  })

  it('takes URNs in any case and gives the registered spelling (RFC 7644 §3.10)', () => {
    expect(canonicalize({ schemas: [userSchema.toUpperCase()], userName: 'a' }, user)['schemas']).toEqual([userSchema])
  })

  it('follows the data: lists an extension exactly when there is data of it (D-44)', () => {
    expect(canonicalize({ schemas: [userSchema, enterprise], userName: 'a' }, user)['schemas']).toEqual([userSchema])
    expect(canonicalize({ schemas: [userSchema], [enterprise]: { division: 'd' } }, user)['schemas']).toEqual([userSchema, enterprise])
  })
})

describe('values', () => {
  it('of canonicalValues take their spelling (CORE-2.4-04), all others stay as sent (CORE-2.3.1-01)', () => {
    const emails = [
      { value: 'B@EXAMPLE.com', type: 'WORK' },
      { value: 'c', type: 'Private' },
    ]
    expect(canonicalUser({ emails })).toEqual({
      emails: [
        { value: 'B@EXAMPLE.com', type: 'work' },
        { value: 'c', type: 'Private' },
      ],
    })
    expect(canonicalize({ schemas: [groupSchema], members: [{ value: 'u1', type: 'user' }] }, group)['members']).toEqual([
      { value: 'u1', type: 'User' },
    ])
  })

  it('of canonicalValues that are case exact stay as sent', () => {
    expect(canonicalize({ schemas: ['urn:example:Meter'], mode: 'on' }, meter)['mode']).toBe('on')
  })

  it('with one (type, value) pair are kept once, and lose nothing (CORE-2.4-03)', () => {
    const emails = [
      { value: 'a', type: 'work', display: 'first' },
      { value: 'a', type: 'home' },
      { value: 'a', type: 'WORK', display: 'second', primary: true },
      { value: 'a' },
      { value: 'A', type: 'work' },
      { value: 'a' },
    ]
    expect(canonicalUser({ emails })).toEqual({
      emails: [
        { value: 'a', display: 'first', type: 'work', primary: true },
        { value: 'a', type: 'home' },
        { value: 'a' },
        { value: 'A', type: 'work' },
      ],
    })
  })

  it('without a value sub-attribute are kept once when all of them is equal', () => {
    const address = { locality: 'Hollywood', type: 'work' }
    expect(canonicalUser({ addresses: [address, { type: 'work', LOCALITY: 'Hollywood' }, { ...address, country: 'US' }] })).toEqual({
      addresses: [address, { locality: 'Hollywood', country: 'US', type: 'work' }],
    })
  })

  it('that are simple are kept once', () => {
    expect(canonicalize({ schemas: ['urn:example:Meter'], readings: [1, 2, 1] }, meter)['readings']).toEqual([1, 2])
  })

  it('of a wrong type are left for validate', () => {
    const members = { userName: 7, name: 'x', emails: { value: 'a' }, title: ['x'], active: 'true', [enterprise]: 'x', roles: ['admin'] }
    expect(canonicalUser(members)).toEqual(members)
  })

  it.each([
    '{"schemas":["urn:example:Meter"],"count":1.0}',
    '{"schemas":["urn:example:Meter"],"COUNT":1e3}',
    '{"schemas":["urn:example:Meter"],"readings":[1,2.0]}',
    '{"schemas":["urn:example:Meter"],"parts":[{"value":"x"},{"size":1.0}]}',
  ])('of an integer are refused with a fraction or an exponent (CORE-2.3.4-01): %s', (text) => {
    expect(refusal(parsed(text), meter)).toMatch(
      /^invalidValue: (count|readings|size) has to be an integer, written without a fraction or an exponent\.$/,
    )
  })

  it('of a decimal may have both', () => {
    expect(canonicalize(parsed('{"schemas":["urn:example:Meter"],"level":1.0,"count":1}'), meter)).toMatchObject({ level: 1, count: 1 })
  })
})

describe('canonicalize', () => {
  it('leaves the body as it is', () => {
    const body = { schemas: [userSchema], USERNAME: 'a', emails: [{ VALUE: 'x', type: 'WORK' }] }
    const before = structuredClone(body)
    canonicalize(body, user)
    expect(body).toEqual(before)
  })

  it('is idempotent, and does not see the order or case of names (RFC 7643 §2.3.8)', () => {
    const text = fc.oneof(fc.string({ maxLength: 5 }), fc.constant(null))
    const element = fc.record(
      { value: text, type: fc.constantFrom('work', 'WORK', 'x'), primary: fc.boolean(), display: text },
      { requiredKeys: [] },
    )
    const bodies = fc.record(
      {
        userName: text,
        nickName: text,
        active: fc.boolean(),
        name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
        emails: fc.array(element, { maxLength: 4 }),
        id: text,
        [enterprise]: fc.record(
          { department: text, manager: fc.record({ value: text, displayName: text }, { requiredKeys: [] }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    )
    const turned = (object: JsonObject): JsonObject =>
      Object.fromEntries(
        Object.entries(object)
          .toReversed()
          .map(([name, value]) => [name.toUpperCase(), isJsonObject(value) ? turned(value) : value]),
      )
    fc.assert(
      fc.property(bodies, (members) => {
        const body: JsonObject = { schemas: [userSchema], ...members }
        const once = JSON.stringify(canonicalize(body, user))
        return JSON.stringify(canonicalize(JSON.parse(once), user)) === once && JSON.stringify(canonicalize(turned(body), user)) === once
      }),
    )
  })

  it('takes a group of 100,000 members, each once', () => {
    const members = Array.from({ length: 100_000 }, (_, index) => ({ value: `u${index % 99_999}`, type: 'User' }))
    expect(canonicalize({ schemas: [groupSchema], displayName: 'All', members }, group)['members']).toHaveLength(99_999)
  })
})

describe('canonicalizeValue', () => {
  it('does to one value or element what canonicalize does', () => {
    const emails = user.attribute('emails')
    if (emails === undefined) throw new Error('no emails')
    expect(canonicalizeValue(emails, { VALUE: 'a', Type: 'HOME', display: null })).toEqual({ value: 'a', type: 'home' })
    expect(canonicalizeValue(emails, { value: null })).toBeUndefined()
    expect(() => canonicalizeValue(emails, { nope: 1 })).toThrow('"nope" is not a sub-attribute of emails.')
  })
})
