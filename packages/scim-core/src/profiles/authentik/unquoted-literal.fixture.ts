import type { Examples } from '../examples.fixture.ts'
import { unquotedLiteral } from './unquoted-literal.ts'

export const examples: Examples = {
  rewrite: unquotedLiteral,
  examples: [
    { because: 'authentik looks up a user so', filter: 'userName eq ada@example.com', meant: 'userName eq "ada@example.com"' },
    {
      because: 'only the bare word is touched, in brackets too',
      filter: 'emails[type EQ work and value co "eq b"] and active eq true',
      meant: 'emails[type EQ "work" and value co "eq b"] and active eq true',
    },
    {
      because: 'literals of JSON are no strings',
      filter: 'title eq null or meta.version gt -1.5e3',
      meant: 'title eq null or meta.version gt -1.5e3',
    },
    { because: 'a backslash is a backslash', filter: String.raw`title eq a\b`, meant: String.raw`title eq "a\\b"` },
    {
      because: 'paths have filters as well',
      operations: [{ op: 'remove', path: 'emails[type eq work]' }],
      meant: [{ op: 'remove', path: 'emails[type eq "work"]' }],
    },
  ],
}
