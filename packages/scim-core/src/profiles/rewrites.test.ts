import { describe, expect, test } from 'vitest'
import { parseFilter } from '../filter/parse.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { limits, message, resourceTypes } from '../patch/patch.fixture.ts'
import { type PatchOperation, parsePatchOp } from '../patch/patch-op.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { operationRewriter, rewriteFilter, rewriteFilterText, rewritePatch, rewriteResource, type Tolerated } from './apply.ts'
import { examples as noPatchSchemas } from './authentik/no-patch-schemas.fixture.ts'
import { examples as nullPath } from './authentik/null-path.fixture.ts'
import { examples as unquotedLiteral } from './authentik/unquoted-literal.fixture.ts'
import { examples as bareExtensionAttributes } from './entra/bare-extension-attributes.fixture.ts'
import { examples as createOnAbsent } from './entra/create-on-absent.fixture.ts'
import { examples as dottedKeys } from './entra/dotted-keys.fixture.ts'
import { examples as manager } from './entra/manager.fixture.ts'
import { examples as noOperations } from './entra/no-operations.fixture.ts'
import { examples as operationCase } from './entra/operation-case.fixture.ts'
import { examples as removeValueList } from './entra/remove-value-list.fixture.ts'
import { examples as urnDotPath } from './entra/urn-dot-path.fixture.ts'
import { examples as urnKeys } from './entra/urn-keys.fixture.ts'
import { examples as wrappedStrings } from './entra/wrapped-strings.fixture.ts'
import type { Example, Examples } from './examples.fixture.ts'
import { examples as scalarInArray } from './keycloak/scalar-in-array.fixture.ts'
import { examples as twoPrimaries } from './ping/two-primaries.fixture.ts'
import type { Profile } from './profile.ts'
import { compat } from './profiles.ts'
import { examples as emptyClears } from './rewrites/empty-clears.fixture.ts'
import { examples as listSubPath } from './rewrites/list-sub-path.fixture.ts'
import { examples as missingSchemas } from './rewrites/missing-schemas.fixture.ts'
import { examples as objectForArray } from './rewrites/object-for-array.fixture.ts'
import { examples as readOnlyKeys } from './rewrites/read-only-keys.fixture.ts'
import { examples as removeNested } from './rewrites/remove-nested.fixture.ts'
import { examples as stringBoolean } from './rewrites/string-boolean.fixture.ts'
import { examples as stringBooleanFilter } from './rewrites/string-boolean-filter.fixture.ts'
import { examples as stringForComplex } from './rewrites/string-for-complex.fixture.ts'
import { examples as stringNumber } from './rewrites/string-number.fixture.ts'
import { examples as unknownAttributes } from './rewrites/unknown-attributes.fixture.ts'
import { examples as unknownSchemas } from './rewrites/unknown-schemas.fixture.ts'

const documented: readonly Examples[] = [
  noPatchSchemas,
  nullPath,
  unquotedLiteral,
  bareExtensionAttributes,
  createOnAbsent,
  dottedKeys,
  manager,
  noOperations,
  operationCase,
  removeValueList,
  urnDotPath,
  urnKeys,
  wrappedStrings,
  scalarInArray,
  twoPrimaries,
  emptyClears,
  listSubPath,
  missingSchemas,
  objectForArray,
  readOnlyKeys,
  removeNested,
  stringBooleanFilter,
  stringBoolean,
  stringForComplex,
  stringNumber,
  unknownAttributes,
  unknownSchemas,
]

test('Every tolerance is documented by examples', () => {
  expect(documented.map(({ rewrite }) => rewrite.id).sort()).toEqual(compat.rewrites.map(({ id }) => id).sort())
})

describe.each(documented)('$rewrite.id', ({ rewrite, examples }) => {
  const profile: Profile = { name: 'one', rewrites: [rewrite], unique: [], replaceComplex: 'merge', formats: 'asSent' }

  test.each(examples)('$because', (example) => {
    const used: string[] = []
    const tolerated: Tolerated = (id) => used.push(id)
    const resourceType = resourceTypes[example.resourceType ?? 'User']
    const [sent, meant] = outcomes(example, profile, resourceType, tolerated)
    expect(sent).toEqual(meant)
    expect(used).toEqual(isTolerance(example) ? [rewrite.id] : [])
  })
})

/** What the rewrite makes of what was sent, and what was meant, in one form. */
function outcomes(example: Example, profile: Profile, resourceType: ResourceType, tolerated: Tolerated): readonly [unknown, unknown] {
  if ('body' in example) return [rewriteResource(profile, example.body, resourceType, tolerated), example.meant]
  if ('filter' in example) {
    const text = rewriteFilterText(profile, example.filter, resourceType, tolerated)
    return [
      withoutText(rewriteFilter(profile, parseFilter(text, limits), resourceType, tolerated)),
      withoutText(parseFilter(example.meant, limits)),
    ]
  }
  const sent: JsonObject = 'message' in example ? example.message : message(example.operations)
  const operations = parsePatchOp(rewritePatch(profile, sent, resourceType, tolerated), limits)
  const rewriteOperation = operationRewriter(profile, resourceType, tolerated)
  const resource = ('resource' in example ? example.resource : undefined) ?? {}
  return [
    withoutText(operations.flatMap((operation) => rewriteOperation(operation, resource))),
    withoutText(meantOperations(example.meant)),
  ]
}

function meantOperations(meant: readonly JsonValue[]): readonly PatchOperation[] {
  return meant.length === 0 ? [] : parsePatchOp(message(meant), limits)
}

/** Parsed paths and filters remember the text they were read from, which a rewrite leaves as the client sent it. */
function withoutText(parsed: unknown): unknown {
  return JSON.parse(JSON.stringify(parsed, (key, value) => (key === 'text' ? undefined : value)))
}

/** Examples of where a rewrite stops are meant as they were sent. */
function isTolerance(example: Example): boolean {
  if ('message' in example) return true
  const sent = 'body' in example ? example.body : 'filter' in example ? example.filter : example.operations
  return JSON.stringify(sent) !== JSON.stringify(example.meant)
}
