import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributePath } from '../schema/attribute-path.ts'
import { barbara, context, limits, pathTo, subject, typeNamed } from './filter.fixture.ts'
import type { CompareOperator, FilterExpression } from './filter.ts'
import { matches, matchesElement } from './matches.ts'
import { parseFilter } from './parse.ts'
import { printFilter } from './print.ts'
import { resolveElementFilter, resolveFilter } from './resolve.ts'

const name = fc.constantFrom('userName', 'emails', '$ref', 'a', 'and', 'OR', 'not', 'pr', 'eq', 'true', 'null', 'x-1_$')
const urn = fc.constantFrom('urn:ietf:params:scim:schemas:core:2.0:User', 'urn:example:2.0.1:Thing', 'https://example.com/schemas/User')
const path = fc
  .tuple(fc.option(urn, { nil: undefined }), name, fc.option(name, { nil: undefined }))
  .map(([scheme, attribute, subAttribute]) => pathTo(scheme, attribute, subAttribute))
const operator = fc.constantFrom<CompareOperator>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le')
const text = fc.string({ unit: 'grapheme' }).filter((each) => each.isWellFormed() && !each.includes('\u0000'))
// JSON has no negative zero that would print.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (each === 0 ? 0 : each))
const value = fc.oneof(text, number, fc.boolean(), fc.constant(null))

/** Filter expressions such as texts can say: two or more in `and` and `or`, no brackets within brackets. */
const filterExpressions: fc.Arbitrary<FilterExpression> = expressions(
  expressions(fc.oneof(comparisons(path)), 2).chain((filter) => fc.oneof(comparisons(path), valuePaths(path, filter))),
  4,
)

const wide = { filterLength: 1_000_000, filterDepth: 1000, filterTerms: 100_000 }

test('What is printed is read as the same filter again', () => {
  fc.assert(
    fc.property(filterExpressions, (expression) => {
      expect(parseFilter(printFilter(expression), wide)).toEqual(expression)
    }),
    { numRuns: 1000 },
  )
})

describe('Resolving changes no meaning', () => {
  const strings = fc.constantFrom('title', 'nickName', 'userType', 'name.givenName', 'emails', 'emails.type', 'groups', 'groups.display')
  const path = (text: string) => {
    const [name = '', subAttribute] = text.split('.')
    return pathTo(undefined, name, subAttribute)
  }
  const leaves: fc.Arbitrary<FilterExpression> = fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      path: strings.map(path),
      operator,
      value: fc.constantFrom('', 'a', 'Tour Guide', 'work', 'g1'),
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      path: strings.map(path),
      operator: fc.constantFrom<CompareOperator>('eq', 'ne'),
      value: fc.constant(null),
    }),
    fc.record({ kind: fc.constant('present' as const), path: fc.constantFrom('active', 'meta', 'id', 'nickName', 'addresses').map(path) }),
    fc
      .constantFrom('User', 'Group')
      .map((value): FilterExpression => ({ kind: 'compare', path: path('meta.resourceType'), operator: 'eq', value })),
  )
  const trees = expressions(leaves, 5)
  const holdsOf = (expression: FilterExpression) => matches(resolveFilter(expression, typeNamed('User'), context), subject(barbara))

  /** The connectives as logic has them, over leaves that are resolved one by one. */
  function naive(expression: FilterExpression, leaf: (expression: FilterExpression) => boolean): boolean {
    switch (expression.kind) {
      case 'and':
        return expression.filters.every((each) => naive(each, leaf))
      case 'or':
        return expression.filters.some((each) => naive(each, leaf))
      case 'not':
        return !naive(expression.filter, leaf)
      case 'compare':
      case 'present':
      case 'valuePath':
        return leaf(expression)
    }
  }

  test('a tree is true where its leaves and the laws of logic say so', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(holdsOf(tree)).toBe(naive(tree, holdsOf))
      }),
      { numRuns: 1000 },
    )
  })

  test('between brackets too', () => {
    const emails = typeNamed('User').attribute('emails')
    if (emails === undefined) throw new Error('User has no emails.')
    const texts = fc.constantFrom('type eq "work"', 'type ne "work"', 'value pr', 'primary eq true', 'display eq null')
    const element = { type: 'work', value: 'a@example.com' }
    const holdsOfElement = (expression: FilterExpression) => matchesElement(resolveElementFilter(expression, emails), element)
    fc.assert(
      fc.property(
        expressions(
          texts.map((text) => parseFilter(text, limits)),
          3,
        ),
        (tree) => {
          expect(holdsOfElement(tree)).toBe(naive(tree, holdsOfElement))
        },
      ),
    )
  })
})

/** Expressions over the given leaves, joined by `and`, `or` and `not` at most `maxDepth` deep. */
function expressions(leaf: fc.Arbitrary<FilterExpression>, maxDepth: number): fc.Arbitrary<FilterExpression> {
  return fc.letrec<{ tree: FilterExpression }>((tie) => {
    const several = fc.array(tie('tree'), { minLength: 2, maxLength: 4 })
    return {
      tree: fc.oneof(
        { maxDepth, withCrossShrink: true },
        leaf,
        several.map((filters): FilterExpression => ({ kind: 'and', filters })),
        several.map((filters): FilterExpression => ({ kind: 'or', filters })),
        tie('tree').map((filter): FilterExpression => ({ kind: 'not', filter })),
      ),
    }
  }).tree
}

function comparisons(paths: fc.Arbitrary<AttributePath>): fc.Arbitrary<FilterExpression> {
  return fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), path: paths, operator, value }),
    fc.record({ kind: fc.constant('present' as const), path: paths }),
  )
}

function valuePaths(paths: fc.Arbitrary<AttributePath>, filter: FilterExpression): fc.Arbitrary<FilterExpression> {
  return paths.map((each): FilterExpression => ({ kind: 'valuePath', path: each, filter }))
}
