import type { JsonObject, JsonValue } from '../json.ts'
import { changedPaths } from '../patch/changed-paths.ts'
import { memberReferences } from '../patch/member-reference.ts'
import { sameJson } from '../patch/same-json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { resolveProjection } from '../schema/project.ts'
import { mutability } from '../scim-error.ts'
import type { MembershipChange } from '../storage/storage.ts'
import { changeResource } from './change-resource.ts'
import { readResource } from './create-resource.ts'
import { note, type Operation, requiredVersions, tellChange } from './operation.ts'
import { locationOf, represent } from './representation.ts'
import { contentOf, isFoundAsBefore, partsOf } from './resource-content.ts'
import { demandUnguarded } from './self-service.ts'
import type { Preconditions, ProjectionRequest, ScimResponse } from './service-provider.ts'
import { etagOf } from './version.ts'

/** RFC 7644 §3.5.1. What is left out is cleared (D-19), but password and immutable attributes are kept. */
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
  let sent: JsonObject | undefined
  const resource = await changeResource(operation, id, preconditions, async (stored) => {
    sent ??= readResource(operation, body)
    const { document: given, members, password } = partsOf(sent, resourceType, options)
    const before = JSON.parse(stored.document) as JsonObject
    const document = keepImmutable(before, given, operation)
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
    body: await represent(resource, { options, store, resourceType, projection, ...(sent === undefined ? {} : { sent }) }),
    location: locationOf(options, resourceType, id),
    etag: etagOf(resource.version),
  }
}

/** RFC 7644 §3.5.1: an immutable value must match what is stored; left out, it stays. */
function keepImmutable(before: JsonObject, given: JsonObject, { resourceType }: Operation): JsonObject {
  const document: Record<string, JsonValue> = { ...given }
  const keep = (attributes: readonly Attribute[], from: JsonObject, into: Record<string, JsonValue>, prefix: string): void => {
    for (const attribute of attributes) {
      const stored = attribute.mutability === 'immutable' ? from[attribute.name] : undefined
      if (stored === undefined) continue
      if (into[attribute.name] === undefined) into[attribute.name] = stored
      else if (!sameJson(stored, into[attribute.name])) {
        throw mutability(`${prefix}${attribute.name} is immutable and already has another value; leave it out or send the stored one.`)
      }
    }
  }
  keep(resourceType.schema.attributes, before, document, '')
  for (const { schema } of resourceType.extensions) {
    const stored = before[schema.id]
    if (stored === undefined || !schema.attributes.some((attribute) => attribute.mutability === 'immutable')) continue
    const extension: Record<string, JsonValue> = { ...(document[schema.id] as JsonObject | undefined) }
    keep(schema.attributes, stored as JsonObject, extension, `${schema.id}:`)
    if (Object.keys(extension).length > 0) document[schema.id] = extension
  }
  return document
}
