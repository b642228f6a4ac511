import type { Examples } from '../examples.fixture.ts'
import { bareExtensionAttributes } from './bare-extension-attributes.ts'

export const examples: Examples = {
  rewrite: bareExtensionAttributes,
  examples: [
    {
      because: 'Entra puts department and manager beside userName',
      body: { userName: 'ada', department: 'Engines', manager: null },
      meant: { userName: 'ada', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engines', manager: null } },
    },
    {
      because: 'what is said under the URN itself counts',
      operations: [
        {
          op: 'add',
          value: { department: 'Old', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'New', division: 'A' } },
        },
      ],
      meant: [{ op: 'add', value: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'New', division: 'A' } } }],
    },
    { because: 'an attribute of no schema stays where it is', body: { favouriteColour: 'green' }, meant: { favouriteColour: 'green' } },
  ],
}
