/** Clients' habits: what they send, read as what was meant. Pure, and about input only. @module */
export {
  operationRewriter,
  rewriteFilter,
  rewriteFilterText,
  rewritePatch,
  rewriteResource,
  type Tolerated,
} from './apply.ts'
export { mapMembers, mapOperations } from './mapped.ts'
export type { Profile, Rewrite } from './profile.ts'
export { compat, interop, profileNamed, profiles, strict } from './profiles.ts'
