import type { Limits } from './service-provider.ts'

/** The limits a deployment starts with (docs/architecture.md). Each is advertised or documented, and tested at n and n + 1. */
export const defaultLimits: Limits = {
  filterLength: 4096,
  filterDepth: 20,
  filterTerms: 50,
  patchOperations: 1000,
  defaultPageSize: 100,
  maxPageSize: 200,
  stringLength: 65_536,
  // As large as the body of a PUT, by which what was read is sent back.
  resourceLength: 1_048_576,
  multiValues: 1000,
  memberValues: 200_000,
  bulkOperations: 1000,
  bulkPayload: 2 * 1024 * 1024,
  cursorTimeout: 600,
}
