import { statSync } from 'node:fs'
import { StorageUnavailable } from '@rollcall/scim-core/storage'

/**
 * SQLite goes on writing to a file that was deleted, moved or replaced, and nobody would find again what it wrote. Asked before every
 * transaction, which costs it a few microseconds.
 * @returns a function that throws StorageUnavailable unless the file at the path is still the one that is there now
 */
export function fileInPlace(path: string): () => void {
  if (path === ':memory:') return () => {}
  const opened = statSync(path)
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })
    if (now?.ino !== opened.ino || now.dev !== opened.dev)
      throw new StorageUnavailable(`SQLite: ${path} is not the file that was opened`, 5)
  }
}
