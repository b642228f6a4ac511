export type * from './derivations.ts'
export { createMemoryStorage } from './memory-storage.ts'
export * from './storage.ts'
export { StorageUnavailable } from './storage-unavailable.ts'
