import { describe, expect, it } from 'vitest'
import { completeResourceType } from './complete-resource-type.ts'
import { userResourceType } from './definitions/resource-types.ts'
import type { ResourceTypeDefinition } from './resource-type.ts'
import { completeResourceTypes } from './resource-types.ts'

const minimal: ResourceTypeDefinition = {
  name: 'Thing',
  endpoint: '/Things',
  description: '',
  schema: {
    id: 'urn:example:Thing',
    name: 'Thing',
    description: '',
    attributes: [
      { name: 'label', description: '' },
      { name: 'links', description: '', type: 'complex', multiValued: true, subAttributes: [{ name: 'value', description: '' }] },
    ],
  },
}

describe('completeResourceType', () => {
  it('finds attributes and schemas in any case (RFC 7643 §2.1, RFC 7644 §3.10)', () => {
    const user = completeResourceType(userResourceType)
    expect(user.attribute('USERname')).toBe(user.schema.attribute('userName'))
    expect(user.attribute('ID')?.name).toBe('id')
    expect(user.schemaById('URN:IETF:params:scim:schemas:core:2.0:USER')).toBe(user.schema)
    expect(user.attribute('__proto__')).toBeUndefined()
    expect(user.attribute('constructor')).toBeUndefined()
  })

  it('lets the common definitions win over a schema that lists id itself (CORE-3.1-10)', () => {
    const schema = { ...minimal.schema, attributes: [{ name: 'ID', description: '', caseExact: false }, ...minimal.schema.attributes] }
    const thing = completeResourceType({ ...minimal, schema })
    expect(thing.attribute('id')).toMatchObject({ name: 'id', caseExact: true, mutability: 'readOnly' })
    expect(thing.attributes.map((attribute) => attribute.name)).toEqual(['schemas', 'id', 'externalId', 'meta', 'label', 'links'])
  })

  it.each<[string, Partial<ResourceTypeDefinition>, string]>([
    ['an unknown index', { indexed: ['nope'] }, 'Resource type Thing has no attribute nope to index.'],
    ['an index that is no path', { indexed: ['a b'] }, 'Resource type Thing has no attribute a b to index.'],
    ['an index on a complex attribute', { indexed: ['links'] }, 'links of resource type Thing cannot be indexed.'],
    ['an index on a column', { indexed: ['meta.created'] }, 'meta.created of resource type Thing cannot be indexed.'],
    [
      'an index on what is write-only',
      { schema: { ...minimal.schema, attributes: [{ name: 'label', description: '', mutability: 'writeOnly', uniqueness: 'server' }] } },
      'label of resource type Thing cannot be indexed.',
    ],
    ['an index on members', { indexed: ['links.value'], membership: 'links' }, 'links.value of resource type Thing cannot be indexed.'],
    ['an unknown membership', { membership: 'nope' }, 'Resource type Thing: urn:example:Thing has no attribute nope.'],
    [
      'one attribute twice',
      { schema: { ...minimal.schema, attributes: [...minimal.schema.attributes, { name: 'LABEL', description: '' }] } },
      'LABEL is defined twice.',
    ],
    ['one schema twice', { extensions: [{ schema: minimal.schema, required: false }] }, 'urn:example:Thing is defined twice.'],
    ['an unknown guarded attribute', { guarded: ['nope'] }, 'Resource type Thing has no attribute nope to guard.'],
    ['an unknown label', { label: ['nope'] }, 'Resource type Thing: urn:example:Thing has no attribute nope.'],
  ])('refuses %s at start', (_, part, message) => {
    expect(() => completeResourceType({ ...minimal, ...part })).toThrow(message)
  })
})

describe('completeResourceTypes', () => {
  it('finds types by name and by endpoint, exactly', () => {
    const types = completeResourceTypes([minimal, userResourceType])
    expect(types.named('User')?.endpoint).toBe('/Users')
    expect(types.at('/Things')?.name).toBe('Thing')
    expect([types.named('user'), types.at('/things'), types.at('Things')]).toEqual([undefined, undefined, undefined])
  })

  it('refuses two of one name or endpoint', () => {
    expect(() => completeResourceTypes([minimal, { ...minimal, name: 'Other' }])).toThrow('Resource types must differ')
    expect(() => completeResourceTypes([minimal, { ...minimal, endpoint: '/Other' }])).toThrow('Resource types must differ')
  })
})
