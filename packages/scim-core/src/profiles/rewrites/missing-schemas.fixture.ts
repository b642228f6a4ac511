import type { Examples } from '../examples.fixture.ts'
import { missingSchemas } from './missing-schemas.ts'

export const examples: Examples = {
  rewrite: missingSchemas,
  examples: [
    {
      because: 'the endpoint tells the schema',
      body: { userName: 'ada' },
      meant: { userName: 'ada', schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] },
    },
    {
      because: "OneLogin's schemas are none of ours and were taken out",
      body: { schemas: [], userName: 'ada' },
      meant: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' },
    },
    {
      because: 'Entra does not list an extension whose data it sends',
      body: {
        schemas: ['URN:ietf:params:scim:schemas:core:2.0:User'],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user': { department: 'Engines' },
      },
      meant: {
        schemas: ['URN:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user': { department: 'Engines' },
      },
    },
    { because: 'schemas that are no list are refused', body: { schemas: 7 }, meant: { schemas: 7 } },
  ],
}
