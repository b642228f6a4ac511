import { isJsonArray } from '../../json.ts'
import { bodyRewrite } from '../value-rewrite.ts'

/** Deviation (templates of OneLogin): the only element of a multi-valued attribute without its list. In a PATCH the RFC allows it. */
export const objectForArray = bodyRewrite({
  id: 'Q-OBJECT-FOR-ARRAY',
  because: 'Templates of OneLogin send the one element of a multi-valued attribute without a list around it.',
  whole: (value, { multiValued }) => (multiValued && !isJsonArray(value) ? [value] : value),
})
