import type { ElementFilter } from '../filter/filter.ts'
import { isJsonObject, type JsonArray } from '../json.ts'
import { tooMany } from '../scim-error.ts'

/** Comparisons of elements that the filters in the paths of one PATCH may ask for: about half a second of them. */
export const maxComparisons = 10_000_000

/** To fold so many characters of an element takes as long as to compare it once. */
const charactersPerComparison = 8

/**
 * Called before `filter` is asked of that many elements, which have so many characters that are still to be folded for it.
 * @throws ScimError tooMany
 */
export type CountComparisons = (elements: number, filter: ElementFilter, characters: number) => void

/** Counts for one PATCH. Operations, elements and terms are each limited, but together they could keep a server busy for minutes. */
export function comparisonCounter(): CountComparisons {
  let comparisons = 0
  return (elements, filter, characters) => {
    comparisons += elements * termsOf(filter) + characters / charactersPerComparison
    if (comparisons > maxComparisons) {
      throw tooMany(`The filters of the paths ask for more than ${maxComparisons} comparisons; split the PATCH into several.`)
    }
  }
}

/** UTF-16 code units of all text in the elements of a list. */
export function charactersIn(elements: JsonArray): number {
  let characters = 0
  for (const element of elements) {
    if (typeof element === 'string') characters += element.length
    else if (isJsonObject(element)) characters += charactersIn(Object.values(element))
  }
  return characters
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
