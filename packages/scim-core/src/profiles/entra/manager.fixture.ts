import type { Examples } from '../examples.fixture.ts'
import { manager } from './manager.ts'

export const examples: Examples = {
  rewrite: manager,
  examples: [
    {
      because: 'Entra sends the id of the manager alone',
      operations: [{ op: 'replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: '2819' }],
      meant: [{ op: 'replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: { value: '2819' } }],
    },
    {
      because: "Entra's documentation sends a list of one, without the URN",
      operations: [{ op: 'add', path: 'manager', value: [{ $ref: '../Users/2819', value: '2819' }] }],
      meant: [{ op: 'add', path: 'manager', value: { $ref: '../Users/2819', value: '2819' } }],
    },
    {
      because: 'a POST has it too',
      body: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: '2819' } },
      meant: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: '2819' } } },
    },
    {
      because: 'two managers are one too many, and are refused',
      operations: [{ op: 'replace', path: 'manager', value: ['2819', '2820'] }],
      meant: [{ op: 'replace', path: 'manager', value: ['2819', '2820'] }],
    },
  ],
}
