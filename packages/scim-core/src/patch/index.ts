/** RFC 7644 §3.5.2: what a PATCH makes of a resource. Pure. @module */
export { applyPatch, type PatchOptions, type PatchOutcome } from './apply-patch.ts'
export { changedPaths } from './changed-paths.ts'
export { memberReferences } from './member-reference.ts'
export type { CurrentMember } from './membership-change.ts'
export { type PatchLimits, type PatchOperation, parsePatchOp, patchOpSchema } from './patch-op.ts'
export { sameJson } from './same-json.ts'
export type { Target } from './target.ts'
