import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { completeResourceType } from './complete-resource-type.ts'
import { defineResourceType } from './define.ts'
import { groupResourceType, userResourceType } from './definitions/resource-types.ts'
import { needsProjection, project, resolveProjection, wants, wantsSubAttribute } from './project.ts'
import type { ResourceType } from './resource-type.ts'

const user = completeResourceType(userResourceType)
const group = completeResourceType(groupResourceType)
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const schemas = [userSchema, enterprise]
const minimum = { schemas, id: '1' }
const resource: JsonObject = {
  ...minimum,
  externalId: 'e1',
  userName: 'bjensen',
  name: { familyName: 'Jensen', givenName: 'Barbara' },
  emails: [
    { value: 'b@example.com', type: 'work', primary: true },
    { value: 'c@example.com', type: 'home' },
  ],
  groups: [{ value: 'g1', display: 'Guides' }],
  [enterprise]: { employeeNumber: '7', manager: { value: 'm1', $ref: '../Users/m1' } },
  meta: { resourceType: 'User', location: 'https://example.com/Users/1' },
}

const extra = 'urn:example:Case:extra'
/** An attribute of each `returned`, with sub-attributes of each, and the same in an extension. */
const characteristics = (() => {
  const each = (['always', 'never', 'default', 'request'] as const).map((returned) => ({ name: returned, description: '', returned }))
  return completeResourceType(
    defineResourceType({
      name: 'Case',
      endpoint: '/Cases',
      description: '',
      schema: {
        id: 'urn:example:Case',
        name: 'Case',
        description: '',
        attributes: [
          ...each,
          { name: 'one', description: '', type: 'complex', subAttributes: each },
          { name: 'many', description: '', type: 'complex', multiValued: true, subAttributes: each },
          { name: 'asked', description: '', type: 'complex', returned: 'request', subAttributes: each },
        ],
      },
      extensions: [{ schema: { id: extra, name: 'Extra', description: '', attributes: each }, required: false }],
    }),
  )
})()
const parts = { always: 'a', never: 'n', default: 'd', request: 'r' }
const wholeCase: JsonObject = {
  schemas: ['urn:example:Case'],
  id: '1',
  ...parts,
  one: parts,
  many: [parts, { default: 'd' }],
  asked: parts,
  [extra]: parts,
}

function projection(parameters: { attributes?: string; excludedAttributes?: string }, resourceType: ResourceType = user) {
  const list = (text: string | undefined) => text?.split(',')
  return resolveProjection(
    { attributes: list(parameters.attributes), excludedAttributes: list(parameters.excludedAttributes) },
    resourceType,
  )
}

const only = (attributes: string) => project(resource, user, projection({ attributes }))
const without = (excludedAttributes: string) => project(resource, user, projection({ excludedAttributes }))

describe('attributes (RFC 7644 §3.9)', () => {
  it.each<[string, JsonObject]>([
    ['userName', { ...minimum, userName: 'bjensen' }],
    ['USERNAME, externalid', { ...minimum, externalId: 'e1', userName: 'bjensen' }],
    [`${userSchema}:userName`, { ...minimum, userName: 'bjensen' }],
    [`${userSchema.toUpperCase()}:username`, { ...minimum, userName: 'bjensen' }],
    ['name.givenName', { ...minimum, name: { givenName: 'Barbara' } }],
    ['name.givenName,name', { ...minimum, name: { familyName: 'Jensen', givenName: 'Barbara' } }],
    ['emails.value', { ...minimum, emails: [{ value: 'b@example.com' }, { value: 'c@example.com' }] }],
    ['emails.primary', { ...minimum, emails: [{ primary: true }] }],
    ['meta', { ...minimum, meta: { resourceType: 'User', location: 'https://example.com/Users/1' } }],
    ['meta.location', { ...minimum, meta: { location: 'https://example.com/Users/1' } }],
    ['groups', { ...minimum, groups: [{ value: 'g1', display: 'Guides' }] }],
    ['id', minimum],
    [`${enterprise}:manager.value`, { ...minimum, [enterprise]: { manager: { value: 'm1' } } }],
    [`${enterprise}:EMPLOYEENUMBER`, { ...minimum, [enterprise]: { employeeNumber: '7' } }],
    ['employeeNumber', { ...minimum, [enterprise]: { employeeNumber: '7' } }],
    [enterprise, { ...minimum, [enterprise]: { employeeNumber: '7', manager: { value: 'm1', $ref: '../Users/m1' } } }],
  ])('%s', (attributes, expected) => {
    expect(only(attributes)).toEqual(expected)
  })

  it.each([
    'nope',
    'name.nope',
    'nickName',
    'urn:example:nope',
    `${enterprise}:nope`,
    'not a name',
    'userName[',
    '__proto__',
    'constructor',
  ])('ignores %s, which is unknown or has no value (PROT-3.9-06)', (attributes) => {
    expect(only(attributes)).toEqual(minimum)
  })

  it.each(['', ' , ,'])('takes the empty list %j for none', (list) => {
    expect(only(list)).toEqual(resource)
    expect(without(list)).toEqual(resource)
  })
})

describe('excludedAttributes (RFC 7644 §3.9)', () => {
  it('leaves out what is named, and never what is always returned (PROT-3.9-02)', () => {
    const { emails: _, ...others } = resource
    expect(without('EMAILS,id,schemas,name.familyName')).toEqual({ ...others, name: { givenName: 'Barbara' } })
  })

  it('leaves out sub-attributes of every element', () => {
    expect(without('emails.type,emails.primary')['emails']).toEqual([{ value: 'b@example.com' }, { value: 'c@example.com' }])
  })

  it('leaves out an attribute of which nothing remains', () => {
    expect(without('groups.value,groups.display')).not.toHaveProperty('groups')
  })

  it('leaves out attributes of an extension, or all of it by its URN (PROT-3.9-04)', () => {
    expect(without(`${enterprise}:manager.$ref`)[enterprise]).toEqual({ employeeNumber: '7', manager: { value: 'm1' } })
    expect(without(enterprise)).not.toHaveProperty([enterprise])
    expect(without(`${enterprise}:manager,${enterprise}:employeeNumber`)).not.toHaveProperty([enterprise])
  })
})

it('attributes and excludedAttributes exclude each other (D-30)', () => {
  expect(() => projection({ attributes: 'userName', excludedAttributes: 'name' })).toThrow(
    'attributes and excludedAttributes exclude each other',
  )
  expect(() => projection({ attributes: 'userName', excludedAttributes: '' })).not.toThrow()
})

describe('returned (RFC 7643 §7)', () => {
  const projected = (parameters: Parameters<typeof projection>[0], sent?: JsonObject) => {
    const { schemas: _, id: __, ...rest } = project(wholeCase, characteristics, projection(parameters, characteristics), sent)
    return rest
  }
  const usual = { always: 'a', default: 'd' }

  it('by default: always and default (PROT-3.4-01)', () => {
    expect(projected({})).toEqual({ ...usual, one: usual, many: [usual, { default: 'd' }], [extra]: usual })
  })

  it('request when named, never not even then (PROT-3.9-07)', () => {
    expect(projected({ attributes: 'request,never' })).toEqual({ always: 'a', request: 'r', [extra]: { always: 'a' } })
    expect(projected({ attributes: 'one.request,one.never' })).toEqual({
      always: 'a',
      one: { always: 'a', request: 'r' },
      [extra]: { always: 'a' },
    })
    expect(projected({ attributes: 'asked' })).toEqual({ always: 'a', asked: usual, [extra]: { always: 'a' } })
    expect(projected({ attributes: 'asked.request' })).toEqual({
      always: 'a',
      asked: { always: 'a', request: 'r' },
      [extra]: { always: 'a' },
    })
  })

  it('a sub-attribute that is always returned comes with its attribute but does not bring it in (PROT-3.9-08)', () => {
    expect(projected({ attributes: 'one.default' })).toMatchObject({ one: usual })
    expect(projected({ attributes: 'default' })).toEqual({ ...usual, [extra]: { always: 'a' } })
    expect(projected({ excludedAttributes: 'one.always,one.default' })).toMatchObject({ one: { always: 'a' } })
    expect(projected({ excludedAttributes: 'one' })).not.toHaveProperty('one')
  })

  it('an extension named by its URN brings what it returns by default', () => {
    expect(projected({ attributes: extra })).toEqual({ always: 'a', [extra]: usual })
    expect(projected({ excludedAttributes: extra })).toMatchObject({ [extra]: { always: 'a' } })
  })

  it('request in the answer to a write, when the client sent it (CORE-7-14)', () => {
    const sent = { request: 'r', never: 'n', one: { request: 'r' }, asked: { default: 'd' }, [extra]: { request: 'r' } }
    expect(projected({}, sent)).toEqual({
      ...usual,
      request: 'r',
      one: { ...usual, request: 'r' },
      many: [usual, { default: 'd' }],
      asked: usual,
      [extra]: { ...usual, request: 'r' },
    })
    expect(projected({}, { many: [{ default: 'd' }, { request: 'r' }] })).toMatchObject({
      many: [{ ...usual, request: 'r' }, { default: 'd' }],
    })
    expect(projected({ excludedAttributes: 'request' }, sent)).not.toHaveProperty('request')
    expect(projected({ attributes: 'default' }, sent)).not.toHaveProperty('request')
  })
})

describe('wants', () => {
  const attribute = (name: string, resourceType: ResourceType = user) => {
    const found = resourceType.attribute(name)
    if (found === undefined) throw new Error(name)
    return found
  }

  it.each<[string, Parameters<typeof projection>[0], boolean]>([
    ['groups', {}, true],
    ['groups', { attributes: 'userName' }, false],
    ['groups', { attributes: 'groups' }, true],
    ['groups', { attributes: 'groups.display' }, true],
    ['groups', { attributes: userSchema }, true],
    ['groups', { excludedAttributes: 'GROUPS' }, false],
    ['groups', { excludedAttributes: 'groups.display' }, true],
    ['meta', {}, true],
    ['meta', { attributes: 'userName' }, false],
    ['meta', { excludedAttributes: 'meta' }, false],
    ['id', { excludedAttributes: 'id' }, true],
    ['schemas', { attributes: 'userName' }, true],
    ['password', { attributes: 'password' }, false],
  ])('%s with %j: %s', (name, parameters, expected) => {
    expect(wants(projection(parameters), attribute(name))).toBe(expected)
  })

  it('tells that members need not be read (PROT-3.9-10)', () => {
    expect(wants(projection({ excludedAttributes: 'members' }, group), attribute('members', group))).toBe(false)
    expect(wants(projection({ attributes: 'displayName' }, group), attribute('members', group))).toBe(false)
  })

  it('knows attributes of extensions', () => {
    const extension = user.schemaById(enterprise)
    const manager = extension?.attribute('manager')
    if (extension === undefined || manager === undefined) throw new Error('no manager')
    expect(wants(projection({ attributes: `${enterprise}:manager.value` }), manager)).toBe(true)
    expect(wants(projection({ attributes: 'userName' }), manager)).toBe(false)
    expect(wants(projection({ excludedAttributes: enterprise }), manager)).toBe(false)
  })

  it('and wantsSubAttribute tell which sub-attributes need not be made', () => {
    const members = attribute('members', group)
    const wanted = (parameters: Parameters<typeof projection>[0]) =>
      members.subAttributes.filter((each) => wantsSubAttribute(projection(parameters, group), members, each)).map((each) => each.name)
    expect(wanted({})).toEqual(['value', '$ref', 'type', 'display'])
    expect(wanted({ attributes: 'members.value' })).toEqual(['value'])
    expect(wanted({ excludedAttributes: 'members.display,members.$ref' })).toEqual(['value', 'type'])
  })
})

describe('needsProjection', () => {
  it.each<[Parameters<typeof projection>[0], ResourceType, boolean]>([
    [{}, user, false],
    [{}, group, false],
    [{ attributes: '' }, user, false],
    [{ excludedAttributes: 'groups' }, user, false],
    [{ excludedAttributes: 'members' }, group, false],
    [{ excludedAttributes: 'nope' }, user, false],
    [{ excludedAttributes: 'members,externalId' }, group, true],
    [{ excludedAttributes: 'members.display' }, group, true],
    [{ excludedAttributes: 'meta' }, user, true],
    [{ attributes: 'members' }, group, true],
    [{ attributes: 'nope' }, user, true],
    [{}, characteristics, true],
    [{ excludedAttributes: 'default' }, characteristics, true],
  ])('with %j', (parameters, resourceType, expected) => {
    expect(needsProjection(projection(parameters, resourceType), resourceType)).toBe(expected)
  })
})
