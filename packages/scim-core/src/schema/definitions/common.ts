import { type AttributeDefinition, attributesByName, completeAttribute } from '../attribute.ts'

/** The attributes every resource has (RFC 7643 §3, §3.1). */
export const commonAttributeDefinitions = [
  {
    name: 'schemas',
    description: 'The URNs of the schemas whose attributes the resource carries.',
    multiValued: true,
    required: true,
    caseExact: true,
    returned: 'always',
  },
  {
    name: 'id',
    description: 'The identifier that the service provider gave the resource.',
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  },
  { name: 'externalId', description: 'The identifier that the provisioning client gave the resource.', caseExact: true },
  {
    name: 'meta',
    description: 'Metadata of the resource, kept by the service provider.',
    type: 'complex',
    mutability: 'readOnly',
    subAttributes: [
      { name: 'resourceType', description: 'The name of the resource type.', caseExact: true, mutability: 'readOnly' },
      { name: 'created', description: 'When the resource was created.', type: 'dateTime', mutability: 'readOnly' },
      { name: 'lastModified', description: 'When the resource was last changed.', type: 'dateTime', mutability: 'readOnly' },
      { name: 'location', description: 'The URI of the resource.', type: 'reference', referenceTypes: ['uri'], mutability: 'readOnly' },
      { name: 'version', description: 'The version of the resource, the same as its ETag.', caseExact: true, mutability: 'readOnly' },
    ],
  },
] as const satisfies readonly AttributeDefinition[]

const completed = commonAttributeDefinitions.map((each) => completeAttribute(each))

/** RFC 7643 §3.1, and `schemas` (§3). */
export const commonAttributes = Object.freeze({ attributes: completed, attribute: attributesByName(completed) })
