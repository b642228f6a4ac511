import type { Examples } from '../examples.fixture.ts'
import { stringBooleanFilter } from './string-boolean-filter.ts'

export const examples: Examples = {
  rewrite: stringBooleanFilter,
  examples: [
    {
      because: 'Entra compares a boolean with a string',
      filter: 'not (active eq "False") or title eq "True"',
      meant: 'not (active eq false) or title eq "True"',
    },
    {
      because: 'the attribute before the brackets gives the type',
      filter: 'roles[primary eq "True" and value pr]',
      meant: 'roles[primary eq true and value pr]',
    },
    { because: 'a sub-attribute too', filter: 'emails.primary eq "true"', meant: 'emails.primary eq true' },
    {
      because: "Microsoft's validator has it in paths",
      operations: [{ op: 'replace', path: 'roles[primary eq "True"].display', value: 'Auditor' }],
      meant: [{ op: 'replace', path: 'roles[primary eq true].display', value: 'Auditor' }],
    },
  ],
}
