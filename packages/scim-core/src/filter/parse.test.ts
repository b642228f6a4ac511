import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ScimError } from '../scim-error.ts'
import { limits, pathTo } from './filter.fixture.ts'
import type { CompareOperator, FilterExpression } from './filter.ts'
import { parseFilter, parsePath } from './parse.ts'

const read = (text: string) => parseFilter(text, limits)
const present = (name: string): FilterExpression => ({ kind: 'present', path: pathTo(undefined, name, undefined) })
const compare = (name: string, operator: CompareOperator, value: string | number | boolean | null): FilterExpression => ({
  kind: 'compare',
  path: pathTo(undefined, name, undefined),
  operator,
  value,
})
const a = present('a')
const b = present('b')
const c = present('c')

function failure(run: () => unknown): { scimType: string | undefined; detail: string } {
  try {
    run()
  } catch (error) {
    if (error instanceof ScimError) return { scimType: error.scimType, detail: error.detail }
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('RFC 7644 §3.4.2.2: attribute expressions', () => {
  test.each<[string, FilterExpression]>([
    ['userName eq "bjensen"', compare('userName', 'eq', 'bjensen')],
    ['userName Eq "x"', compare('userName', 'eq', 'x')],
    ['userName PR', present('userName')],
    ['active eq true', compare('active', 'eq', true)],
    ['active ne FALSE', compare('active', 'ne', false)],
    ['title eq null', compare('title', 'eq', null)],
    ['n gt -5.1e2', compare('n', 'gt', -510)],
    ['a eq "a\\"b\\\\ \\u00e9 \\ud83d\\ude00 \\t"', compare('a', 'eq', 'a"b\\ é 😀 \t')],
    ['a eq ") and ] or ("', compare('a', 'eq', ') and ] or (')],
    ['$ref pr', present('$ref')],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  test.each([
    ['name.familyName pr', undefined, 'name', 'familyName'],
    ['members.$ref pr', undefined, 'members', '$ref'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.givenName pr', 'urn:ietf:params:scim:schemas:core:2.0:User', 'name', 'givenName'],
    ['https://example.com/schemas/User:userName pr', 'https://example.com/schemas/User', 'userName', undefined],
  ])('§3.10: the path of %s', (text, urn, name, subAttribute) => {
    expect(read(text)).toMatchObject({ kind: 'present', path: { urn, name, subAttribute } })
  })

  test.each([
    ['and eq "x"', compare('and', 'eq', 'x')],
    ['not pr', present('not')],
    ['pr pr', present('pr')],
    ['or pr or or pr', { kind: 'or', filters: [present('or'), present('or')] }],
    ['true eq true and null eq null', { kind: 'and', filters: [compare('true', 'eq', true), compare('null', 'eq', null)] }],
    ['(not eq 1)', compare('not', 'eq', 1)],
    ['order pr', present('order')],
  ])('a keyword may be an attribute: %s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('RFC 7644 §3.4.2.2: logical expressions, not before and before or (erratum 4670)', () => {
  test.each<[string, FilterExpression]>([
    ['a pr or b pr and c pr', { kind: 'or', filters: [a, { kind: 'and', filters: [b, c] }] }],
    ['a pr and b pr or c pr', { kind: 'or', filters: [{ kind: 'and', filters: [a, b] }, c] }],
    ['(a pr or b pr) and c pr', { kind: 'and', filters: [{ kind: 'or', filters: [a, b] }, c] }],
    ['not (a pr) and b pr', { kind: 'and', filters: [{ kind: 'not', filter: a }, b] }],
    [
      'NOT(a pr) OR not (b pr AND c pr)',
      {
        kind: 'or',
        filters: [
          { kind: 'not', filter: a },
          { kind: 'not', filter: { kind: 'and', filters: [b, c] } },
        ],
      },
    ],
    ['a pr or b pr or c pr', { kind: 'or', filters: [a, b, c] }],
    ['a pr and b pr and c pr', { kind: 'and', filters: [a, b, c] }],
    ['((a pr))', a],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('RFC 7644 §3.4.2.2: value paths', () => {
  const work = compare('type', 'eq', 'work')
  const emails = pathTo(undefined, 'emails', undefined)
  test.each<[string, FilterExpression]>([
    ['emails[type eq "work"]', { kind: 'valuePath', path: emails, filter: work }],
    [
      'emails[type eq "work" or (b pr and not (c pr))]',
      {
        kind: 'valuePath',
        path: emails,
        filter: { kind: 'or', filters: [work, { kind: 'and', filters: [b, { kind: 'not', filter: c }] }] },
      },
    ],
    // D-54
    ['emails[type eq "work"].b pr', { kind: 'valuePath', path: emails, filter: { kind: 'and', filters: [work, b] } }],
    ['emails[a pr and c pr].b pr', { kind: 'valuePath', path: emails, filter: { kind: 'and', filters: [a, c, b] } }],
    [
      'emails[type eq "work" or a pr].value sw "x" and c pr',
      {
        kind: 'and',
        filters: [
          {
            kind: 'valuePath',
            path: emails,
            filter: { kind: 'and', filters: [{ kind: 'or', filters: [work, a] }, compare('value', 'sw', 'x')] },
          },
          c,
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('Spaces', () => {
  test.each([' a   pr ', 'a pr', '( a pr )'])('"%s" is the same as "a pr"', (text) => {
    expect(read(text)).toEqual(a)
  })
  test.each(['x[ a pr ]', 'x[a pr ]', ' x[ a pr]'])('"%s" is the same as "x[a pr]"', (text) => {
    expect(read(text)).toEqual(read('x[a pr]'))
  })
  test.each([
    'a eq"x"',
    'a eq "x"and b pr',
    '(a pr)and b pr',
    'a pr and(b pr)',
    'a pr or(b pr)',
    'x [a pr]',
    'x[a pr] .b pr',
    'a eq "x""y"',
  ])('%s has a space missing or too many', (text) => {
    expect(failure(() => read(text))).toMatchObject({ scimType: 'invalidFilter', detail: expect.stringMatching(/space/) })
  })
  test.each(['a\tpr', 'a\npr', 'a\u00a0pr', 'a pr\r\nand b pr'])('%j has another space than U+0020', (text) => {
    expect(failure(() => read(text)).scimType).toBe('invalidFilter')
  })
})

describe('What is wrong with a filter is said with its position', () => {
  test.each([
    ['', 'The filter is empty; an attribute was expected.'],
    ['  ', 'The filter is empty; an attribute was expected.'],
    [
      'userName regex "x"',
      "The filter uses the operator 'regex' at position 10; the operators are eq, ne, co, sw, ew, gt, ge, lt, le and pr.",
    ],
    [
      "userName eq 'x'",
      'The filter has a value in other quotes at position 13; a string stands in double quotes, as in userName eq "bjensen".',
    ],
    [
      'userName eq “x”',
      'The filter has a value in other quotes at position 13; a string stands in double quotes, as in userName eq "bjensen".',
    ],
    [
      'userName eq x',
      'The filter has a value without quotes at position 13; a string stands in double quotes, as in userName eq "bjensen".',
    ],
    ['userName eq "x', 'The filter has a string at position 13; its closing double quote is missing.'],
    ['userName eq "\\x"', /^The filter has a string at position 13; it is no JSON string/],
    ['userName eq "\u0001"', /^The filter has a string at position 13; it is no JSON string/],
    [
      'userName eq "\\u0000"',
      'The filter has a string with U+0000 or half of a surrogate pair at position 13; neither can be part of a value.',
    ],
    [
      'userName eq "\\ud800"',
      'The filter has a string with U+0000 or half of a surrogate pair at position 13; neither can be part of a value.',
    ],
    ['n eq .5', "The filter has '.5' at position 6; a string in double quotes, a number, true, false or null was expected."],
    ['n eq 1e400', 'The filter has a number at position 6; it is beyond the range of double precision.'],
    ['userName', 'The filter ends too early at position 9; an operator has to follow.'],
    ['a pr and ', "The filter ends too early at position 10; an attribute, 'not' or '(' has to follow."],
    ['(a pr', "The filter ends too early at position 6; 'and', 'or' or ')' has to follow."],
    ['x[a pr', "The filter ends too early at position 7; 'and', 'or' or ']' has to follow."],
    ['a pr)', "The filter has ')' at position 5; 'and', 'or' or the end was expected."],
    ['a eq "x" "hunter2"', "The filter has a string at position 10; 'and', 'or' or the end was expected."],
    ['not a pr', "The filter has 'a' after not at position 5; what not denies stands in parentheses."],
    ['x[]', "The filter has ']' at position 3; an attribute, 'not' or '(' was expected."],
    ['x[y[a pr]]', "The filter has '[' between brackets at position 4; brackets do not nest."],
    ['x[0].a pr', 'The filter has an array index at position 3; values are selected by a filter such as emails[type eq "work"].'],
    ['1a pr', "The filter has '1a' at position 1; attributes are written like userName, name.familyName or urn:…:User:department."],
    [
      'name.a.b pr',
      "The filter has 'name.a.b' at position 1; attributes are written like userName, name.familyName or urn:…:User:department.",
    ],
    [
      'x[a pr].b.c pr',
      "The filter has '.b.c' at position 8; attributes are written like userName, name.familyName or urn:…:User:department.",
    ],
    [
      `${'a'.repeat(500)}! pr`,
      `The filter has '${'a'.repeat(80)}…' at position 1; attributes are written like userName, name.familyName or urn:…:User:department.`,
    ],
  ])('%s', (text, detail) => {
    const found = failure(() => read(text))
    expect(found.scimType).toBe('invalidFilter')
    if (typeof detail === 'string') expect(found.detail).toBe(detail)
    else expect(found.detail).toMatch(detail)
  })
})

describe('Limits hold at n and are refused at n + 1', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}a pr${')'.repeat(depth)}`
  const terms = (count: number) => Array.from({ length: count }, () => 'a pr').join(' or ')
  test('length in UTF-16 code units', () => {
    expect(read(`a eq "${'x'.repeat(4096 - 7)}"`)).toBeDefined()
    expect(failure(() => read(`a eq "${'x'.repeat(4096 - 6)}"`))).toEqual({
      scimType: 'invalidFilter',
      detail: 'The filter has 4097 characters; at most 4096 are accepted.',
    })
  })
  test('depth of parentheses and brackets', () => {
    expect(read(nested(20))).toEqual(a)
    expect(read(`x[${nested(19)}]`)).toBeDefined()
    expect(failure(() => read(nested(21))).detail).toBe(
      'The filter nests too deep at position 21; at most 20 parentheses and brackets may be open.',
    )
    expect(failure(() => read(`x[${nested(20)}]`)).scimType).toBe('invalidFilter')
    expect(read(Array.from({ length: 50 }, () => '(a pr)').join(' and '))).toMatchObject({ kind: 'and', filters: { length: 50 } })
  })
  test('comparisons', () => {
    expect(read(terms(50))).toMatchObject({ kind: 'or', filters: { length: 50 } })
    expect(failure(() => read(terms(51))).detail).toMatch(/^The filter is too long at position \d+; at most 50 comparisons are accepted\.$/)
    expect(failure(() => read(`x[${terms(50)}].b eq 1`)).scimType).toBe('invalidFilter')
  })
  test('five thousand parentheses are refused before the parser sees them', () => {
    const wide = { ...limits, filterLength: 100_000 }
    expect(failure(() => parseFilter('('.repeat(5000), wide)).scimType).toBe('invalidFilter')
    expect(failure(() => parseFilter('not '.repeat(5000), wide)).scimType).toBe('invalidFilter')
    expect(failure(() => parsePath(`x${'['.repeat(5000)}`, wide)).scimType).toBe('invalidPath')
  })
})

describe('RFC 7644 §3.5.2, Figure 7: paths', () => {
  const work = compare('type', 'eq', 'work')
  test.each([
    ['members', undefined, 'members', undefined, undefined, undefined],
    ['name.familyName', undefined, 'name', 'familyName', undefined, undefined],
    ['addresses[type eq "work"]', undefined, 'addresses', undefined, work, undefined],
    ['members[type eq "work"].displayName', undefined, 'members', undefined, work, 'displayName'],
    ['members[type eq "work"].$ref', undefined, 'members', undefined, work, '$ref'],
    ['urn:x:2.0:User:emails[type eq "work"].value', 'urn:x:2.0:User', 'emails', undefined, work, 'value'],
    ['urn:x:2.0:User:manager.value', 'urn:x:2.0:User', 'manager', 'value', undefined, undefined],
    ['urn:x:2.0:User', 'urn:x:2.0', 'User', undefined, undefined, undefined],
    ['urn:x:badge:1.0', 'urn:x:badge', '1.0', undefined, undefined, undefined],
  ])('%s', (text, urn, name, subAttribute, filter, behind) => {
    expect(parsePath(text, limits)).toMatchObject({ text, path: { urn, name, subAttribute }, filter, subAttribute: behind })
  })

  test.each([
    ['', 'The path is empty; an attribute was expected.'],
    ['/name/givenName', /^The path has '\/name\/givenName' at position 1/],
    ['name.', /^The path has 'name\.' at position 1/],
    ['name..familyName', /^The path has/],
    ['urn:x:', /^The path has/],
    ['a b', "The path has 'b' at position 3; the end was expected."],
    ['1x[a pr]', /^The path has '1x' at position 1/],
    ['emails[0].value', /^The path has an array index at position 8/],
    ['emails[type eq "work"', "The path ends too early at position 22; 'and', 'or' or ']' has to follow."],
    ['emails[type eq "work', /closing double quote/],
    ['emails[type eq "work"].too.deep', /^The path has '\.too\.deep' at position 23/],
    ['emails[type eq "]"].value[a pr]', "The path has '[' at position 26; the end was expected."],
    ['emails[type eq "work"] and a pr', "The path has 'and' at position 24; the end was expected."],
    ['not (a pr)', /^The path has '\(' at position 5/],
  ])('§3.12 Table 9: %s is invalidPath', (text, detail) => {
    const found = failure(() => parsePath(text, limits))
    expect(found.scimType).toBe('invalidPath')
    if (typeof detail === 'string') expect(found.detail).toBe(detail)
    else expect(found.detail).toMatch(detail)
  })

  test.each([
    'emails[name eq]',
    "emails[' eq true].value",
    'emails[].value',
    'emails[type regex "x"]',
    'emails[type eq work].value',
    'a[b[c pr]]',
  ])('§3.12 Table 9: %s is broken between the brackets, so it is invalidFilter', (text) => {
    expect(failure(() => parsePath(text, limits)).scimType).toBe('invalidFilter')
  })
})

describe('Any text is a filter or an error of the client, and soon', () => {
  const words = [
    'userName',
    'emails',
    '[',
    ']',
    '(',
    ')',
    'and',
    'OR',
    'not',
    'pr',
    'eq',
    'regex',
    '"x"',
    '"',
    "'",
    '\\',
    '1',
    '1a',
    '.',
    '.value',
    'true',
    'null',
    ' ',
    '\t',
    'urn:a:2.0:B:c',
    '😀',
    '\ud800',
  ]
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join('')),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(' ')),
  )
  test.each([
    ['parseFilter', parseFilter],
    ['parsePath', parsePath],
  ])('%s', (_, parse) => {
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parse(text, limits)
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
          expect(error).toMatchObject({ status: 400, scimType: expect.stringMatching(/^invalid(Filter|Path)$/) })
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('random nesting within and beyond the limits', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('(', 'not (', 'x[', 'a pr', ' and ', ' or ', ')', ']'), { maxLength: 2000 }), (parts) => {
        try {
          parseFilter(parts.join(''), { ...limits, filterLength: 100_000 })
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
        }
      }),
    )
  })

  test.each([
    ['quotes', '"'.repeat(4096)],
    ['escapes', `a eq "${'\\'.repeat(4000)}`],
    ['words', 'a '.repeat(2048)],
    ['dots', 'a.'.repeat(2048)],
    ['colons', 'a:'.repeat(2048)],
    ['digits', `a eq ${'1'.repeat(4000)}e`],
    ['minus signs', '-'.repeat(4096)],
    ['spaces', ' '.repeat(4096)],
    ['dollars', `${'$'.repeat(4000)} pr`],
  ])('4,096 characters of %s take no time that grows with their square', (_, text) => {
    const started = performance.now()
    for (let run = 0; run < 10; run++) failure(() => read(text))
    // Ten readings of 4 KB: a linear reader needs some milliseconds, also on a busy machine.
    expect(performance.now() - started).toBeLessThan(500)
  })
})
