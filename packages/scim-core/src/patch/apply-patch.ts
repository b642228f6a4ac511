import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, refuseRepeatedNames } from '../json.ts'
import type { MembershipChange } from '../schema/membership.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { excerpt, invalidSyntax, invalidValue, mutability, noTarget } from '../scim-error.ts'
import { add } from './add.ts'
import { type Assignment, assign } from './assignment.ts'
import { changedPaths } from './changed-paths.ts'
import { type CountComparisons, charactersIn, comparisonCounter } from './comparisons.ts'
import { elementsAt } from './document.ts'
import { type CurrentMember, MembershipFold } from './membership-change.ts'
import { locate, type PatchOperation } from './patch-op.ts'
import { refuseValueOfRemove, remove } from './remove.ts'
import { replace, replaceWhole } from './replace.ts'
import { changeSchemas, knownUrns } from './schemas-attribute.ts'
import { memberTarget, resolveTarget, type Target } from './target.ts'

/** What a PATCH is applied with beside the resource and its type. */
export interface PatchOptions {
  /** The resource's own id, which a client may echo (D-17). */
  readonly id: string
  /** How `replace` treats a complex value: RFC 7644 §3.5.2.3 merges, the interoperability profile exchanges it whole. */
  readonly replaceComplex: 'merge' | 'whole'
  readonly limits: {
    /** Values of one multi-valued attribute, members aside. */
    readonly multiValues: number
  }
  /**
   * What a client's operation means, given the resource as it stands before it. One that becomes several is asked about again,
   * each in its turn, with the resource as the ones before left it.
   */
  readonly rewrite?: (operation: PatchOperation, resource: JsonObject) => readonly PatchOperation[]
  /** The members there are, type and display in comparable form. Given on the second call, when the first one needed them. */
  readonly members?: readonly CurrentMember[]
}

/** What a PATCH has made of a resource. */
export interface PatchOutcome {
  /** The document afterwards, values of writeOnly attributes included. The very object that was given when nothing in it changed. */
  readonly resource: JsonObject
  /** Attributes that changed: `name.familyName`, `members`, `urn:…:User:department`. Empty when there is no net change. */
  readonly changed: readonly string[]
  /** What the operations named, as they were meant: attributes of extensions too where the operation named a whole one. */
  readonly targets: readonly Target[]
  /** undefined when no operation touched the membership. */
  readonly membership: MembershipChange | undefined
  /** An operation can only be understood with the members at hand: nothing was done; call again with `members`. */
  readonly needsMembers: boolean
}

/** What stays the same while one PATCH is applied. Membership never touches the document: it is folded beside it. */
interface Context {
  readonly resourceType: ResourceType
  readonly options: PatchOptions
  readonly membership: MembershipFold
  readonly count: CountComparisons
  readonly targets: Target[]
}

/**
 * Applies the operations of a PATCH in order (RFC 7644 §3.5.2). Pure: `resource` stays as it is, so a failing operation changes nothing.
 * @param resource a canonical document, without id, meta, members and what is computed.
 * @throws ScimError invalidPath, invalidFilter, noTarget, invalidValue, mutability or tooMany; it names the operation, counted from 0.
 */
export function applyPatch(
  resource: JsonObject,
  operations: readonly PatchOperation[],
  resourceType: ResourceType,
  options: PatchOptions,
): PatchOutcome {
  const count = comparisonCounter()
  const membership = new MembershipFold(resourceType, options.id, options.members, count)
  const context: Context = { resourceType, options, membership, count, targets: [] }
  const document = operations.reduce((state, operation, index) => {
    try {
      return perform(state, operation, context)
    } catch (error) {
      throw locate(error, `Operations[${index}]`)
    }
  }, resource)
  if (membership.needsMembers) return { resource, changed: [], targets: [], membership: undefined, needsMembers: true }
  const changed = changedPaths(resource, document, resourceType)
  const { change } = membership
  return {
    resource: changed.length === 0 ? resource : document,
    changed: change === undefined || resourceType.membership === undefined ? changed : [...changed, resourceType.membership.name],
    targets: context.targets,
    membership: change,
    needsMembers: false,
  }
}

function perform(document: JsonObject, operation: PatchOperation, context: Context): JsonObject {
  const meant = context.options.rewrite?.(operation, document) ?? [operation]
  const [only] = meant
  if (meant.length === 1 && only !== undefined) return applyOperation(document, only, context)
  return meant.reduce((state, each) => perform(state, each, context), document)
}

function applyOperation(document: JsonObject, operation: PatchOperation, context: Context): JsonObject {
  const { path, value } = operation
  if (path !== undefined) return applyTo(resolveTarget(path, context.resourceType), document, operation, context)
  // RFC 7644 §3.5.2.2
  if (operation.op === 'remove') throw noTarget('remove needs a path that names what is to be removed.')
  if (!isJsonObject(value)) throw invalidValue(`${operation.op} without a path needs an object of attributes as its value.`)
  refuseRepeatedNames(value, 'value')
  return Object.entries(value).reduce((state, [name, each]) => applyMember(name, state, { ...operation, value: each }, context), document)
}

/** One member of a value without a path: an attribute, an extension under its URN, or what a client echoes of the resource. */
function applyMember(name: string, document: JsonObject, operation: PatchOperation, context: Context): JsonObject {
  const { resourceType } = context
  const target = memberTarget(name, resourceType)
  if (target === undefined)
    throw invalidSyntax(`"${excerpt(name)}" is neither an attribute of ${resourceType.name} nor the URN of one of its extensions.`)
  // D-17: meta is ignored, and so is a list of schemas: it follows the data.
  if (target.path === 'meta') return document
  if (target.path === 'schemas') {
    knownUrns(operation.value, resourceType)
    return document
  }
  return applyTo(target, document, operation, context)
}

function applyTo(target: Target, document: JsonObject, asked: PatchOperation, context: Context): JsonObject {
  const { resourceType, options, membership } = context
  const operation = withoutNullValue(asked, target)
  context.targets.push(...attributesIn(target, asked.value))
  if (operation === undefined) return document
  if (target.kind !== 'extension') {
    const { attribute, extension } = target.place
    if (attribute === resourceType.membership) {
      membership.apply(target, operation)
      return document
    }
    if (target.kind === 'elements') {
      const elements = elementsAt(document, target.place)
      context.count(elements.length, target.filter, charactersIn(elements))
    }
    if (extension === undefined && attribute.name === 'schemas') return changeSchemas(document, target, operation, resourceType)
    if (extension === undefined && attribute.name === 'id') return keepId(document, operation, options)
  }
  const { op, value } = operation
  if (op !== 'remove')
    return assign(document, target, value ?? null, {
      assignment: assignmentOf(op, options),
      resourceType,
      multiValues: options.limits.multiValues,
    })
  refuseValueOfRemove(target, value)
  return remove(document, target, resourceType)
}

function attributesIn(target: Target, value: JsonValue | undefined): readonly Target[] {
  if (target.kind !== 'extension') return [target]
  const { schema } = target.extension
  return Object.keys(isJsonObject(value) ? value : {}).flatMap((name) => {
    const attribute = schema.attribute(name)
    return attribute === undefined
      ? []
      : [{ kind: 'attribute', place: { attribute, extension: schema, key: attribute.key }, path: attribute.key }]
  })
}

/**
 * RFC 7643 §2.5: null and [] are no value. Replacing by no value, or adding none where there is room for one, is removing;
 * adding none to a list or an extension is nothing at all: undefined.
 */
function withoutNullValue(operation: PatchOperation, target: Target): PatchOperation | undefined {
  const { op, value, path } = operation
  const isAssigned = value !== undefined && value !== null && !(isJsonArray(value) && value.length === 0)
  if (op === 'remove' || isAssigned) return operation
  return op === 'add' && isOpen(target) ? undefined : { op: 'remove', path, value: undefined }
}

function assignmentOf(op: 'add' | 'replace', { replaceComplex }: PatchOptions): Assignment {
  if (op === 'add') return add
  return replaceComplex === 'merge' ? replace : replaceWhole
}

/** Whether a target can take more without losing what it has. */
function isOpen(target: Target): boolean {
  switch (target.kind) {
    case 'attribute':
      return target.place.attribute.multiValued
    case 'subAttribute':
      return target.subAttribute.multiValued
    case 'elements':
      return target.subAttribute === undefined || target.subAttribute.multiValued
    case 'extension':
      return true
  }
}

function keepId(document: JsonObject, { op, value }: PatchOperation, { id }: PatchOptions): JsonObject {
  if (op !== 'remove' && value === id) return document
  throw mutability('id is readOnly; the service provider gave it and it never changes.')
}
