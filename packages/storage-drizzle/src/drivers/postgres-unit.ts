import { createHash } from 'node:crypto'
import type { Claim } from '../executor.ts'

/**
 * The statements that begin a unit's transaction and claim what it changes, as one message.
 *
 * Claims are advisory locks, which a transaction can take before it has an id. So of units that change the same resource each gets its
 * id, and sees the database, after the one before has ended; and a deletion, which changes groups too, is alone in its tenant. Nothing
 * else is locked in an order that could turn into a deadlock.
 *
 * A journal is read in the order of numbers, up to the oldest transaction that has not ended. That skips nothing if numbers are in the
 * order of transaction ids within a tenant: whoever takes one takes both at once, under a third lock that is held for no longer.
 * `currval` then gives the number. A deletion is alone and takes its numbers as it goes.
 */
export function beginning(claim: Claim | undefined): string {
  if (claim === undefined) return 'begin'
  const { tenant, id } = claim
  if (id === undefined) return `begin; select pg_advisory_xact_lock(${lockKey('tenant', tenant)})`
  const order = lockKey('journal', tenant)
  return `begin; select pg_advisory_xact_lock_shared(${lockKey('tenant', tenant)});
    select pg_advisory_xact_lock(${lockKey('resource', tenant, id)}); select pg_advisory_lock(${order});
    select pg_current_xact_id(), nextval('journal_sequence'); select pg_advisory_unlock(${order})`
}

/** A 64-bit number for what is locked. That two share one is unlikely, and then they only wait for each other. */
export function lockKey(...names: readonly string[]): string {
  return createHash('sha256')
    .update(`rollcall\n${names.join('\n')}`)
    .digest()
    .readBigInt64BE()
    .toString()
}
