import type { Examples } from '../examples.fixture.ts'
import { removeNested } from './remove-nested.ts'

export const examples: Examples = {
  rewrite: removeNested,
  examples: [
    {
      because: 'the path is inside the value',
      resourceType: 'Group',
      operations: [{ op: 'remove', value: { members: [{ value: '2819' }] } }],
      meant: [{ op: 'remove', path: 'members', value: [{ value: '2819' }] }],
    },
    {
      because: 'the path is there as well',
      resourceType: 'Group',
      operations: [{ op: 'remove', path: 'members', value: { members: [{ value: '2819' }] } }],
      meant: [{ op: 'remove', path: 'members', value: [{ value: '2819' }] }],
    },
    {
      because: 'null would read as all of them',
      resourceType: 'Group',
      operations: [{ op: 'remove', value: { members: null } }],
      meant: [{ op: 'remove', value: { members: null } }],
    },
  ],
}
