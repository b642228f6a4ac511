import type { Examples } from '../examples.fixture.ts'
import { dottedKeys } from './dotted-keys.ts'

export const examples: Examples = {
  rewrite: dottedKeys,
  examples: [
    {
      because: 'Entra folds several changes into one operation',
      operations: [
        { op: 'replace', value: { displayName: 'A. Lovelace', 'name.givenName': 'Augusta', 'emails[type eq "work"].value': 'a@b' } },
      ],
      meant: [
        { op: 'replace', value: { displayName: 'A. Lovelace' } },
        { op: 'replace', path: 'name.givenName', value: 'Augusta' },
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@b' },
      ],
    },
    {
      because: 'a key that names nothing stays, to be ignored or refused',
      operations: [{ op: 'add', value: { 'shoe.size': 42 } }],
      meant: [{ op: 'add', value: { 'shoe.size': 42 } }],
    },
  ],
}
