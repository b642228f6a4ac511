import { valueRewrite } from '../value-rewrite.ts'

/** Deviation (attribute mappings of several providers): numbers as strings. */
export const stringNumber = valueRewrite({
  id: 'Q-STR-NUMBER',
  because: 'Attribute mappings that know only text send numbers as strings.',
  ofRemove: true,
  single: (value, { type }) => {
    if (typeof value !== 'string') return value
    if (type === 'integer' && /^-?[0-9]{1,15}$/.test(value)) return Number(value)
    if (type === 'decimal' && /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(value)) return Number(value)
    return value
  },
})
