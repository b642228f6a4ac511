import type { Examples } from '../examples.fixture.ts'
import { listSubPath } from './list-sub-path.ts'

export const examples: Examples = {
  rewrite: listSubPath,
  examples: [
    {
      because: 'the first e-mail there will be',
      operations: [{ op: 'add', path: 'emails.value', value: 'ada@example.com' }],
      meant: [{ op: 'replace', path: 'emails', value: [{ value: 'ada@example.com' }] }],
    },
    {
      because: 'the only e-mail there is',
      resource: { emails: [{ value: 'old', type: 'work' }] },
      operations: [{ op: 'replace', path: 'emails.value', value: 'new' }],
      meant: [{ op: 'replace', path: 'emails', value: [{ value: 'new', type: 'work' }] }],
    },
    {
      because: 'members are not at hand, and must not be replaced by one',
      resourceType: 'Group',
      operations: [{ op: 'add', path: 'members.value', value: '1' }],
      meant: [{ op: 'add', path: 'members.value', value: '1' }],
    },
    {
      because: 'of two e-mails nobody knows which one is meant (D-55)',
      resource: { emails: [{ value: 'a' }, { value: 'b' }] },
      operations: [{ op: 'replace', path: 'emails.value', value: 'new' }],
      meant: [{ op: 'replace', path: 'emails.value', value: 'new' }],
    },
  ],
}
