import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { applyPatch, type PatchOutcome } from '../patch/apply-patch.ts'
import type { CurrentMember } from '../patch/membership-change.ts'
import { type PatchOperation, parsePatchOp } from '../patch/patch-op.ts'
import type { Target } from '../patch/target.ts'
import { operationRewriter, rewritePatch } from '../profiles/apply.ts'
import type { Attribute } from '../schema/attribute.ts'
import { fold } from '../schema/fold.ts'
import { checkFormats } from '../schema/format.ts'
import { resolveProjection } from '../schema/project.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { validate } from '../schema/validate.ts'
import { invalidSyntax } from '../scim-error.ts'
import { memberPages } from '../storage/member-pages.ts'
import type { StoredResource, WriteResult } from '../storage/storage.ts'
import { changeResource } from './change-resource.ts'
import { note, type Operation, requiredVersions, tellChange } from './operation.ts'
import { locationOf, represent } from './representation.ts'
import { contentOf, isFoundAsBefore, partsOf } from './resource-content.ts'
import { demandUnguarded } from './self-service.ts'
import { sentByPatch } from './sent-by-patch.ts'
import type { Preconditions, ProjectionRequest, ScimResponse } from './service-provider.ts'
import { etagOf } from './version.ts'

/** RFC 7644 §3.5.2. Atomic: a failing operation leaves everything as it was. */
export async function modifyResource(
  operation: Operation,
  id: string,
  body: JsonValue,
  projectionRequest: ProjectionRequest,
  preconditions: Preconditions,
): Promise<ScimResponse> {
  const { options, store, resourceType } = operation
  const projection = resolveProjection(projectionRequest, resourceType)
  let operations: readonly PatchOperation[] | undefined
  let targets: readonly Target[] = []
  const resource = await changeResource(operation, id, preconditions, async (stored) => {
    operations ??= readPatchOp(operation, body)
    const outcome = await patched(operation, stored, operations)
    targets = outcome.targets
    return write(operation, stored, outcome, preconditions)
  })
  const location = locationOf(options, resourceType, id)
  const etag = etagOf(resource.version)
  if (answersWithoutBody(operation, projectionRequest)) return { status: 204, body: undefined, location, etag }
  const sent = resourceType.returnsWholeDocument ? {} : sentByPatch(targets, JSON.parse(resource.document) as JsonObject)
  return { status: 200, body: await represent(resource, { options, store, resourceType, projection, sent }), location, etag }
}

// D-21: a resource with members, which may be many, comes back only when attributes or excludedAttributes ask for it.
function answersWithoutBody({ resourceType }: Operation, { attributes, excludedAttributes }: ProjectionRequest): boolean {
  return resourceType.membership !== undefined && attributes === undefined && excludedAttributes === undefined
}

function readPatchOp({ options, context, resourceType }: Operation, body: JsonValue): readonly PatchOperation[] {
  if (!isJsonObject(body)) throw invalidSyntax('The body has to be a PatchOp message: a JSON object with schemas and Operations.')
  return parsePatchOp(rewritePatch(context.caller.profile, body, resourceType, context.tolerated), options.limits)
}

async function write(
  operation: Operation,
  stored: StoredResource,
  outcome: PatchOutcome,
  preconditions: Preconditions,
): Promise<WriteResult> {
  const { options, context, store, resourceType } = operation
  demandUnguarded(context.caller, resourceType, stored.id, outcome.changed)
  const { document, password } = partsOf(outcome.resource, resourceType, options)
  const changed = outcome.changed.map((path) => resourceType.attribute(path))
  const keepsPassword = options.hashPassword === undefined || !changed.some((attribute) => attribute?.mutability === 'writeOnly')
  const isOutside = (attribute: Attribute) => attribute.mutability === 'writeOnly' || attribute === resourceType.membership
  const sameContent = keepsPassword && changed.every((attribute) => attribute !== undefined && isOutside(attribute))
  if (sameContent && outcome.membership === undefined) return { outcome: 'unchanged', resource: stored }
  if (!sameContent) {
    validate(document, resourceType, options.limits, false)
    checkFormats(document, resourceType, context.caller.profile.formats)
  }
  const time = options.now()
  const newPassword = keepsPassword ? undefined : (password ?? null)
  const content = sameContent ? undefined : await contentOf(document, newPassword, resourceType, context.caller, options)
  const result = await store.update({
    type: resourceType.name,
    id: stored.id,
    ifVersion: requiredVersions(preconditions),
    content: content && {
      ...content,
      basedOn: stored,
      isFoundAsBefore: isFoundAsBefore(outcome.changed, resourceType, context.caller.profile),
    },
    members: outcome.membership,
    lastModified: time,
    note: note(operation, 'modify', time, outcome.changed),
  })
  if (result.outcome === 'written') tellChange(operation, result.resource, stored.document, outcome.membership)
  return result
}

/** A password that is kept is there to be removed (RFC 7644 §3.5.2.2), though only its hash is. */
function withSecret(document: JsonObject, { passwordHash }: StoredResource, { schema }: ResourceType): JsonObject {
  const secret = schema.attributes.find(({ mutability }) => mutability === 'writeOnly')
  return secret === undefined || passwordHash === undefined ? document : { ...document, [secret.name]: passwordHash }
}

/** Members are read only for the rare filter that cannot be folded without them, e.g. `members[type eq "User"]`. */
async function patched(operation: Operation, stored: StoredResource, operations: readonly PatchOperation[]): Promise<PatchOutcome> {
  const { options, context, resourceType } = operation
  const before = withSecret(JSON.parse(stored.document) as JsonObject, stored, resourceType)
  const { profile } = context.caller
  const patchOptions = {
    id: stored.id,
    limits: options.limits,
    replaceComplex: profile.replaceComplex,
    rewrite: operationRewriter(profile, resourceType, context.tolerated),
  }
  const outcome = applyPatch(before, operations, resourceType, patchOptions)
  if (!outcome.needsMembers) return outcome
  return applyPatch(before, operations, resourceType, { ...patchOptions, members: await membersOf(operation, stored.id) })
}

async function membersOf({ store }: Operation, groupId: string): Promise<CurrentMember[]> {
  const members: CurrentMember[] = []
  for await (const page of memberPages(store, [groupId])) {
    for (const { id, type, label } of page) members.push({ value: id, type: fold(type), display: fold(label ?? '') })
  }
  return members
}
