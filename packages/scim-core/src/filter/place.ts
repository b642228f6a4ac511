import type { ResolvedPath } from '../schema/attribute-path.ts'
import type { ResourceTypes } from '../schema/resource-types.ts'
import type { Filter, FilterExpression, ResolvedOperator } from './filter.ts'
import type { Literal } from './lower.ts'
import type { Tree } from './simplify.ts'

/** What a filter is resolved against beside the resource type. */
export interface ResolveContext {
  /** Without a trailing slash; URIs in filters are read against it. */
  readonly baseUrl: string
  /** To tell whose endpoint a URI in a filter names. */
  readonly resourceTypes: ResourceTypes
  /**
   * What becomes of an attribute that the resource type does not have: at the endpoint of one type `refuse` (D-05), where several types
   * are queried `absent`, that is without a value (RFC 7644 §3.4.2.1).
   */
  readonly unknownAttribute: 'refuse' | 'absent'
}

export type Leaf = Exclude<Filter, { kind: 'and' | 'or' | 'not' }>

/** Where the values of an attribute are kept decides what its leaves become: in the document, in columns, or as edges. */
export interface Place {
  compare(path: ResolvedPath, operator: ResolvedOperator, value: Literal): Tree<Leaf>
  present(path: ResolvedPath): Tree<Leaf>
  /** `path` has no sub-attribute. */
  valuePath(path: ResolvedPath, filter: FilterExpression): Tree<Leaf>
}
