import type { AttributePath } from '../schema/attribute-path.ts'
import type { FilterExpression } from './filter.ts'

/** The text of a filter, with no more parentheses than it needs: `parseFilter` reads it as the same filter again. */
export function printFilter(expression: FilterExpression): string {
  switch (expression.kind) {
    case 'compare':
      return `${printPath(expression.path)} ${expression.operator} ${JSON.stringify(expression.value)}`
    case 'present':
      return `${printPath(expression.path)} pr`
    case 'valuePath':
      return `${printPath(expression.path)}[${printFilter(expression.filter)}]`
    case 'not':
      return `not (${printFilter(expression.filter)})`
    case 'and':
      return expression.filters
        .map((each) => (each.kind === 'and' || each.kind === 'or' ? `(${printFilter(each)})` : printFilter(each)))
        .join(' and ')
    case 'or':
      // Erratum 4670: `and` binds closer.
      return expression.filters.map((each) => (each.kind === 'or' ? `(${printFilter(each)})` : printFilter(each))).join(' or ')
  }
}

function printPath({ urn, name, subAttribute }: AttributePath): string {
  return `${urn === undefined ? '' : `${urn}:`}${name}${subAttribute === undefined ? '' : `.${subAttribute}`}`
}
