import type { Examples } from '../examples.fixture.ts'
import { readOnlyKeys } from './read-only-keys.ts'

export const examples: Examples = {
  rewrite: readOnlyKeys,
  examples: [
    {
      because: 'a client sends the whole user back, with groups that it cannot change',
      operations: [{ op: 'replace', value: { id: '2819', groups: [{ value: 'g' }], title: 'Analyst' } }],
      meant: [{ op: 'replace', value: { id: '2819', title: 'Analyst' } }],
    },
    {
      because: 'who names it in a path means it, and is told',
      operations: [{ op: 'replace', path: 'groups', value: [] }],
      meant: [{ op: 'replace', path: 'groups', value: [] }],
    },
  ],
}
