import { randomUUID } from 'node:crypto'
import { uuidV7 as uuidV7From } from '@rollcall/scim-core'

/** Ids that ascend, from Node's random numbers. */
export function uuidV7(now: () => number): () => string {
  return uuidV7From(now, randomUUID)
}
