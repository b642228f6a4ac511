import { AsyncLocalStorage } from 'node:async_hooks'
import type { D1Binding, D1Session } from './bindings.ts'

/** What belongs to the request at hand and not to the Worker, which serves many at once. */
export interface RequestScope {
  readonly session: D1Session
  /** Keeps the Worker awake for work that nobody waits for. */
  waitUntil(work: Promise<unknown>): void
}

export const requestScope = new AsyncLocalStorage<RequestScope>()

/** Tells how much of the database an answer has seen. A client that sends it back may be served by a replica near to it. */
export const bookmarkHeader = 'X-D1-Bookmark'

/**
 * A D1 session in which a client reads its own writes. SCIM clients carry nothing from one request to the next, so a session begins at
 * the primary, which has everything; unless a reader sends the bookmark of an earlier answer: then any replica does that has seen as
 * much. What a session reads later may come from a replica, but never from before what it has read already.
 */
export function openSession(database: D1Binding, { method, headers }: Request): D1Session {
  const bookmark = headers.get(bookmarkHeader)
  const mayBeReplica = (method === 'GET' || method === 'HEAD') && bookmark !== null && wellFormed.test(bookmark)
  return database.withSession(mayBeReplica ? bookmark : 'first-primary')
}

const wellFormed = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/
