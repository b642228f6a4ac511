export type { FilterLimits } from './check-tokens.ts'
export type {
  ColumnName,
  CompareOperator,
  ElementFilter,
  Filter,
  FilterExpression,
  PathExpression,
  ResolvedOperator,
} from './filter.ts'
export { everything, nothing } from './filter.ts'
export { type FilterSubject, matches, matchesElement } from './matches.ts'
export { parseFilter, parsePath } from './parse.ts'
export { printFilter } from './print.ts'
export { type ResolveContext, resolveElementFilter, resolveFilter } from './resolve.ts'
export { referencedResource } from './resource-uri.ts'
export { resolveSortPath, type SortPath } from './sort-path.ts'
