/** What any Rollcall storage must do, as runnable cases. @module */
export { describeAccessStorage } from './describe-access-storage.ts'
export { type DescribeStorageOptions, describeStorage } from './describe-storage.ts'
export type { OpenStorage, RowCounts } from './open-storage.ts'
export * as samples from './samples.ts'
