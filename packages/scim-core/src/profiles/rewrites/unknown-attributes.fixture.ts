import type { Examples } from '../examples.fixture.ts'
import { unknownAttributes } from './unknown-attributes.ts'

export const examples: Examples = {
  rewrite: unknownAttributes,
  examples: [
    {
      because: 'templates send attributes that the schema does not have, at every depth',
      body: {
        userName: 'ada',
        favouriteColour: 'green',
        name: { givenName: 'Ada', nick: 'A' },
        emails: [{ value: 'a', verified: true }],
        'urn:example:unknown': { a: 1 },
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engines', floor: 3 },
      },
      meant: {
        userName: 'ada',
        name: { givenName: 'Ada' },
        emails: [{ value: 'a' }],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engines' },
      },
    },
    {
      because: 'a value without a path is a body of its own',
      operations: [{ op: 'replace', value: { nickName: 'A', favouriteColour: 'green' } }],
      meant: [{ op: 'replace', value: { nickName: 'A' } }],
    },
    {
      because: 'an extension named by the path is one too',
      operations: [{ op: 'add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', value: { division: 'A', floor: 3 } }],
      meant: [{ op: 'add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', value: { division: 'A' } }],
    },
    {
      because: 'a path that names nothing is not ignored (D-56)',
      operations: [{ op: 'replace', path: 'favouriteColour', value: 'green' }],
      meant: [{ op: 'replace', path: 'favouriteColour', value: 'green' }],
    },
  ],
}
