import { expect, test } from 'vitest'
import { limits } from './filter.fixture.ts'
import { parseFilter } from './parse.ts'
import { printFilter } from './print.ts'

test.each([
  ['userName EQ   "x"', 'userName eq "x"'],
  ['(a pr) or ((b pr) and (c pr))', 'a pr or b pr and c pr'],
  ['(a pr or b pr) and c pr', '(a pr or b pr) and c pr'],
  ['NOT(a pr)', 'not (a pr)'],
  ['emails[ type eq "work" ].value eq "x"', 'emails[type eq "work" and value eq "x"]'],
  ['urn:example:2.0:User:a.b le -1.50', 'urn:example:2.0:User:a.b le -1.5'],
])('%s is printed as %s, with no more parentheses than it needs', (text, printed) => {
  expect(printFilter(parseFilter(text, limits))).toBe(printed)
})
