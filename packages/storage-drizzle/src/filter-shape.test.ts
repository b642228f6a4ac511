import type { Filter } from '@rollcall/scim-core/filter'
import { describe, expect, it } from 'vitest'
import { filterShape, prefixEnd, valueSlots } from './filter-shape.ts'

const compare = (value: string | number | boolean, details: Partial<Extract<Filter, { kind: 'compare' }>> = {}) =>
  ({ kind: 'compare', key: 'userName', subAttribute: undefined, operator: 'eq', value, index: undefined, ...details }) satisfies Filter

describe('the end of a prefix', () => {
  it.each([
    ['a', 'b'],
    ['ab', 'ac'],
    ['\u007F', '\u0080'],
    ['\uFFFF', '\u{10000}'],
    ['a\u{10FFFF}', 'b'],
    ['a\u{10FFFF}\u{10FFFF}', 'b'],
  ])('of %j is %j', (prefix, end) => expect(prefixEnd(prefix)).toBe(end))

  it('is no surrogate', () => expect(prefixEnd('\uD7FF')).toBe('\uE000'))

  it.each(['', '\u{10FFFF}'])('of %j does not exist', (prefix) => expect(prefixEnd(prefix)).toBeUndefined())
})

describe('the shape of a filter', () => {
  it('does not depend on values', () => {
    expect(filterShape(compare('a')).shape).toBe(filterShape(compare("'; drop table resources")).shape)
  })

  it.each<[string, Filter, Filter]>([
    ['the type of a value', compare('1'), compare(1)],
    ['the operator', compare('a'), compare('a', { operator: 'co' })],
    ['the attribute', compare('a'), compare('a', { key: 'nickName' })],
    ['the sub-attribute', compare('a'), compare('a', { subAttribute: 'value' })],
    ['the index', compare('a'), compare('a', { index: 'userName' })],
    ['whether a prefix has an end', compare('a', { operator: 'sw' }), compare('', { operator: 'sw' })],
    ['the structure', { kind: 'and', filters: [compare('a')] }, { kind: 'or', filters: [compare('a')] }],
    ['the number of terms', { kind: 'and', filters: [compare('a')] }, { kind: 'and', filters: [compare('a'), compare('b')] }],
  ])('depends on %s', (_, left, right) => expect(filterShape(left).shape).not.toBe(filterShape(right).shape))

  it('takes the values out in the order in which the leaves have their slots', () => {
    const [first, second, inner] = [
      compare('a'),
      compare(2),
      { kind: 'compare', subAttribute: 'type', operator: 'eq', value: 'work' } as const,
    ]
    const filter: Filter = {
      kind: 'or',
      filters: [first, { kind: 'valuePath', key: 'emails', filter: inner }, { kind: 'not', filter: second }],
    }
    expect(filterShape(filter).values).toEqual(['a', 'work', 2])
    const slots = valueSlots(filter)
    expect([first, inner, second].map((leaf) => slots.get(leaf))).toEqual([0, 1, 2])
  })

  it('keeps the slots apart of a leaf that stands twice', () => {
    const leaf = compare('a')
    const last = compare('b')
    const filter: Filter = { kind: 'and', filters: [leaf, leaf, last] }
    expect(filterShape(filter).values[valueSlots(filter).get(last) ?? -1]).toBe('b')
  })
})
