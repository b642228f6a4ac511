import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { ScimError } from '../scim-error.ts'
import { completeResourceType } from './complete-resource-type.ts'
import { defineResourceType } from './define.ts'
import { groupResourceType, userResourceType } from './definitions/resource-types.ts'
import type { ResourceType } from './resource-type.ts'
import { validate, validateValue } from './validate.ts'

const user = completeResourceType(userResourceType)
const group = completeResourceType(groupResourceType)
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const limits = { stringLength: 1000, multiValues: 3 }

const sealExtension = 'urn:example:Seal:required'
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
        { name: 'broken', description: '', type: 'boolean' },
        { name: 'made', description: '', type: 'dateTime' },
        { name: 'image', description: '', type: 'binary' },
        { name: 'owner', description: '', type: 'reference' },
        { name: 'marks', description: '', multiValued: true },
        { name: 'serial', description: '', required: true, mutability: 'readOnly' },
        {
          name: 'origin',
          description: '',
          type: 'complex',
          subAttributes: [
            { name: 'country', description: '', required: true },
            { name: 'years', description: '', type: 'integer', multiValued: true },
            { name: 'office', description: '', required: true, mutability: 'readOnly' },
          ],
        },
      ],
    },
    extensions: [
      {
        schema: { id: sealExtension, name: 'Required', description: '', attributes: [{ name: 'code', description: '', required: true }] },
        required: true,
      },
    ],
  }),
)

function fault(members: JsonObject, resourceType: ResourceType): string | undefined {
  try {
    validate({ schemas: [resourceType.schema.id], ...members }, resourceType, limits)
  } catch (error) {
    if (error instanceof ScimError && error.scimType === 'invalidValue' && error.status === 400) return error.detail
    throw error
  }
  return undefined
}

const userFault = (members: JsonObject) => fault({ userName: 'bjensen', ...members }, user)
const sealFault = (members: JsonObject) => fault({ [sealExtension]: { code: 'x' }, ...members }, seal)

describe('types (CORE-2.x-01)', () => {
  it.each([
    [{ nickName: 7 }, 'nickName has to be a string, not a number.'],
    [{ nickName: ['a'] }, 'nickName has to be a string, not an array.'],
    [{ nickName: { value: 'a' } }, 'nickName has to be a string, not an object.'],
    [{ active: 'true' }, 'active has to be true or false, not a string.'],
    [{ active: 1 }, 'active has to be true or false, not a number.'],
    [{ name: 'Barbara' }, 'name has to be an object with sub-attributes such as formatted, not a string.'],
    [{ name: { givenName: 1 } }, 'name.givenName has to be a string, not a number.'],
    [{ emails: { value: 'a' } }, 'emails has to be an array, not an object.'],
    [{ emails: 'a' }, 'emails has to be an array, not a string.'],
    [{ emails: ['a'] }, 'emails[0] has to be an object with sub-attributes such as value, not a string.'],
    [{ emails: [{ value: 'a' }, { value: 1 }] }, 'emails[1].value has to be a string, not a number.'],
    [{ emails: [{ value: 'a', primary: 'True' }] }, 'emails[0].primary has to be true or false, not a string.'],
    [{ emails: [[]] }, 'emails[0] has to be an object with sub-attributes such as value, not an array.'],
    [{ [enterprise]: 'x' }, `${enterprise} has to be an object with the attributes of the extension.`],
    [{ [enterprise]: { division: 1 } }, `${enterprise}:division has to be a string, not a number.`],
    [{ [enterprise]: { manager: { value: 1 } } }, `${enterprise}:manager.value has to be a string, not a number.`],
    [{ [enterprise]: { manager: 'm1' } }, `${enterprise}:manager has to be an object with sub-attributes such as value, not a string.`],
  ])('%j', (members, detail) => {
    expect(userFault(members)).toBe(detail)
  })

  it.each([
    [{ count: 1.5 }, 'count has to be an integer.'],
    [{ count: '1' }, 'count has to be an integer, not a string.'],
    [{ level: '1' }, 'level has to be a number, not a string.'],
    [{ marks: ['a', true] }, 'marks[1] has to be a string, not a boolean.'],
    [{ origin: { country: 'DE', years: [1, 1.5] } }, 'origin.years[1] has to be an integer.'],
    [{ origin: { country: 'DE', years: 1 } }, 'origin.years has to be an array, not a number.'],
    [{ made: 0 }, 'made has to be a string, not a number.'],
    [{ made: '2008-01-23' }, 'made has to be a date and time such as "2026-01-31T09:30:00Z".'],
    [{ image: 'no base64!' }, 'image has to be base64.'],
    [{ image: '-----BEGIN CERTIFICATE-----\nQUJD' }, 'image has to be base64.'],
    [{ owner: '' }, 'owner has to be a URI, not an empty string.'],
  ])('%j', (members, detail) => {
    expect(sealFault(members)).toBe(detail)
  })

  it('are what RFC 7643 §2.3 allows', () => {
    const members = {
      count: -3,
      level: 1.5,
      broken: false,
      made: '2008-01-23T04:56:22',
      image: 'QUI',
      owner: '../Users/1',
      marks: ['a', ''],
      origin: { country: 'DE', years: [1999] },
    }
    expect(sealFault(members)).toBeUndefined()
  })

  it('are all that is checked of values that people type (Q-NO-FORMAT-CHECK)', () => {
    const members = {
      profileUrl: 'not a url with spaces',
      locale: 'english please',
      timezone: 'here',
      phoneNumbers: [{ value: 'call me', type: 'carrier pigeon' }],
      addresses: [{ country: 'USA' }],
      emails: [{ value: 'nobody' }],
    }
    expect(userFault(members)).toBeUndefined()
  })
})

describe('required attributes (PROT-3.3-09)', () => {
  it.each([
    ['no userName (CORE-4.1.1-01)', user, {}, 'userName is required and must not be empty.'],
    ['an empty userName', user, { userName: '' }, 'userName is required and must not be empty.'],
    ['a Group without displayName (CORE-4.2-01)', group, {}, 'displayName is required and must not be empty.'],
    [
      'a missing sub-attribute',
      seal,
      { [sealExtension]: { code: 'x' }, origin: { years: [1] } },
      'origin.country is required and must not be empty.',
    ],
    ['a missing extension', seal, {}, `The extension ${sealExtension} is required.`],
    ['a missing attribute of an extension', seal, { [sealExtension]: {} }, `${sealExtension}:code is required and must not be empty.`],
  ])('refuses %s', (_, resourceType, members, detail) => {
    expect(fault(members, resourceType)).toBe(detail)
  })

  it('that are read-only are not asked of the client', () => {
    expect(sealFault({ origin: { country: 'DE' } })).toBeUndefined()
  })
})

describe('values', () => {
  it('may be primary once (RFC 7643 §2.4, D-15)', () => {
    const emails = [{ value: 'a', primary: true }, { value: 'b', primary: false }, { value: 'c' }]
    expect(userFault({ emails })).toBeUndefined()
    expect(userFault({ emails: [...emails.slice(0, 2), { value: 'c', primary: true }] })).toBe(
      'emails has 2 values with primary true; one at most can be the primary.',
    )
  })

  it('are as long as the limit and no longer', () => {
    expect(userFault({ nickName: 'x'.repeat(1000) })).toBeUndefined()
    expect(userFault({ nickName: 'x'.repeat(1001) })).toBe('nickName is longer than 1000 characters.')
    expect(userFault({ x509Certificates: [{ value: 'A'.repeat(1004) }] })).toBe('x509Certificates[0].value is longer than 1000 characters.')
  })

  it('are as many as the limit and no more', () => {
    const emails = Array.from({ length: 4 }, (_, index) => ({ value: `${index}` }))
    expect(userFault({ emails: emails.slice(1) })).toBeUndefined()
    expect(userFault({ emails })).toBe('emails has more than 3 values.')
    expect(sealFault({ origin: { country: 'DE', years: [1, 2, 3, 4] } })).toBe('origin.years has more than 3 values.')
  })

  it.each(['a\u0001', 'tab\there', 'line\nbreak', '\u007f', '\u0085'])(
    'of userName have no control characters (PROT-5-02): %j',
    (userName) => {
      expect(fault({ userName }, user)).toBe('userName must not contain control characters.')
    },
  )

  it.each(['a b', 'ｂｊ', 'שם', 'b+x@example.com', ' '])('of userName may be %j', (userName) => {
    expect(fault({ userName }, user)).toBeUndefined()
  })

  it('of other attributes may have line breaks', () => {
    expect(userFault({ addresses: [{ formatted: '100 Universal City Plaza\nHollywood' }] })).toBeUndefined()
  })
})

describe('members', () => {
  const groupFault = (members: JsonObject['members']) => fault({ displayName: 'g', ...(members === undefined ? {} : { members }) }, group)

  it.each([
    [{ value: 'u1' }, 'members has to be an array, not an object.'],
    [['u1'], 'members[0] has to be an object with sub-attributes such as value, not a string.'],
    [[{ value: 'u1' }, {}], 'members[1] has no value: the id of the member is required.'],
    [[{ display: 'x' }], 'members[0] has no value: the id of the member is required.'],
    [[{ value: '' }], 'members[0] has no value: the id of the member is required.'],
    [[{ value: 7 }], 'members[0].value has to be a string, not a number.'],
    [[{ value: 'x'.repeat(1001) }], 'members[0].value is longer than 1000 characters.'],
  ])('are told by their value (CORE-4.2-04): %j', (members, detail) => {
    expect(groupFault(members)).toBe(detail)
  })

  it('may be more than other values', () => {
    expect(groupFault(Array.from({ length: 100 }, (_, index) => ({ value: `u${index}` })))).toBeUndefined()
  })
})

describe('validateValue', () => {
  const emails = user.attribute('emails')
  const userName = user.attribute('userName')
  if (emails === undefined || userName === undefined) throw new Error('not the User schema')

  it('holds one element against the definition of its attribute', () => {
    expect(() => validateValue(emails, { value: 'a', primary: true }, 'emails')).not.toThrow()
    expect(() => validateValue(emails, { value: 1 }, 'emails[type eq "work"]')).toThrow(
      'emails[type eq "work"].value has to be a string, not a number.',
    )
    expect(() => validateValue(emails, { nope: 1 }, 'emails')).toThrow('emails.nope is not a known sub-attribute.')
  })

  it('holds one value against its definition, and against limits when there are some', () => {
    expect(() => validateValue(userName, true, 'userName')).toThrow('userName has to be a string, not a boolean.')
    expect(() => validateValue(userName, 'x'.repeat(10_000), 'userName')).not.toThrow()
    expect(() => validateValue(userName, 'x'.repeat(1001), 'userName', limits)).toThrow('userName is longer than 1000 characters.')
  })
})
