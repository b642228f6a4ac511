import type { Storage, StoredResource, WriteResult } from '@rollcall/scim-core'

/** Storage that answers as if it had written: for a dry run, in which everything is checked and nothing changed. */
export function withoutWriting(storage: Storage): Storage {
  const written = (resource: StoredResource): WriteResult => ({ outcome: 'written', resource })
  return {
    forTenant(tenantId) {
      const store = storage.forTenant(tenantId)
      return {
        ...store,
        create: async ({ type, id, created, document }) =>
          written({ type, id, version: 1, created, lastModified: created, document, passwordHash: undefined }),
        async update({ type, id, content, lastModified }) {
          const stored = await store.get(type, id)
          if (stored === undefined) return { outcome: 'notFound' }
          return written({ ...stored, version: stored.version + 1, lastModified, document: content?.document ?? stored.document })
        },
        async delete({ type, id }) {
          const stored = await store.get(type, id)
          return stored === undefined ? { outcome: 'notFound' } : written(stored)
        },
      }
    },
  }
}
