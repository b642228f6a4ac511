import type { ResourceChange, StoredResource } from './storage.ts'

/** A resource after a change, whose net effect is for the store to judge. */
export function changedResource(
  stored: StoredResource,
  { content, lastModified }: Pick<ResourceChange, 'content' | 'lastModified'>,
): StoredResource {
  return {
    ...stored,
    version: stored.version + 1,
    lastModified: Math.max(stored.lastModified, lastModified),
    document: content?.document ?? stored.document,
    passwordHash: content?.passwordHash === undefined ? stored.passwordHash : (content.passwordHash ?? undefined),
  }
}
