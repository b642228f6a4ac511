import { defineSchema } from '../define.ts'

/** RFC 7643 §5, §8.7.2; RFC 9865 §4; RFC 9967 §4. */
export const serviceProviderConfigSchema = defineSchema({
  id: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  name: 'Service Provider Configuration',
  description: 'What this service provider can do.',
  attributes: [
    {
      name: 'documentationUri',
      description: 'Where people can read about this service.',
      type: 'reference',
      mutability: 'readOnly',
      referenceTypes: ['external'],
    },
    {
      name: 'patch',
      description: 'Whether resources can be changed by PATCH.',
      type: 'complex',
      required: true,
      mutability: 'readOnly',
      subAttributes: [
        { name: 'supported', description: 'Whether it is supported.', type: 'boolean', required: true, mutability: 'readOnly' },
      ],
    },
    {
      name: 'bulk',
      description: 'Whether and how much can be done in one bulk request.',
      type: 'complex',
      required: true,
      mutability: 'readOnly',
      subAttributes: [
        { name: 'supported', description: 'Whether it is supported.', type: 'boolean', required: true, mutability: 'readOnly' },
        {
          name: 'maxOperations',
          description: 'The most operations in one bulk request.',
          type: 'integer',
          required: true,
          mutability: 'readOnly',
        },
        {
          name: 'maxPayloadSize',
          description: 'The largest bulk request in bytes.',
          type: 'integer',
          required: true,
          mutability: 'readOnly',
        },
      ],
    },
    {
      name: 'filter',
      description: 'Whether queries can be filtered.',
      type: 'complex',
      required: true,
      mutability: 'readOnly',
      subAttributes: [
        { name: 'supported', description: 'Whether it is supported.', type: 'boolean', required: true, mutability: 'readOnly' },
        { name: 'maxResults', description: 'The most resources in one answer.', type: 'integer', required: true, mutability: 'readOnly' },
      ],
    },
    {
      name: 'changePassword',
      description: 'Whether passwords can be changed.',
      type: 'complex',
      required: true,
      mutability: 'readOnly',
      subAttributes: [
        { name: 'supported', description: 'Whether it is supported.', type: 'boolean', required: true, mutability: 'readOnly' },
      ],
    },
    {
      name: 'sort',
      description: 'Whether results can be sorted.',
      type: 'complex',
      required: true,
      mutability: 'readOnly',
      subAttributes: [
        { name: 'supported', description: 'Whether it is supported.', type: 'boolean', required: true, mutability: 'readOnly' },
      ],
    },
    {
      name: 'authenticationSchemes',
      description: 'The ways to authenticate.',
      type: 'complex',
      multiValued: true,
      required: true,
      mutability: 'readOnly',
      subAttributes: [
        { name: 'name', description: 'The name to show for the scheme.', required: true, mutability: 'readOnly' },
        { name: 'description', description: 'What the scheme is.', required: true, mutability: 'readOnly' },
        {
          name: 'specUri',
          description: 'Where the scheme is specified.',
          type: 'reference',
          mutability: 'readOnly',
          referenceTypes: ['external'],
        },
        {
          name: 'documentationUri',
          description: 'Where the use of the scheme is explained.',
          type: 'reference',
          mutability: 'readOnly',
          referenceTypes: ['external'],
        },
        {
          name: 'type',
          description: 'The kind of scheme.',
          required: true,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
          mutability: 'readOnly',
        },
        { name: 'primary', description: 'Whether this is the scheme to prefer.', type: 'boolean', mutability: 'readOnly' },
      ],
    },
    {
      name: 'etag',
      description: 'Whether resources carry versions.',
      type: 'complex',
      required: true,
      mutability: 'readOnly',
      subAttributes: [
        { name: 'supported', description: 'Whether it is supported.', type: 'boolean', required: true, mutability: 'readOnly' },
      ],
    },
    {
      name: 'pagination',
      description: 'How results are divided into pages.',
      type: 'complex',
      mutability: 'readOnly',
      subAttributes: [
        {
          name: 'cursor',
          description: 'Whether pages can be asked for by cursor.',
          type: 'boolean',
          required: true,
          mutability: 'readOnly',
        },
        {
          name: 'index',
          description: 'Whether pages can be asked for by startIndex.',
          type: 'boolean',
          required: true,
          mutability: 'readOnly',
        },
        {
          name: 'defaultPaginationMethod',
          description: 'The method used when a request names none.',
          canonicalValues: ['cursor', 'index'],
          mutability: 'readOnly',
        },
        {
          name: 'defaultPageSize',
          description: 'Resources on a page when a request names no count.',
          type: 'integer',
          mutability: 'readOnly',
        },
        { name: 'maxPageSize', description: 'The most resources on a page.', type: 'integer', mutability: 'readOnly' },
        { name: 'cursorTimeout', description: 'Seconds a cursor can be used.', type: 'integer', mutability: 'readOnly' },
      ],
    },
    {
      name: 'securityEvents',
      description: 'Whether and which security events are issued.',
      type: 'complex',
      mutability: 'readOnly',
      subAttributes: [
        {
          name: 'asyncRequest',
          description: 'Whether requests can be answered later by an event.',
          canonicalValues: ['none', 'long', 'request'],
          mutability: 'readOnly',
        },
        { name: 'eventUris', description: 'The events that are issued.', multiValued: true, caseExact: true, mutability: 'readOnly' },
      ],
    },
  ],
})
