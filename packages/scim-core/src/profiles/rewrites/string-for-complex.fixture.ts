import type { Examples } from '../examples.fixture.ts'
import { stringForComplex } from './string-for-complex.ts'

export const examples: Examples = {
  rewrite: stringForComplex,
  examples: [
    {
      because: 'roles come as plain strings',
      body: { userName: 'ada', roles: ['admin', { value: 'auditor' }] },
      meant: { userName: 'ada', roles: [{ value: 'admin' }, { value: 'auditor' }] },
    },
    {
      because: 'it holds for every multi-valued complex attribute, also for one alone in a PATCH',
      operations: [{ op: 'add', path: 'emails', value: 'ada@example.com' }],
      meant: [{ op: 'add', path: 'emails', value: { value: 'ada@example.com' } }],
    },
    {
      because: 'Postman collections send members as bare ids (Q-MEMBER-STRING)',
      resourceType: 'Group',
      operations: [{ op: 'add', path: 'members', value: ['2819'] }],
      meant: [{ op: 'add', path: 'members', value: [{ value: '2819' }] }],
    },
    {
      because: 'an address has no value that a string could be',
      operations: [{ op: 'add', path: 'addresses', value: 'London' }],
      meant: [{ op: 'add', path: 'addresses', value: 'London' }],
    },
  ],
}
