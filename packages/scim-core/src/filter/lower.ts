import type { AttributePath } from '../schema/attribute-path.ts'
import { excerpt, invalidFilter } from '../scim-error.ts'
import type { FilterExpression, ResolvedOperator } from './filter.ts'
import { and, not, or, type Tree } from './simplify.ts'

export type Literal = string | number | boolean

/** What becomes of the leaves of a filter expression, once `ne` and null are gone. */
export interface Leaves<L> {
  compare(path: AttributePath, operator: ResolvedOperator, value: Literal): Tree<L>
  present(path: AttributePath): Tree<L>
  valuePath(path: AttributePath, filter: FilterExpression): Tree<L>
}

/**
 * Rewrites an expression in the fewer words of a resolved filter. `ne` is the negation of `eq`, true also where there is no value
 * (D-01, D-02); null is no value, so that `eq null` is the negation of `pr` (D-03).
 * @throws ScimError invalidFilter for null with any other operator, and whatever the leaves throw.
 */
export function lower<L extends { readonly kind: string }>(expression: FilterExpression, leaves: Leaves<L>): Tree<L> {
  switch (expression.kind) {
    case 'and':
      return and(expression.filters.map((filter) => lower(filter, leaves)))
    case 'or':
      return or(expression.filters.map((filter) => lower(filter, leaves)))
    case 'not':
      return not(lower(expression.filter, leaves))
    case 'present':
      return leaves.present(expression.path)
    case 'valuePath':
      return leaves.valuePath(expression.path, expression.filter)
    case 'compare': {
      const { path, operator, value } = expression
      if (value === null) {
        if (operator === 'eq') return not(leaves.present(path))
        if (operator === 'ne') return leaves.present(path)
        throw invalidFilter(`The filter compares ${excerpt(path.text)} with null by '${operator}'; null has only eq and ne.`)
      }
      return operator === 'ne' ? not(leaves.compare(path, 'eq', value)) : leaves.compare(path, operator, value)
    }
  }
}
