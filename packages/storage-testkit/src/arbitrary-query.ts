import { everything } from '@rollcall/scim-core/filter'
import type { ResourceQuery, Selection, SortKey } from '@rollcall/scim-core/storage'
import fc from 'fast-check'
import { filter } from './arbitrary-filter.ts'
import { sortable } from './arbitrary-resource.ts'

const sortKey: fc.Arbitrary<SortKey> = fc.oneof(
  fc.constantFrom(...sortable).map(({ key, subAttribute, index }) => ({ kind: 'attribute' as const, key, subAttribute, index })),
  fc.record({ kind: fc.constant('column' as const), column: fc.constantFrom('id' as const, 'created' as const, 'lastModified' as const) }),
)

/** One type, or both in one order; a type that does not have the attribute sorts by none. */
const select: fc.Arbitrary<readonly Selection[]> = fc
  .record({
    types: fc.constantFrom(['User'], ['Group'], ['User', 'Group']),
    filters: fc.tuple(...[0, 1].map(() => fc.oneof({ weight: 5, arbitrary: filter }, { weight: 1, arbitrary: fc.constant(everything) }))),
    sortBy: fc.option(sortKey, { nil: undefined }),
    hasNone: fc.boolean(),
  })
  .map(({ types, filters, sortBy, hasNone }) =>
    types.map((type, at) => ({ type, filter: filters[at] ?? everything, sortBy: at === 1 && hasNone ? undefined : sortBy })),
  )

const page: fc.Arbitrary<ResourceQuery['page']> = fc.oneof(
  fc.record({ kind: fc.constant('index' as const), offset: fc.constantFrom(0, 0, 1, 3, 20), limit: fc.constantFrom(0, 1, 2, 100) }),
  fc.record({ kind: fc.constant('keyset' as const), position: fc.constant(undefined), limit: fc.constantFrom(1, 2, 3, 100) }),
)

export const query: fc.Arbitrary<ResourceQuery> = fc.record({
  select,
  order: fc.constantFrom('ascending' as const, 'descending' as const),
  page,
  total: fc.boolean(),
})
