import fc from 'fast-check'
import type { AttributePath } from '../schema/attribute-path.ts'
import { groupResourceType, userResourceType } from '../schema/definitions/resource-types.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { completeResourceTypes } from '../schema/resource-types.ts'
import type { FilterLimits } from './check-tokens.ts'
import type { CompareOperator, Filter, FilterExpression } from './filter.ts'
import { parseFilter } from './parse.ts'
import { type ResolveContext, resolveFilter } from './resolve.ts'

export const limits: FilterLimits = { filterLength: 4096, filterDepth: 20, filterTerms: 50 }
export const resourceTypes = completeResourceTypes([userResourceType, groupResourceType])
export const context: ResolveContext = { baseUrl: 'https://id.example.com/api/scim/v2', resourceTypes, unknownAttribute: 'refuse' }

export function typeNamed(name: string): ResourceType {
  const found = resourceTypes.named(name)
  if (found === undefined) throw new Error(`There is no resource type ${name}.`)
  return found
}

/** The resolved form of a filter's text. */
export function resolved(text: string, type = 'User', unknownAttribute: ResolveContext['unknownAttribute'] = 'refuse'): Filter {
  return resolveFilter(parseFilter(text, limits), typeNamed(type), { ...context, unknownAttribute })
}

export function pathTo(urn: string | undefined, name: string, subAttribute: string | undefined): AttributePath {
  const text = `${urn === undefined ? '' : `${urn}:`}${name}${subAttribute === undefined ? '' : `.${subAttribute}`}`
  return { text, urn, name, subAttribute }
}

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
export const filterExpressions: fc.Arbitrary<FilterExpression> = expressions(
  expressions(fc.oneof(comparisons(path)), 2).chain((filter) => fc.oneof(comparisons(path), valuePaths(path, filter))),
  4,
)

/** Expressions over the given leaves, joined by `and`, `or` and `not` at most `maxDepth` deep. */
export function expressions(leaf: fc.Arbitrary<FilterExpression>, maxDepth: number): fc.Arbitrary<FilterExpression> {
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
