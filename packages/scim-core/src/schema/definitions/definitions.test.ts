import { describe, expect, it } from 'vitest'
import type { AttributeDefinition } from '../attribute.ts'
import { completeAttribute } from '../attribute.ts'
import { completeResourceTypes } from '../resource-types.ts'
import { completeSchema, type Schema, type SchemaDefinition } from '../schema.ts'
import { enterpriseUserSchema } from './enterprise-user.ts'
import { groupSchema } from './group.ts'
import { resourceTypeSchema } from './resource-type.ts'
import { groupResourceType, userResourceType } from './resource-types.ts'
import { schemaSchema } from './schema.ts'
import { serviceProviderConfigSchema } from './service-provider-config.ts'
import { userSchema } from './user.ts'

const definitions: readonly SchemaDefinition[] = [
  userSchema,
  groupSchema,
  enterpriseUserSchema,
  serviceProviderConfigSchema,
  resourceTypeSchema,
  schemaSchema,
]

function everyAttribute(attributes: readonly AttributeDefinition[], prefix = ''): [string, AttributeDefinition][] {
  return attributes.flatMap((attribute): [string, AttributeDefinition][] => {
    const path = prefix + attribute.name
    return [[path, attribute], ...everyAttribute(attribute.subAttributes ?? [], `${path}.`)]
  })
}

describe.each(definitions.map((definition) => [definition.id, definition] as const))('%s', (_, definition) => {
  const attributes = everyAttribute(definition.attributes)

  it('names attributes as RFC 7643 §2.1 (and erratum 8924) allows, each once', () => {
    for (const [path, { name }] of attributes) expect(name, path).toMatch(/^\$?[A-Za-z][A-Za-z0-9$_-]*$/)
    expect(new Set(attributes.map(([path]) => path.toLowerCase())).size).toBe(attributes.length)
  })

  it('describes every attribute in a sentence', () => {
    for (const [path, { description }] of attributes) expect(description, path).toMatch(/^[A-Z].*\.$/s)
  })

  it('has sub-attributes exactly below complex attributes, and referenceTypes exactly for references', () => {
    for (const [path, { type, subAttributes, referenceTypes }] of attributes) {
      expect((subAttributes?.length ?? 0) > 0, path).toBe(type === 'complex')
      expect((referenceTypes?.length ?? 0) > 0, path).toBe(type === 'reference')
    }
  })

  it('has no complex attribute within another but in the schema of schemas (RFC 7643 §2.3.8)', () => {
    const nested = attributes.filter(([path, { type }]) => path.includes('.') && type === 'complex').map(([path]) => path)
    expect(nested).toEqual(definition === schemaSchema ? ['attributes.subAttributes'] : [])
  })
})

describe('what the errata and the RFC text change in the listings of RFC 7643 §8.7', () => {
  const at = (schema: SchemaDefinition, path: string) => {
    const [name = '', subName] = path.split('.')
    const complete: Schema = completeSchema(schema)
    const attribute = complete.attribute(name)
    const found = subName === undefined ? attribute : attribute?.subAttribute(subName)
    if (found === undefined) throw new Error(path)
    return found
  }

  it.each<[string, string, SchemaDefinition, Record<string, unknown>]>([
    ['§4.1.1', 'userName', userSchema, { required: true, caseExact: false, uniqueness: 'server', comparison: 'UsernameCaseMapped' }],
    ['D-20', 'active', userSchema, { type: 'boolean', defaultValue: true }],
    ['§9.2', 'password', userSchema, { mutability: 'writeOnly', returned: 'never', caseExact: true }],
    ['6001', 'profileUrl', userSchema, { type: 'reference', caseExact: true }],
    ['6001', 'photos.value', userSchema, { type: 'reference', caseExact: true }],
    ['6000', 'x509Certificates.value', userSchema, { type: 'binary', caseExact: true }],
    ['8471', 'groups.$ref', userSchema, { referenceTypes: ['Group'], mutability: 'readOnly' }],
    ['§4.1.2', 'groups', userSchema, { mutability: 'readOnly' }],
    ['§2.4', 'addresses.primary', userSchema, { type: 'boolean' }],
    ['§4.1.2', 'ims.type', userSchema, { canonicalValues: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo', 'other'] }],
    ['5368', 'displayName', groupSchema, { required: true, uniqueness: 'none' }],
    ['6011', 'members.display', groupSchema, { mutability: 'immutable' }],
    ['§4.2', 'members.value', groupSchema, { mutability: 'immutable', caseExact: true }],
    ['8472', 'manager.value', enterpriseUserSchema, { caseExact: true }],
    ['§4.3', 'manager.displayName', enterpriseUserSchema, { mutability: 'readOnly' }],
    ['§5', 'etag', serviceProviderConfigSchema, { type: 'complex', required: true }],
    ['§5', 'authenticationSchemes.type', serviceProviderConfigSchema, { required: true }],
    ['RFC 9865 §4', 'pagination.cursor', serviceProviderConfigSchema, { type: 'boolean', required: true }],
    ['RFC 9967 §4', 'securityEvents.eventUris', serviceProviderConfigSchema, { multiValued: true }],
    ['7522', 'schemaExtensions', resourceTypeSchema, { multiValued: true, required: false }],
    ['8475', 'endpoint', resourceTypeSchema, { uniqueness: 'server', caseExact: true }],
    ['5606', 'attributes.type', schemaSchema, { canonicalValues: expect.arrayContaining(['binary', 'complex']) }],
    ['7643 §7', 'attributes.referenceTypes', schemaSchema, { multiValued: true }],
  ])('%s: %s', (_, path, schema, characteristics) => {
    expect(at(schema, path)).toMatchObject(characteristics)
  })

  it('8415: no complex type for sub-attributes; 5607: their referenceTypes are many', () => {
    const subAttributes = at(schemaSchema, 'attributes.subAttributes')
    expect(subAttributes.subAttribute('type')?.canonicalValues).not.toContain('complex')
    expect(subAttributes.subAttribute('type')?.canonicalValues).toContain('binary')
    expect(subAttributes.subAttribute('referenceTypes')?.multiValued).toBe(true)
  })

  it('the service schemas are read-only throughout', () => {
    for (const schema of [serviceProviderConfigSchema, resourceTypeSchema, schemaSchema]) {
      for (const [path, { mutability }] of everyAttribute(schema.attributes)) expect(mutability, path).toBe('readOnly')
    }
  })
})

it('an attribute of which only the name is told has the defaults of RFC 7643 §2.2', () => {
  expect(completeAttribute({ name: 'x', description: '' })).toMatchObject({
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    canonicalValues: [],
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  })
})

it('the resource types stand where RFC 7643 §8.6 has them, with the enterprise extension optional', () => {
  const { all, schemas } = completeResourceTypes([userResourceType, groupResourceType])
  expect(
    all.map(({ name, endpoint, schema, extensions }) => [
      name,
      endpoint,
      schema.id,
      extensions.map((each) => [each.schema.id, each.required]),
    ]),
  ).toEqual([
    ['User', '/Users', userSchema.id, [[enterpriseUserSchema.id, false]]],
    ['Group', '/Groups', groupSchema.id, []],
  ])
  expect(schemas.map((schema) => schema.id)).toEqual([userSchema.id, groupSchema.id, enterpriseUserSchema.id])
})
