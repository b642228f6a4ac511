import type { Examples } from '../examples.fixture.ts'
import { unknownSchemas } from './unknown-schemas.ts'

export const examples: Examples = {
  rewrite: unknownSchemas,
  examples: [
    {
      because: "Entra's groups list a schema of its own",
      resourceType: 'Group',
      body: {
        schemas: [
          'urn:ietf:params:scim:schemas:core:2.0:Group',
          'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
        ],
        displayName: 'Engines',
      },
      meant: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Engines' },
    },
    {
      because: 'what is echoed in a PATCH passes as well',
      operations: [{ op: 'replace', value: { schemas: ['urn:scim:schemas:core:2.0'], nickName: 'A' } }],
      meant: [{ op: 'replace', value: { schemas: [], nickName: 'A' } }],
    },
  ],
}
