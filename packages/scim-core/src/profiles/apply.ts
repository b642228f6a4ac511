import type { FilterExpression } from '../filter/filter.ts'
import type { JsonObject } from '../json.ts'
import type { PatchOperation } from '../patch/patch-op.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { bodyFits, messageFits, operationFits } from './fits.ts'
import type { Profile, Rewrite } from './profile.ts'

/** Told of every tolerance that was used, once per request part. */
export type Tolerated = (rewriteId: string, because: string) => void

/** The body of a create or replace as it was meant. */
export function rewriteResource(profile: Profile, body: JsonObject, resourceType: ResourceType, tolerated: Tolerated): JsonObject {
  const isFitting = remembered((current: JsonObject) => bodyFits(current, resourceType))
  return inTurn(profile, body, tolerated, ({ resource, ofMisfits = false }, current) =>
    resource === undefined || (ofMisfits && isFitting(current)) ? current : resource(current, resourceType),
  )
}

/** The body of a PATCH as it was meant; its operations follow one by one, by `operationRewriter`. */
export function rewritePatch(profile: Profile, message: JsonObject, resourceType: ResourceType, tolerated: Tolerated): JsonObject {
  const isFitting = remembered(messageFits)
  return inTurn(profile, message, tolerated, ({ patch, ofMisfits = false }, current) =>
    patch === undefined || (ofMisfits && isFitting(current)) ? current : patch(current, resourceType),
  )
}

/** The text of a filter as it was meant, before it is parsed. */
export function rewriteFilterText(profile: Profile, text: string, resourceType: ResourceType, tolerated: Tolerated): string {
  return inTurn(profile, text, tolerated, ({ filterText }, current) => filterText?.(current, resourceType))
}

/** A parsed filter as it was meant, before it is resolved. */
export function rewriteFilter(
  profile: Profile,
  expression: FilterExpression,
  resourceType: ResourceType,
  tolerated: Tolerated,
): FilterExpression {
  return inTurn(profile, expression, tolerated, ({ filter }, current) => filter?.(current, resourceType))
}

/** What `applyPatch` asks before every operation: what it means, given the resource as it stands. Reports each rewrite once. */
export function operationRewriter(
  profile: Profile,
  resourceType: ResourceType,
  tolerated: Tolerated,
): (operation: PatchOperation, resource: JsonObject) => readonly PatchOperation[] {
  const rewrites = profile.rewrites.filter(({ operation, filter }) => operation !== undefined || filter !== undefined)
  const reported = new Set<Rewrite>()
  const rewriteOne = (rewrite: Rewrite, operation: PatchOperation, resource: JsonObject): readonly PatchOperation[] => {
    const filtered = withPathFilter(operation, rewrite, resourceType)
    const meant = rewrite.operation?.(filtered, resource, resourceType) ?? [filtered]
    if (!isAlone(operation, meant) && !reported.has(rewrite)) {
      reported.add(rewrite)
      tolerated(rewrite.id, rewrite.because)
    }
    return meant
  }
  return (operation, resource) => {
    const isFitting = remembered((current: PatchOperation) => operationFits(current, resourceType))
    let current = operation
    for (const rewrite of rewrites) {
      if (rewrite.ofMisfits === true && isFitting(current)) continue
      const meant = rewriteOne(rewrite, current, resource)
      const [only] = meant
      // Several are asked about one by one, each with the resource as the ones before left it.
      if (only === undefined || meant.length > 1) return meant
      current = only
    }
    return [current]
  }
}

function isAlone(operation: PatchOperation, operations: readonly PatchOperation[]): boolean {
  return operations.length === 1 && operations[0] === operation
}

/** What was last asked about is not looked at again: one rewrite after the other asks about the same. */
function remembered<T>(isSo: (value: T) => boolean): (value: T) => boolean {
  let last: { readonly value: T; readonly isSo: boolean } | undefined
  return (value) => {
    if (last?.value !== value) last = { value, isSo: isSo(value) }
    return last.isSo
  }
}

function inTurn<T>(profile: Profile, start: T, tolerated: Tolerated, rewritten: (rewrite: Rewrite, current: T) => T | undefined): T {
  return profile.rewrites.reduce((current, rewrite) => {
    const meant = rewritten(rewrite, current)
    if (meant === undefined || meant === current) return current
    tolerated(rewrite.id, rewrite.because)
    return meant
  }, start)
}

/** The filter between the brackets of a path passes as the value path it is, so that its names can be told. */
function withPathFilter(operation: PatchOperation, rewrite: Rewrite, resourceType: ResourceType): PatchOperation {
  const { path } = operation
  if (rewrite.filter === undefined || path?.filter === undefined) return operation
  const valuePath: FilterExpression = { kind: 'valuePath', path: path.path, filter: path.filter }
  const meant = rewrite.filter(valuePath, resourceType)
  if (meant === valuePath || meant.kind !== 'valuePath') return operation
  return { ...operation, path: { ...path, filter: meant.filter } }
}
