import { payloadTooLarge } from '@rollcall/scim-core'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { ConstraintViolation } from '../executor.ts'

/**
 * Whether what D1 threw may be tried again.
 * - `always`: the statements never reached the database.
 * - `reads`: the connection or the database broke while they were under way. A write may have been done.
 * - `never`: trying again at once would do harm or not help.
 */
export type Retry = 'always' | 'reads' | 'never'

/** The texts of D1's documentation (Observability, Debug D1). A busy database is not asked again: that would make it busier. */
const faults: readonly (readonly [text: RegExp, retry: Retry, retryAfterSeconds: number])[] = [
  [/Cannot resolve D1 DB due to transient issue/, 'always', 1],
  [/Internal error while starting up D1 DB storage/, 'always', 1],
  [/D1 DB reset because its code was updated/, 'reads', 1],
  [/Network connection lost/, 'reads', 1],
  [/Internal error in D1 DB storage caused object to be reset/, 'reads', 1],
  [/Can't read from request stream because client disconnected/, 'reads', 1],
  [/D1 DB is overloaded/, 'never', 5],
  [/D1 DB storage operation exceeded timeout/, 'never', 5],
  [/D1 DB's isolate exceeded its memory limit/, 'never', 5],
  [/D1 DB exceeded its CPU time limit/, 'never', 5],
  [/exceeded .*(?:storage limit|DB size)/i, 'never', 60],
]

export function retryOf(error: unknown): Retry {
  return faultOf(textOf(error))?.[1] ?? 'never'
}

/** What D1 threw as what the store expects; anything unknown as it is. */
export function translatedD1(error: unknown): unknown {
  const text = textOf(error)
  if (/constraint failed|SQLITE_CONSTRAINT/.test(text)) return new ConstraintViolation(text, { cause: error })
  if (/too big|SQLITE_TOOBIG/.test(text)) return tooLargeForD1()
  const fault = faultOf(text)
  return fault === undefined ? error : new StorageUnavailable(`D1: ${text}`, fault[2], { cause: error })
}

/** D1 keeps no row and takes no value of more than 2,000,000 bytes. */
export function tooLargeForD1(): Error {
  return payloadTooLarge('With its indexes the resource is larger than the 2,000,000 bytes that this database keeps in one row.')
}

function faultOf(text: string) {
  return faults.find(([pattern]) => pattern.test(text))
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
