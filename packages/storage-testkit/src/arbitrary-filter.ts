import type { ElementFilter, Filter, ResolvedOperator } from '@rollcall/scim-core/filter'
import fc from 'fast-check'
import { attributes, id, number, scalar, text } from './arbitrary-resource.ts'

const operator: fc.Arbitrary<ResolvedOperator> = fc.constantFrom('eq', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le')

const comparison: fc.Arbitrary<Filter> = fc.constantFrom(...attributes).chain(({ key, subAttribute, index, value }) =>
  fc.record({
    kind: fc.constant('compare' as const),
    key: fc.constant(key),
    subAttribute: fc.constant(subAttribute),
    operator,
    // With an index a value of its type, as the schema has it; without one sometimes a value of another.
    value: index === undefined ? fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: scalar }) : value,
    index: fc.constantFrom(index, undefined),
  }),
)

const column: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ kind: fc.constant('column' as const), column: fc.constant('id' as const), operator, value: fc.oneof(id, text) }),
  fc.record({
    kind: fc.constant('column' as const),
    column: fc.constantFrom('created' as const, 'lastModified' as const, 'version' as const),
    operator,
    value: fc.oneof({ weight: 5, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.oneof(text, number) }),
  }),
)

const present: fc.Arbitrary<Filter> = fc
  .constantFrom(...attributes)
  .chain(({ key, subAttribute }) =>
    fc.record({ kind: fc.constant('present' as const), key: fc.constant(key), subAttribute: fc.constantFrom(subAttribute, undefined) }),
  )

/** Conditions on one element that has the sub-attributes. @param index of the texts in the sub-attribute `value` */
const element = (
  subAttributes: readonly (string | undefined)[],
  value: fc.Arbitrary<string | number | boolean>,
  index?: string,
): fc.Arbitrary<ElementFilter> => {
  const subAttribute = fc.constantFrom(...subAttributes)
  return fc.letrec<{ element: ElementFilter }>((tie) => ({
    element: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .record({ kind: fc.constant('compare' as const), subAttribute, operator, value })
        .map((leaf) => (leaf.subAttribute === 'value' && typeof leaf.value === 'string' ? { ...leaf, index } : leaf)),
      fc.record({ kind: fc.constant('present' as const), subAttribute }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), filters: fc.array(tie('element'), { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('element') }),
    ),
  })).element
}

const valuePath: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    kind: fc.constant('valuePath' as const),
    key: fc.constant('emails'),
    filter: element(
      ['value', 'type', 'primary'],
      fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: fc.boolean() }),
      'emails.value',
    ),
  }),
  fc.record({ kind: fc.constant('valuePath' as const), key: fc.constant('mixed'), filter: element(['value', 'other', undefined], scalar) }),
)

const edge: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constantFrom('hasMember' as const, 'memberOf' as const),
  filter: fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      subAttribute: fc.constant('value'),
      operator: fc.constant('eq' as const),
      value: id,
    }),
    element(['value', 'type', 'display', undefined], fc.oneof(id, text, number, fc.constantFrom('User', 'Group', 'direct', 'indirect'))),
  ),
})

/** Resolved filters: all that the core may send, and a little more, because a storage knows no schema. */
export const filter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof({ weight: 4, arbitrary: comparison }, column, present, { weight: 2, arbitrary: valuePath }, { weight: 2, arbitrary: edge }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), filters: fc.array(tie('filter'), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
  ),
})).filter
