import { describe, expect, test } from 'vitest'
import { ScimError } from '../scim-error.ts'
import { limits, resolved } from './filter.fixture.ts'
import { parseFilter } from './parse.ts'

interface FilterCase {
  readonly filter: string
  /** Whether a server should be able to read it. */
  readonly valid: boolean
  /** Whether every attribute is one of User. */
  readonly userAttrs?: boolean
  /** `reject`: it can be read and is refused all the same, for the types of its attributes. */
  readonly semantic?: 'reject' | 'disputed'
}

/** Filters gathered from the test suites of other implementations. They are not part of the repository. */
const file = new URL('../../../../../shared/cases/filter-cases.json', import.meta.url)
const cases: readonly FilterCase[] = await import(file.href, { with: { type: 'json' } }).then(
  (module) => module.default,
  () => [],
)

/** Where we read differently, and why. */
const disagreements = new Map([
  ['n eq 1e400', 'RFC 8259 §6 lets a reader limit numbers; beyond double precision nothing could equal it'],
  ['valid$Name eq null', 'RFC 7643 §2.1 and erratum 8924 allow $ in a name'],
  ['$invalid pr', 'erratum 8924: $ may begin a name, as in $ref; no schema has this one, so it is refused when it is resolved'],
  [
    'emails[value[hoge eq "@example.com"] and value[hoge eq "@example.com"]] or name eq "xxx"',
    'errata 4690 and 7322: brackets do not nest, also not by way of logExp',
  ],
  [
    'emails[type eq "work" or type eq "home"].values[domain ew "@example.org"]',
    'D-54 takes an operator after the brackets and no second pair of them',
  ],
])

/** Where what can be read is refused on a User, and why. */
const refusals = new Map([
  ['userName eq -12', 'D-06: userName is a string'],
  ['meta.created gt "not-a-date"', 'D-06: this is no dateTime'],
  ['meta.created gt "2019-10-17T"', 'D-06: this is no dateTime'],
  ['and eq "x"', 'D-05: User has no attribute of this name'],
])

const fails = (run: () => unknown): boolean => {
  try {
    run()
    return false
  } catch (error) {
    expect(error).toBeInstanceOf(ScimError)
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' })
    return true
  }
}

describe.skipIf(cases.length === 0)('Filters of other implementations (skipped where the file of cases is not at hand)', () => {
  test.each(cases)('$filter', ({ filter, valid, userAttrs = false, semantic }) => {
    const isReadable = !fails(() => parseFilter(filter, limits))
    expect(isReadable).toBe(disagreements.has(filter) ? !valid : valid)
    if (isReadable && userAttrs) expect(fails(() => resolved(filter))).toBe(semantic === 'reject' || refusals.has(filter))
  })

  test('every disagreement is about a case that is there', () => {
    const filters = cases.map(({ filter }) => filter)
    expect([...disagreements.keys(), ...refusals.keys()].filter((each) => !filters.includes(each))).toEqual([])
  })
})
