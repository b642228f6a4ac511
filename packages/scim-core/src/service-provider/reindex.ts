import type { JsonObject } from '../json.ts'
import { sameJson } from '../patch/same-json.ts'
import { parseAttributePath, resolveAttributePath } from '../schema/attribute-path.ts'
import { comparableOf, type IndexedValue } from '../schema/comparable.ts'
import { indexedValuesOf, labelOf } from '../schema/indexed-values.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { ResourceTypes } from '../schema/resource-types.ts'
import { ScimError } from '../scim-error.ts'
import type { Derivation, DerivedResource, IndexPosition, TenantDerivations } from '../storage/derivations.ts'

/** What a stretch of reindexing has done. */
export interface Reindexed {
  readonly type: string
  /** Resources that were looked at. */
  readonly checked: number
  /** Those whose derived values were not what they should be, and are now. */
  readonly mended: number
  /** Rows of the index that no resource stood behind. */
  readonly removed: number
  /** Resources that cannot be indexed as the definitions want it, with why. They stay as they were. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[]
}

const resourcesAtOnce = 50
const indexRowsAtOnce = 1000

/**
 * Derives anew what a tenant's resources are found by, after a definition or a rule of comparing has changed, or something was broken.
 * Others may read and write meanwhile: what they change they derive themselves. Goes on as its results are read, one for each stretch.
 */
export async function* reindex(derivations: TenantDerivations, resourceTypes: ResourceTypes): AsyncGenerator<Reindexed, void, undefined> {
  for (const resourceType of resourceTypes.all) {
    // First what is in the way: a row that belongs to nobody may hold a unique value.
    yield* sweep(derivations, resourceType)
    yield* derive(derivations, resourceType)
  }
}

async function* sweep(derivations: TenantDerivations, { name }: ResourceType): AsyncGenerator<Reindexed, void, undefined> {
  for (let after: IndexPosition | undefined; ; ) {
    const { removed, next } = await derivations.sweep(name, after, indexRowsAtOnce)
    yield { type: name, checked: 0, mended: 0, removed, refused: [] }
    if (next === undefined) return
    after = next
  }
}

async function* derive(derivations: TenantDerivations, resourceType: ResourceType): AsyncGenerator<Reindexed, void, undefined> {
  for (let after: string | undefined; ; ) {
    const page = await derivations.page(resourceType.name, after, resourcesAtOnce)
    const outcomes = await Promise.all(page.map((resource) => mend(derivations, resource, resourceType)))
    yield {
      type: resourceType.name,
      checked: page.length,
      mended: outcomes.filter((outcome) => outcome === 'mended').length,
      removed: 0,
      refused: outcomes.filter((outcome) => typeof outcome === 'object'),
    }
    if (page.length < resourcesAtOnce) return
    after = page.at(-1)?.id
  }
}

type Outcome = 'right' | 'mended' | Reindexed['refused'][number]

async function mend(derivations: TenantDerivations, kept: DerivedResource, resourceType: ResourceType): Promise<Outcome> {
  try {
    const derivation = derivationOf(kept, resourceType)
    if (kept.isIntact && isAsDerived(kept, derivation)) return 'right'
    const outcome = await derivations.replace(derivation)
    if (outcome === 'conflict') return { id: kept.id, reason: 'Another resource has one of its unique values.' }
    // Whoever wrote another document meanwhile has derived its values.
    return outcome === 'written' ? 'mended' : 'right'
  } catch (error) {
    if (error instanceof ScimError) return { id: kept.id, reason: error.message }
    throw error
  }
}

function derivationOf({ id, document, indexed }: DerivedResource, resourceType: ResourceType): Derivation {
  const content = JSON.parse(document) as JsonObject
  const comparable = comparableOf(content, resourceType)
  return {
    type: resourceType.name,
    id,
    document,
    comparable,
    indexed: indexedValuesOf(comparable, resourceType, alsoUnique(indexed, resourceType)),
    label: labelOf(content, resourceType),
  }
}

/** D-37: what the profile of its writer wanted to be unique beyond the schema stays so, as far as the attribute still exists. */
function alsoUnique(indexed: readonly IndexedValue[], resourceType: ResourceType): string[] {
  const paths = new Set(indexed.filter(({ unique }) => unique).map(({ path }) => path))
  return [...paths].filter((path) => {
    const parsed = parseAttributePath(path)
    return parsed !== undefined && resolveAttributePath(parsed, resourceType) !== undefined
  })
}

function isAsDerived(kept: DerivedResource, { comparable, indexed, label }: Derivation): boolean {
  return (
    kept.label === label &&
    sameJson(kept.comparable, comparable) &&
    kept.indexed.length === indexed.length &&
    kept.indexed.every(({ path, value, unique }, index) => {
      const other = indexed[index]
      return path === other?.path && value === other.value && unique === other.unique
    })
  )
}
