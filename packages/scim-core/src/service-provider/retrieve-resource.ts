import { resolveProjection } from '../schema/project.ts'
import { checkPreconditions, noSuchResource, type Operation } from './operation.ts'
import { locationOf, represent } from './representation.ts'
import type { Preconditions, ProjectionRequest, ScimResponse } from './service-provider.ts'
import { etagOf, names } from './version.ts'

/** RFC 7644 §3.4.1. */
export async function retrieveResource(
  operation: Operation,
  id: string,
  projectionRequest: ProjectionRequest,
  preconditions: Preconditions,
): Promise<ScimResponse> {
  const { options, store, resourceType } = operation
  const projection = resolveProjection(projectionRequest, resourceType)
  const stored = await store.get(resourceType.name, id)
  if (stored === undefined) throw noSuchResource(resourceType)
  // RFC 9110 §13.1.1: whatever the method.
  checkPreconditions(stored, { ...preconditions, ifNoneMatch: undefined })
  const location = locationOf(options, resourceType, id)
  const etag = etagOf(stored.version)
  if (names(preconditions.ifNoneMatch, stored.version)) return { status: 304, body: undefined, location, etag }
  return { status: 200, body: await represent(stored, { options, store, resourceType, projection }), location, etag }
}
