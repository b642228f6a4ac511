import { isJsonObject } from '../../json.ts'
import { memberOf } from '../mapped.ts'
import { valueRewrite } from '../value-rewrite.ts'

/** Deviation (Entra): elements of a custom list of plain values, each wrapped as `{"value": "1"}`. */
export const wrappedStrings = valueRewrite({
  id: 'Q-WRAPPED-STRINGS',
  because: 'Entra wraps the values of custom multi-valued attributes as {"value": …}, where the schema has plain values.',
  ofRemove: true,
  single: (value, { type, multiValued }) => {
    if (type === 'complex' || !multiValued || !isJsonObject(value) || Object.keys(value).length !== 1) return value
    return memberOf(value, 'value') ?? value
  },
})
