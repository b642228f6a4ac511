import type { JsonObject, JsonValue } from '../json.ts'
import { changedPaths } from '../patch/changed-paths.ts'
import { memberReferences } from '../patch/member-reference.ts'
import { sameJson } from '../patch/same-json.ts'
import { resolveProjection } from '../schema/project.ts'
import type { MembershipChange } from '../storage/storage.ts'
import { changeResource } from './change-resource.ts'
import { readResource, type SentResource } from './create-resource.ts'
import { withKept } from './kept-attributes.ts'
import { note, type Operation, requiredVersions, tellChange } from './operation.ts'
import { locationOf, represent } from './representation.ts'
import { contentOf, isFoundAsBefore, partsOf } from './resource-content.ts'
import { demandUnguarded } from './self-service.ts'
import type { Preconditions, ProjectionRequest, ScimResponse } from './service-provider.ts'
import { etagOf } from './version.ts'

/** RFC 7644 §3.5.1. What is left out is cleared, but password, immutable and unseen attributes are kept (D-19). */
export async function replaceResource(
  operation: Operation,
  id: string,
  body: JsonValue,
  projectionRequest: ProjectionRequest,
  preconditions: Preconditions,
): Promise<ScimResponse> {
  const { options, store, resourceType } = operation
  const { profile } = operation.context.caller
  const projection = resolveProjection(projectionRequest, resourceType)
  let sent: SentResource | undefined
  const resource = await changeResource(operation, id, preconditions, async (stored) => {
    sent ??= readResource(operation, body)
    const { document: given, members, password } = partsOf(sent.resource, resourceType, options)
    const before = JSON.parse(stored.document) as JsonObject
    const document = withKept(given, before, sent.meant, resourceType)
    const unchanged = sameJson(before, document) && (password === undefined || options.hashPassword === undefined)
    if (unchanged && resourceType.membership === undefined) return { outcome: 'unchanged', resource: stored }
    const time = options.now()
    const content = unchanged ? undefined : await contentOf(document, password, resourceType, operation.context.caller, options)
    const changed = changedPaths(before, document, resourceType)
    demandUnguarded(operation.context.caller, resourceType, id, changed)
    if (resourceType.membership !== undefined) changed.push(resourceType.membership.name)
    if (password !== undefined && options.hashPassword !== undefined) changed.push('password')
    const replaced: MembershipChange | undefined =
      resourceType.membership === undefined
        ? undefined
        : { kind: 'replaceWith', members: memberReferences(members ?? [], resourceType, id) }
    const result = await store.update({
      type: resourceType.name,
      id,
      ifVersion: requiredVersions(preconditions),
      content: content && { ...content, basedOn: stored, isFoundAsBefore: isFoundAsBefore(changed, resourceType, profile) },
      members: replaced,
      lastModified: time,
      note: note(operation, 'replace', time, changed),
    })
    if (result.outcome === 'written') tellChange(operation, result.resource, stored.document, replaced)
    return result
  })
  return {
    status: 200,
    body: await represent(resource, { options, store, resourceType, projection, ...(sent === undefined ? {} : { sent: sent.resource }) }),
    location: locationOf(options, resourceType, id),
    etag: etagOf(resource.version),
  }
}
