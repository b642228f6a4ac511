import { checkPreconditions, noSuchResource, note, type Operation, refusal, requiredVersions } from './operation.ts'
import type { Preconditions, ScimResponse } from './service-provider.ts'

/** RFC 7644 §3.6. The resource is gone afterwards, its memberships with it. */
export async function deleteResource(operation: Operation, id: string, preconditions: Preconditions): Promise<ScimResponse> {
  const { options, context, store, resourceType } = operation
  if (preconditions.ifMatch !== undefined || preconditions.ifNoneMatch !== undefined) {
    const stored = await store.get(resourceType.name, id)
    if (stored === undefined) throw noSuchResource(resourceType)
    checkPreconditions(stored, preconditions)
  }
  const result = await store.delete({
    type: resourceType.name,
    id,
    ifVersion: requiredVersions(preconditions),
    note: note(operation, 'delete', options.now(), []),
  })
  switch (result.outcome) {
    case 'written':
      context.changed?.({ resourceType, id, before: result.resource.document, after: undefined, members: undefined })
      return gone
    case 'unchanged':
      return gone
    case 'notFound':
    case 'versionMismatch':
    case 'stale':
    case 'conflict':
    case 'unknownMembers':
      throw refusal(result, resourceType)
  }
}

const gone: ScimResponse = { status: 204, body: undefined, location: undefined, etag: undefined }
