import { describe, expect, test } from 'vitest'
import { parseFilter } from '../filter/parse.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { limits, message, resourceTypes } from '../patch/patch.fixture.ts'
import { type PatchOperation, parsePatchOp } from '../patch/patch-op.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { operationRewriter, rewriteFilter, rewriteFilterText, rewritePatch, rewriteResource, type Tolerated } from './apply.ts'
import type { Example } from './examples.fixture.ts'
import type { Profile } from './profile.ts'
import { compat } from './profiles.ts'
import { documented, isTolerance, tolerancesDocument } from './tolerances.fixture.ts'

test('docs/tolerances.md says what the rewrites do (npm run clients renews it)', async () => {
  await expect(tolerancesDocument()).toMatchFileSnapshot('../../../../docs/tolerances.md')
})

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
