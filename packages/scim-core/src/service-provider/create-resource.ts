import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { changedPaths } from '../patch/changed-paths.ts'
import { memberReferences } from '../patch/member-reference.ts'
import { rewriteResource } from '../profiles/apply.ts'
import { canonicalize } from '../schema/canonicalize.ts'
import { applyDefaults } from '../schema/defaults.ts'
import { checkFormats } from '../schema/format.ts'
import { resolveProjection } from '../schema/project.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { validate } from '../schema/validate.ts'
import { invalidSyntax, tooMany } from '../scim-error.ts'
import { note, type Operation, refusal, tellChange } from './operation.ts'
import { locationOf, represent } from './representation.ts'
import { contentOf, partsOf } from './resource-content.ts'
import type { ProjectionRequest, ScimResponse } from './service-provider.ts'
import { etagOf } from './version.ts'

/** RFC 7644 §3.3. */
export async function createResource(operation: Operation, body: JsonValue, projectionRequest: ProjectionRequest): Promise<ScimResponse> {
  const { options, context, store, resourceType } = operation
  const projection = resolveProjection(projectionRequest, resourceType)
  const { resource: sent } = readResource(operation, body)
  const { document, members, password } = partsOf(sent, resourceType, options)
  const id = options.newId()
  const created = options.now()
  const content = await contentOf(document, password, resourceType, context.caller, options)
  const changed = [...changedPaths({}, document, resourceType), ...(members?.length ? [resourceType.membership?.name ?? 'members'] : [])]
  const references = memberReferences(members ?? [], resourceType, id)
  const result = await store.create({
    ...content,
    type: resourceType.name,
    id,
    created,
    members: references,
    note: note(operation, 'create', created, changed),
  })
  if (result.outcome !== 'written' && result.outcome !== 'unchanged') throw refusal(result, resourceType)
  tellChange(operation, result.resource, undefined, references.length === 0 ? undefined : { kind: 'replaceWith', members: references })
  return {
    status: 201,
    body: await represent(result.resource, { options, store, resourceType, projection, sent, isNew: true }),
    location: locationOf(options, resourceType, id),
    etag: etagOf(result.resource.version),
  }
}

/** The body of a create or replace. */
export interface SentResource {
  /** Canonical and valid, with its defaults, members and password still in it. */
  readonly resource: JsonObject
  /** As the client meant it, before what is unassigned was taken out: tells what is cleared from what is left out. */
  readonly meant: JsonObject
}

/** @throws ScimError for what is no resource of the type. */
export function readResource({ options, context, resourceType }: Operation, body: JsonValue): SentResource {
  if (!isJsonObject(body)) throw invalidSyntax(`The body has to be a JSON object with the attributes of a ${resourceType.name}.`)
  const meant = rewriteResource(context.caller.profile, body, resourceType, context.tolerated)
  const resource = applyDefaults(canonicalize(meant, resourceType), resourceType, meant)
  limitMembers(resource, resourceType, options.limits.memberValues)
  validate(resource, resourceType, options.limits)
  checkFormats(resource, resourceType, context.caller.profile.formats)
  return { resource, meant }
}

function limitMembers(resource: JsonObject, resourceType: ResourceType, limit: number): void {
  const members = resourceType.membership === undefined ? undefined : resource[resourceType.membership.name]
  if (Array.isArray(members) && members.length > limit) {
    throw tooMany(`${resourceType.membership?.name} may have at most ${limit} values in one request; add the others by PATCH.`)
  }
}
