import { describe, expect, test } from 'vitest'
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { applyPatch, type PatchOutcome } from '../patch/apply-patch.ts'
import { limits, message, ownId, resourceTypes } from '../patch/patch.fixture.ts'
import { parsePatchOp } from '../patch/patch-op.ts'
import { sameJson } from '../patch/same-json.ts'
import { canonicalize } from '../schema/canonicalize.ts'
import { completeResourceType } from '../schema/complete-resource-type.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { validate } from '../schema/validate.ts'
import { ScimError } from '../scim-error.ts'
import { operationRewriter, rewritePatch } from './apply.ts'
import type { Profile } from './profile.ts'
import { compat, strict } from './profiles.ts'

interface Expectation {
  readonly after?: JsonValue
  readonly error?: { readonly status: number; readonly scimType?: string }
}

interface PatchCase extends Expectation {
  readonly name: string
  readonly schema: 'User' | 'Group' | 'TestResource'
  readonly before: JsonObject
  readonly ops: readonly JsonValue[]
  /** The whole message, where it is not just operations. */
  readonly body?: JsonObject
  readonly scimTypeOptional?: boolean
  readonly acceptScimTypes?: readonly string[]
  /** What other implementations do, where they disagree. */
  readonly alternatives?: readonly Expectation[]
}

/** PATCH requests gathered from the test suites of other implementations. They are not part of the repository. */
const file = new URL('../../../../../shared/cases/patch-cases.json', import.meta.url)
const cases: readonly PatchCase[] = await import(file.href, { with: { type: 'json' } }).then(
  (module) => module.default,
  () => [],
)

const needsStore = 'uniqueness is decided by the store'
const opCase = 'Q-OP-CASE: op is lower case in RFC 7644'
const removeValue = 'D-11: a remove of a whole list takes no value'
const valuePaths = 'D-18: keys of a value without a path are attribute names'

/** Where we answer what neither the case nor any of its alternatives says, and why. */
const disagreements = {
  strict: new Map([
    ['add with eq filter and sub-attribute, no element matches: element is appended', opCase],
    ['Entra: remove with value that is no member: unchanged', opCase],
    ['remove complex attribute with a value given', opCase],
    ['Entra: manager as a plain string', opCase],
    ['op "Add" is case-insensitive', opCase],
    ['op "ADD" is case-insensitive', opCase],
    ['op "Replace" is case-insensitive', opCase],
    ['op "Remove" is case-insensitive', opCase],
    ['op "REMOVE" is case-insensitive', opCase],
    ['Entra: active as the string "false"', opCase],
    ['Entra: remove members with value [] ', removeValue],
    ['remove emails with partial object in value', removeValue],
    ['remove simple values named in value', removeValue],
    ['Entra: no path, replace with core attribute and URN key', valuePaths],
    ['Entra: dotted keys without path', valuePaths],
    ['Entra: dotted key into a multi-valued attribute', valuePaths],
    ['userName taken by another user', needsStore],
  ]),
  compat: new Map([
    ['add string where multi-valued complex is expected', 'Q-STRING-FOR-COMPLEX holds for every attribute with a value'],
    ['Entra/MS Inbound: extension path joined with a dot', 'Q-URN-PATH'],
    ['path "" with add', 'Q-NULL-PATH: an empty path is no path, and 10 no object of attributes'],
    ['body without schemas', 'Q-NO-PATCH-SCHEMAS'],
    ['body with empty Operations', 'Q-NO-OPERATIONS'],
    ['sequential: filter no longer matches after the first operation', 'Q-CREATE-ON-ABSENT makes the element again (D-12)'],
    ['userName taken by another user', needsStore],
  ]),
}

const caseResourceTypes: Readonly<Record<PatchCase['schema'], ResourceType>> = {
  ...resourceTypes,
  TestResource: completeResourceType({
    name: 'TestResource',
    endpoint: '/TestResources',
    description: 'The resource type of the cases.',
    schema: {
      id: 'urn:ietf:params:scim:schemas:test:2.0:TestResource',
      name: 'TestResource',
      description: 'What the core schemas lack.',
      attributes: [
        { name: 'identifier', description: 'A name.', required: true },
        { name: 'multiStrings', description: 'A list of plain strings.', multiValued: true },
        { name: 'immutableAttr', description: 'Set once.', mutability: 'immutable' },
        { name: 'integerAttr', description: 'A whole number.', type: 'integer' },
      ],
    },
  }),
}

describe.skipIf(cases.length === 0)('PATCH of other implementations (skipped where the file of cases is not at hand)', () => {
  describe.each([
    { profile: strict, explained: disagreements.strict },
    { profile: compat, explained: disagreements.compat },
  ])('$profile.name', ({ profile, explained }) => {
    test.each(cases)('$name', (each) => {
      const outcome = outcomeOf(each, profile)
      const agrees = [each, ...(each.alternatives ?? [])].some((expectation) => meets(outcome, expectation, each))
      expect(agrees, JSON.stringify(outcome)).toBe(!explained.has(each.name))
    })

    test('every disagreement is about a case that is there', () => {
      const names = cases.map(({ name }) => name)
      expect([...explained.keys()].filter((name) => !names.includes(name))).toEqual([])
    })
  })
})

function meets(
  outcome: JsonObject | ScimError,
  { after, error }: Expectation,
  { scimTypeOptional, acceptScimTypes, schema }: PatchCase,
): boolean {
  if (!(outcome instanceof ScimError)) return isJsonObject(after) && sameJson(essence(outcome, schema), essence(after, schema))
  if (error?.status !== outcome.status) return false
  return scimTypeOptional === true || error.scimType === outcome.scimType || acceptScimTypes?.includes(outcome.scimType ?? '') === true
}

/** Resources are compared without what a service provider may decide: extensions listed in schemas, the password, the display of members. */
function essence(resource: JsonObject, schema: PatchCase['schema']): JsonObject {
  const { password: _, members, ...rest } = resource
  const ids = Array.isArray(members)
    ? { members: members.map((member) => (isJsonObject(member) ? (member['value'] ?? null) : member)) }
    : {}
  return { ...rest, ...ids, schemas: [caseResourceTypes[schema].schema.id] }
}

function outcomeOf({ schema, before, body, ops }: PatchCase, profile: Profile): JsonObject | ScimError {
  const resourceType = caseResourceTypes[schema]
  const { members: _, ...given } = before
  const stored = memberIds(before)
  const options = { id: ownId, limits, replaceComplex: profile.replaceComplex, rewrite: operationRewriter(profile, resourceType, () => {}) }
  const members = stored.map((value) => ({ value, type: 'user', display: '' }))
  try {
    const document = canonicalize(given, resourceType)
    const operations = parsePatchOp(
      rewritePatch(profile, body ?? message(ops), resourceType, () => {}),
      limits,
    )
    const first = applyPatch(document, operations, resourceType, options)
    const outcome = first.needsMembers ? applyPatch(document, operations, resourceType, { ...options, members }) : first
    if (outcome.resource !== document) validate(outcome.resource, resourceType, { stringLength: 1000, multiValues: 100 })
    const now = membersAfter(stored, outcome.membership)
    return now.length === 0 ? outcome.resource : { ...outcome.resource, members: now.map((value) => ({ value })) }
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
}

function memberIds({ members }: JsonObject): readonly string[] {
  return Array.isArray(members) ? members.map((member) => String(isJsonObject(member) ? member['value'] : member)) : []
}

function membersAfter(before: readonly string[], change: PatchOutcome['membership']): readonly string[] {
  if (change === undefined) return before
  if (change.kind === 'replaceWith') return change.members.map(({ id }) => id)
  const kept = before.filter((id) => !change.remove.includes(id))
  return [...kept, ...change.add.map(({ id }) => id).filter((id) => !kept.includes(id))]
}
