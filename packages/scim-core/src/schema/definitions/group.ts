import { defineSchema } from '../define.ts'

/** RFC 7643 §4.2, §8.7.1 with errata 5368 and 6011. */
export const groupSchema = defineSchema({
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of users and of other groups.',
  attributes: [
    { name: 'displayName', description: 'The name to show for the group.', required: true },
    {
      name: 'members',
      description: 'The users and groups in this group.',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        { name: 'value', description: 'The id of the member.', caseExact: true, mutability: 'immutable' },
        {
          name: '$ref',
          description: 'The URI of the member.',
          type: 'reference',
          mutability: 'immutable',
          referenceTypes: ['User', 'Group'],
        },
        { name: 'type', description: 'What kind of resource the member is.', canonicalValues: ['User', 'Group'], mutability: 'immutable' },
        { name: 'display', description: 'The name to show for the member.', mutability: 'immutable' },
      ],
    },
  ],
})
