import type { StoredResource, WriteResult } from '../storage/storage.ts'
import { checkPreconditions, noSuchResource, type Operation, refusal } from './operation.ts'
import type { Preconditions } from './service-provider.ts'

/** How often a write is computed anew because another one came first. Each round loses to a write that succeeded. */
const staleRetries = 10

/**
 * Changes a resource: `change` computes the write from the resource as it stands, and computes it again while other writes come first.
 * @returns the resource as it is then.
 * @throws ScimError for whatever was not written.
 */
export async function changeResource(
  { store, resourceType }: Operation,
  id: string,
  preconditions: Preconditions,
  change: (stored: StoredResource) => Promise<WriteResult>,
): Promise<StoredResource> {
  for (let retries = 0; ; retries += 1) {
    const stored = await store.get(resourceType.name, id)
    if (stored === undefined) throw noSuchResource(resourceType)
    checkPreconditions(stored, preconditions)
    const result = await change(stored)
    if (result.outcome === 'written' || result.outcome === 'unchanged') return result.resource
    if (result.outcome !== 'stale' || retries === staleRetries) throw refusal(result, resourceType)
  }
}
