import type { Examples } from '../examples.fixture.ts'
import { urnKeys } from './urn-keys.ts'

export const examples: Examples = {
  rewrite: urnKeys,
  examples: [
    {
      because: 'Entra names attributes of an extension by their full path',
      operations: [
        { op: 'replace', value: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber': '1815', title: 'Analyst' } },
      ],
      meant: [
        { op: 'replace', value: { title: 'Analyst' } },
        { op: 'replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber', value: '1815' },
      ],
    },
    {
      because: 'the dot of Q-URN-PATH is understood here as well',
      operations: [{ op: 'add', value: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.division': 'A' } }],
      meant: [{ op: 'add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division', value: 'A' }],
    },
    {
      because: 'an extension as an object is what the RFC has',
      operations: [{ op: 'add', value: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { division: 'A' } } }],
      meant: [{ op: 'add', value: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { division: 'A' } } }],
    },
  ],
}
