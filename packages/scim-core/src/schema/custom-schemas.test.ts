import { describe, expect, it } from 'vitest'
import { withCustomSchemas } from './custom-schemas.ts'
import { groupResourceType, userResourceType } from './definitions/resource-types.ts'
import { completeResourceTypes } from './resource-types.ts'

const badge = {
  id: 'urn:example:badge:1.0',
  name: 'Badge',
  description: 'The badge a user carries.',
  attributes: [{ name: 'number', description: 'The number on it.', caseExact: true, uniqueness: 'server' }],
} as const
const standard = [userResourceType, groupResourceType]

describe('withCustomSchemas (RFC 7643 §3.2, §3.3)', () => {
  it('adds an extension to a standard resource type, and its indexes', () => {
    const types = completeResourceTypes(withCustomSchemas(standard, { extensions: { User: [{ schema: badge, indexed: ['number'] }] } }))
    expect(types.named('User')?.schemaById('URN:example:badge:1.0')?.id).toBe(badge.id)
    expect(types.schemas.map(({ id }) => id)).toContain(badge.id)
    expect(types.named('Group')?.extensions).toHaveLength(0)
  })

  it('adds a resource type, which may be extended too', () => {
    const door = {
      name: 'Door',
      endpoint: '/Doors',
      description: 'A door with a lock.',
      schema: {
        id: 'urn:example:door:1.0',
        name: 'Door',
        description: 'A door.',
        attributes: [{ name: 'label', description: 'x', required: true }],
      },
    } as const
    const types = completeResourceTypes(withCustomSchemas(standard, { resourceTypes: [door], extensions: { Door: [{ schema: badge }] } }))
    expect(types.at('/Doors')?.extensions).toHaveLength(1)
  })

  it('lets resources of an added type be members by their type, as they are by their id', () => {
    const door = { name: 'Door', endpoint: '/Doors', description: 'A door.', schema: { ...badge, id: 'urn:example:door:1.0' } }
    const members = completeResourceTypes(withCustomSchemas(standard, { resourceTypes: [door] })).named('Group')?.membership
    expect(members?.subAttribute('$ref')?.referenceTypes).toEqual(['User', 'Group', 'Door'])
    expect(members?.subAttribute('type')?.canonicalValues).toEqual(['User', 'Group', 'Door'])
    expect(
      completeResourceTypes(withCustomSchemas(standard, {})).named('Group')?.membership?.subAttribute('type')?.canonicalValues,
    ).toEqual(['User', 'Group'])
  })

  it.each([
    [{ extensions: { Usr: [{ schema: badge }] } }, 'Usr'],
    [{ extensions: { User: [{ schema: { ...badge, id: 'urn:ietf:params:scim:schemas:mine:1.0' } }] } }, 'namespace of the IETF'],
  ])('refuses %j', (custom, sentence) => {
    expect(() => withCustomSchemas(standard, custom)).toThrow(sentence)
  })
})
