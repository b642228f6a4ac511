import type { ResourceType } from '../schema/resource-type.ts'
import { invalidValue, notFound, preconditionFailed, type ScimError, uniqueness } from '../scim-error.ts'
import type { JournalNote, MembershipChange, ResourceStore, StoredResource, WriteResult } from '../storage/storage.ts'
import type { Preconditions, RequestContext, ServiceProviderOptions } from './service-provider.ts'
import { names } from './version.ts'

/** What every operation on resources of one type works with. */
export interface Operation {
  readonly options: ServiceProviderOptions
  readonly context: RequestContext
  /** Sees the caller's tenant and no other. */
  readonly store: ResourceStore
  readonly resourceType: ResourceType
}

export function noSuchResource(resourceType: ResourceType): ScimError {
  return notFound(`There is no ${resourceType.name} with this id.`)
}

/** RFC 7644 §3.14, RFC 9110 §13.2.2: If-Match first, then If-None-Match; both after the 404. */
export function checkPreconditions(stored: StoredResource, { ifMatch, ifNoneMatch }: Preconditions): void {
  if (ifMatch !== undefined && !names(ifMatch, stored.version)) throw versionMismatch(stored.version)
  if (names(ifNoneMatch, stored.version)) {
    throw preconditionFailed(`If-None-Match names the current version W/"${stored.version}", so nothing was changed.`)
  }
}

/** The versions a store has to insist on, for the moment between the check and the write. */
export function requiredVersions({ ifMatch }: Preconditions): readonly number[] | undefined {
  return ifMatch === 'any' ? undefined : ifMatch
}

export function note(operation: Operation, name: JournalNote['operation'], time: number, changed: readonly string[]): JournalNote {
  const { caller, requestId } = operation.context
  return { operation: name, actor: caller.actor, requestId, time, changed }
}

/** Tells the request's listener, if it has one, what was written. `before` is the document before. */
export function tellChange(
  { context, resourceType }: Operation,
  resource: StoredResource,
  before: string | undefined,
  members: MembershipChange | undefined,
): void {
  context.changed?.({ resourceType, id: resource.id, before, after: resource.document, members })
}

/** What the client is told about a write that did not happen. */
export function refusal(result: Exclude<WriteResult, { outcome: 'written' | 'unchanged' }>, resourceType: ResourceType): ScimError {
  switch (result.outcome) {
    case 'notFound':
      return noSuchResource(resourceType)
    case 'versionMismatch':
      return versionMismatch(result.version)
    case 'stale':
      return preconditionFailed(`The ${resourceType.name} is being changed by others at this moment; read it again and repeat the request.`)
    case 'conflict':
      return uniqueness(`Another ${resourceType.name} has this ${result.path} already; it has to be unique.`)
    case 'unknownMembers':
      return invalidValue(
        `${resourceType.membership?.name ?? 'members'} names ${quoted(result.ids)}, which ${result.ids.length === 1 ? 'is no resource' : 'are no resources'} here of the stated type; create the member first.`,
      )
  }
}

function versionMismatch(version: number): ScimError {
  return preconditionFailed(`If-Match does not name the current version, which is W/"${version}"; read the resource again.`)
}

function quoted(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).map((id) => `"${id.slice(0, 80)}"`)
  return ids.length > 3 ? `${shown.join(', ')} and ${ids.length - 3} more` : shown.join(', ')
}
