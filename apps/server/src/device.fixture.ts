import type { ResourceTypeDefinition } from '@rollcall/scim-core'

/** A resource type with every characteristic that the RFCs' own types lack. */
export const device: ResourceTypeDefinition = {
  name: 'Device',
  endpoint: '/Devices',
  description: 'A thing with a serial number.',
  schema: {
    id: 'urn:example:rollcall:2.0:Device',
    name: 'Device',
    description: 'A thing with a serial number.',
    attributes: [
      {
        name: 'serialNumber',
        description: 'Given by its maker.',
        required: true,
        caseExact: true,
        mutability: 'immutable',
        uniqueness: 'server',
      },
      { name: 'label', description: 'Stuck on once.', mutability: 'immutable' },
      { name: 'weight', description: 'In kilograms.', type: 'decimal' },
      { name: 'slots', description: 'How many.', type: 'integer' },
      { name: 'boughtAt', description: 'When.', type: 'dateTime' },
      { name: 'fingerprint', description: 'Of its key.', type: 'binary', caseExact: true },
      { name: 'pin', description: 'To unlock it.', mutability: 'writeOnly', returned: 'never' },
      { name: 'hint', description: 'For the pin.', returned: 'request' },
      { name: 'assetTag', description: 'Of its owner.', returned: 'always' },
      { name: 'tags', description: 'Anything.', multiValued: true },
      {
        name: 'parts',
        description: 'What it is made of.',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          { name: 'value', description: 'The name.' },
          { name: 'code', description: 'The number.', returned: 'always', uniqueness: 'server' },
        ],
      },
    ],
  },
  extensions: [
    {
      required: true,
      schema: {
        id: 'urn:example:rollcall:extension:2.0:Site',
        name: 'Site',
        description: 'Where it stands.',
        attributes: [
          { name: 'room', description: 'Its number.', required: true },
          { name: 'rack', description: 'Its letter.' },
        ],
      },
    },
  ],
  label: ['serialNumber'],
}
