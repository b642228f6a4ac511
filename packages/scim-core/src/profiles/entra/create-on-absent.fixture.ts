import type { Examples } from '../examples.fixture.ts'
import { createOnAbsent } from './create-on-absent.ts'

export const examples: Examples = {
  rewrite: createOnAbsent,
  examples: [
    {
      because: 'Entra sets the work e-mail of a user who has none',
      operations: [{ op: 'add', path: 'emails[type eq "work"].value', value: 'ada@example.com' }],
      meant: [{ op: 'add', path: 'emails', value: [{ type: 'work', value: 'ada@example.com' }] }],
    },
    {
      because: 'also by replace, with several terms and a whole element',
      operations: [{ op: 'replace', path: 'addresses[type eq "work" and primary eq true]', value: { locality: 'London' } }],
      meant: [{ op: 'add', path: 'addresses', value: [{ type: 'work', primary: true, locality: 'London' }] }],
    },
    {
      because: 'what the value says itself, in any case (RFC 7643 §2.1), need not come from the filter',
      operations: [{ op: 'add', path: 'emails[type eq "work" and primary eq true]', value: { Type: 'work', VALUE: 'ada@example.com' } }],
      meant: [{ op: 'add', path: 'emails', value: [{ primary: true, Type: 'work', VALUE: 'ada@example.com' }] }],
    },
    {
      because: 'an element that is there is changed, as the RFC says',
      resource: { emails: [{ value: 'old', type: 'WORK' }] },
      operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'new' }],
      meant: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'new' }],
    },
    {
      because: 'a filter that leaves open what to make makes nothing',
      operations: [{ op: 'add', path: 'emails[type eq "work" or type eq "home"].value', value: 'a' }],
      meant: [{ op: 'add', path: 'emails[type eq "work" or type eq "home"].value', value: 'a' }],
    },
    {
      because: 'members are not made of a filter: they are added as what they are',
      resourceType: 'Group',
      operations: [{ op: 'replace', path: 'members[value eq "1"].value', value: '2' }],
      meant: [{ op: 'replace', path: 'members[value eq "1"].value', value: '2' }],
    },
    {
      because: 'clearing what is not there makes nothing either',
      operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: null }],
      meant: [{ op: 'replace', path: 'emails[type eq "work"].value', value: null }],
    },
  ],
}
