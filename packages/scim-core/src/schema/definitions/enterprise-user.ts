import { defineSchema } from '../define.ts'

/** RFC 7643 §4.3, §8.7.1 with errata 6001 and 8472. */
export const enterpriseUserSchema = defineSchema({
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'What an employer knows about a user.',
  attributes: [
    { name: 'employeeNumber', description: 'The number or code the organization gave the person.' },
    { name: 'costCenter', description: 'The cost center.' },
    { name: 'organization', description: 'The organization.' },
    { name: 'division', description: 'The division.' },
    { name: 'department', description: 'The department.' },
    {
      name: 'manager',
      description: 'The person the user reports to.',
      type: 'complex',
      subAttributes: [
        { name: 'value', description: "The id of the manager's User resource.", caseExact: true },
        { name: '$ref', description: "The URI of the manager's User resource.", type: 'reference', referenceTypes: ['User'] },
        { name: 'displayName', description: 'The name to show for the manager.', mutability: 'readOnly' },
      ],
    },
  ],
})
