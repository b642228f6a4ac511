import type { ElementFilter } from '../filter/filter.ts'
import { tooMany } from '../scim-error.ts'

/** Comparisons of elements that the filters in the paths of one PATCH may ask for: about half a second of them. */
export const maxComparisons = 10_000_000

/** Called before `filter` is asked of that many elements. @throws ScimError tooMany */
export type CountComparisons = (elements: number, filter: ElementFilter) => void

/** Counts for one PATCH. Operations, elements and terms are each limited, but together they could keep a server busy for minutes. */
export function comparisonCounter(): CountComparisons {
  let comparisons = 0
  return (elements, filter) => {
    comparisons += elements * termsOf(filter)
    if (comparisons > maxComparisons) {
      throw tooMany(`The filters of the paths ask for more than ${maxComparisons} comparisons; split the PATCH into several.`)
    }
  }
}

function termsOf(filter: ElementFilter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.reduce((terms, each) => terms + termsOf(each), 0)
    case 'not':
      return termsOf(filter.filter)
    case 'compare':
    case 'present':
      return 1
  }
}
