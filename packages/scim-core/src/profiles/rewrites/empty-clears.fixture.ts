import type { Examples } from '../examples.fixture.ts'
import { emptyClears } from './empty-clears.ts'

export const examples: Examples = {
  rewrite: emptyClears,
  examples: [
    {
      because: 'Entra clears a text by an empty one',
      operations: [{ op: 'replace', path: 'title', value: '' }],
      meant: [{ op: 'replace', path: 'title', value: null }],
    },
    {
      because: 'Entra clears a reference by an object with an empty value',
      operations: [{ op: 'replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: { value: '' } }],
      meant: [{ op: 'replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: null }],
    },
    {
      because: 'the value of one e-mail is cleared, and no e-mail is made where there is none',
      operations: [{ op: 'add', path: 'emails[type eq "work"].value', value: '' }],
      meant: [{ op: 'add', path: 'emails[type eq "work"].value', value: null }],
    },
    {
      because: 'Okta sends a middle name that nobody has',
      body: { userName: 'ada', name: { givenName: 'Ada', middleName: '' } },
      meant: { userName: 'ada', name: { givenName: 'Ada', middleName: null } },
    },
    {
      because: 'what is required cannot be cleared: it stays, and is refused',
      operations: [{ op: 'replace', path: 'userName', value: '' }],
      meant: [{ op: 'replace', path: 'userName', value: '' }],
    },
  ],
}
