import { defineSchema } from '../define.ts'

/** RFC 7643 §6, §8.7.2 with errata 7522 and 8475. */
export const resourceTypeSchema = defineSchema({
  id: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  name: 'ResourceType',
  description: 'A kind of resource this service provider has.',
  attributes: [
    { name: 'id', description: 'The name of the resource type, as its identifier.', mutability: 'readOnly' },
    { name: 'name', description: 'The name of the resource type.', required: true, mutability: 'readOnly', uniqueness: 'server' },
    { name: 'description', description: 'What the resource type is.', mutability: 'readOnly' },
    {
      name: 'endpoint',
      description: 'Where its resources are, relative to the base URI.',
      type: 'reference',
      required: true,
      mutability: 'readOnly',
      uniqueness: 'server',
      referenceTypes: ['uri'],
    },
    {
      name: 'schema',
      description: 'The URN of its main schema.',
      type: 'reference',
      required: true,
      mutability: 'readOnly',
      referenceTypes: ['uri'],
    },
    {
      name: 'schemaExtensions',
      description: 'The extensions it can carry.',
      type: 'complex',
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: [
        {
          name: 'schema',
          description: 'The URN of the extension.',
          type: 'reference',
          required: true,
          mutability: 'readOnly',
          referenceTypes: ['uri'],
        },
        {
          name: 'required',
          description: 'Whether every resource has to carry the extension.',
          type: 'boolean',
          required: true,
          mutability: 'readOnly',
        },
      ],
    },
  ],
})
