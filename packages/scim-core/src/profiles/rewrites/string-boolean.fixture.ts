import type { Examples } from '../examples.fixture.ts'
import { stringBoolean } from './string-boolean.ts'

export const examples: Examples = {
  rewrite: stringBoolean,
  examples: [
    {
      because: 'Entra disables a user by the string "False"',
      operations: [{ op: 'replace', path: 'active', value: 'False' }],
      meant: [{ op: 'replace', path: 'active', value: false }],
    },
    {
      because: "Microsoft's validator creates users whose role is primary by a string",
      body: { userName: 'ada', roles: [{ primary: 'True', value: 'admin' }] },
      meant: { userName: 'ada', roles: [{ primary: true, value: 'admin' }] },
    },
    {
      because: 'the string of a text attribute is a text',
      operations: [{ op: 'replace', path: 'title', value: 'true' }],
      meant: [{ op: 'replace', path: 'title', value: 'true' }],
    },
    {
      because: 'any other string is no boolean',
      operations: [{ op: 'replace', path: 'active', value: 'yes' }],
      meant: [{ op: 'replace', path: 'active', value: 'yes' }],
    },
  ],
}
