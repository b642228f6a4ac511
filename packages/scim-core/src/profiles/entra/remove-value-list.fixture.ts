import type { Examples } from '../examples.fixture.ts'
import { removeValueList } from './remove-value-list.ts'

export const examples: Examples = {
  rewrite: removeValueList,
  examples: [
    {
      because: 'Entra removes a member so',
      resourceType: 'Group',
      operations: [{ op: 'remove', path: 'members', value: [{ $ref: null, value: '2819' }] }],
      meant: [{ op: 'remove', path: 'members[value eq "2819"]' }],
    },
    {
      because: 'several members, of whom only the ids count',
      resourceType: 'Group',
      operations: [
        {
          op: 'remove',
          path: 'members',
          value: [{ value: '1', display: 'Ada' }, { value: '4', $ref: '../Users/4' }, { $ref: '../Users/2' }, '3'],
        },
      ],
      meant: [{ op: 'remove', path: 'members[value eq "1" or value eq "4" or $ref eq "../Users/2" or value eq "3"]' }],
    },
    {
      because: 'a list of nobody removes nobody',
      resourceType: 'Group',
      operations: [{ op: 'remove', path: 'members', value: [] }],
      meant: [],
    },
    {
      because: 'neither do elements that name nobody',
      resourceType: 'Group',
      operations: [{ op: 'remove', path: 'members', value: [{}, null, '', { value: '' }, { value: null, display: 'Ada' }] }],
      meant: [],
    },
    {
      because: 'an element is told by its value and type',
      operations: [{ op: 'remove', path: 'emails', value: { value: 'a@b', type: 'work', display: 'old' } }],
      meant: [{ op: 'remove', path: 'emails[value eq "a@b" and type eq "work"]' }],
    },
    {
      because: 'or by what is said of it',
      operations: [{ op: 'remove', path: 'emails', value: [{ type: 'home', primary: false }] }],
      meant: [{ op: 'remove', path: 'emails[type eq "home" and primary eq false]' }],
    },
    {
      because: 'plain values are told by themselves',
      resourceType: 'Badge',
      operations: [{ op: 'remove', path: 'tags', value: ['a'] }],
      meant: [{ op: 'remove', path: 'tags[value eq "a"]' }],
    },
    {
      because: 'without a value the whole list goes, as the RFC says',
      resourceType: 'Group',
      operations: [{ op: 'remove', path: 'members' }],
      meant: [{ op: 'remove', path: 'members' }],
    },
  ],
}
