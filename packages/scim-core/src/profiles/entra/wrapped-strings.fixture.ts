import type { Examples } from '../examples.fixture.ts'
import { wrappedStrings } from './wrapped-strings.ts'

export const examples: Examples = {
  rewrite: wrappedStrings,
  examples: [
    {
      because: 'Entra wraps the values of a custom list',
      resourceType: 'Badge',
      operations: [{ op: 'add', path: 'tags', value: [{ value: 'a' }, { value: 'b' }] }],
      meant: [{ op: 'add', path: 'tags', value: ['a', 'b'] }],
    },
    {
      because: 'an attribute of one value is wrapped the same way',
      operations: [{ op: 'replace', path: 'title', value: { value: 'Analyst' } }],
      meant: [{ op: 'replace', path: 'title', value: 'Analyst' }],
    },
    {
      because: 'what has a value in the schema keeps it',
      body: { roles: [{ value: 'admin' }] },
      meant: { roles: [{ value: 'admin' }] },
    },
  ],
}
