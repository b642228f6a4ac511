import type { Examples } from '../examples.fixture.ts'
import { scalarInArray } from './scalar-in-array.ts'

export const examples: Examples = {
  rewrite: scalarInArray,
  examples: [
    {
      because: 'the SCIM client of Keycloak wraps what has one value',
      resourceType: 'Group',
      operations: [{ op: 'replace', path: 'displayName', value: ['Engines'] }],
      meant: [{ op: 'replace', path: 'displayName', value: 'Engines' }],
    },
    {
      because: 'two values for one attribute are refused',
      operations: [{ op: 'replace', path: 'title', value: ['a', 'b'] }],
      meant: [{ op: 'replace', path: 'title', value: ['a', 'b'] }],
    },
    {
      because: 'behind a filter nobody wraps: a list there is a mistake',
      operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: ['ada@example.com'] }],
      meant: [{ op: 'replace', path: 'emails[type eq "work"].value', value: ['ada@example.com'] }],
    },
  ],
}
