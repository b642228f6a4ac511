import { defineResourceType, defineSchema, type ResourceOf } from '@rollcall/scim-core/schema'

/** What our application knows of a user beyond the standard. */
const badge = defineSchema({
  id: 'urn:example:params:scim:schemas:extension:badge:2.0:User',
  name: 'Badge',
  description: 'The badge a user carries.',
  attributes: [
    { name: 'number', description: 'The number printed on it; nobody else has it.', caseExact: true, uniqueness: 'server' },
    { name: 'issued', type: 'dateTime', description: 'When it was handed out; it cannot be changed later.', mutability: 'immutable' },
    { name: 'floors', type: 'integer', multiValued: true, description: 'The floors it opens.' },
    { name: 'pin', description: 'The number to type at the door.', returned: 'request', caseExact: true },
  ],
})

/** A kind of resource of our own, at /Devices. */
const device = defineResourceType({
  name: 'Device',
  endpoint: '/Devices',
  description: 'A thing that belongs to somebody.',
  schema: {
    id: 'urn:example:params:scim:schemas:core:2.0:Device',
    name: 'Device',
    description: 'A thing that belongs to somebody.',
    attributes: [
      { name: 'serialNumber', description: 'The number on the device.', required: true, caseExact: true, uniqueness: 'server' },
      { name: 'displayName', description: 'What people call it.' },
      { name: 'weight', type: 'decimal', description: 'In kilograms.' },
      {
        name: 'owner',
        type: 'complex',
        description: 'Whom it belongs to.',
        subAttributes: [
          { name: 'value', description: 'The id of a User.', caseExact: true },
          { name: '$ref', type: 'reference', referenceTypes: ['User'], description: 'The URI of that User.' },
        ],
      },
    ],
  },
  indexed: ['displayName', 'owner.value'],
  label: ['displayName', 'serialNumber'],
})

/** The TypeScript type of a device, from its definition. */
export type Device = ResourceOf<typeof device.schema>

export default {
  extensions: { User: [{ schema: badge, indexed: ['floors'] }] },
  resourceTypes: [device],
}
