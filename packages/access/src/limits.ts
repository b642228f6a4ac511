import { ScimError } from '@rollcall/scim-core'
import type { Now } from './ports.ts'
import { createRateLimit } from './rate-limit.ts'

/** RFC 6585 §4, as a SCIM error. */
export function tooManyRequests(what: string, seconds: number): ScimError {
  const detail = `${what}; wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'} and try again.`
  return new ScimError(429, undefined, detail, { 'Retry-After': String(seconds) })
}

/** Counts failed authentications by address: 20 a minute are answered as they are, the others with 429. */
export interface FailureLimit {
  /** The error to answer with. Only a 401 counts. */
  count(address: string | undefined, error: unknown): unknown
  /** Counts one failure: 0, or the seconds to wait when there were too many. */
  take(address: string | undefined): number
}

/**
 * What is right is always let in, also from an address with many failures: identity providers send the requests of all their
 * customers from the same few addresses, and one customer's stale token must not lock the others out. Guessing 256 bits is hopeless
 * at any speed; what the limit protects is the log and the database.
 */
export function createFailureLimit(now: Now): FailureLimit {
  const failures = createRateLimit(now, 10_000)
  const take = (address: string | undefined) => (address === undefined ? 0 : failures.take(address, { perSecond: 20 / 60, burst: 20 }))
  return {
    take,
    count(address, error) {
      if (!(error instanceof ScimError) || error.status !== 401) return error
      const seconds = take(address)
      return seconds === 0 ? error : tooManyRequests('Too many failed authentications from this address', seconds)
    },
  }
}
