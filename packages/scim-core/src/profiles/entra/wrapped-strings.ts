import { isJsonObject } from '../../json.ts'
import { memberOf } from '../mapped.ts'
import { valueRewrite } from '../value-rewrite.ts'

/** Deviation (Entra): plain values of custom attributes, each wrapped as `{"value": "1"}`. */
export const wrappedStrings = valueRewrite({
  id: 'Q-WRAPPED-STRINGS',
  because: 'Entra wraps the values of custom attributes as {"value": …}, where the schema has plain values.',
  ofRemove: true,
  single: (value, { type }) => {
    if (type === 'complex' || !isJsonObject(value) || Object.keys(value).length !== 1) return value
    return memberOf(value, 'value') ?? value
  },
})
