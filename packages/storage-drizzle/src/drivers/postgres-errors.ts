import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { ConstraintViolation } from '../executor.ts'
import { OtherHistory } from '../migrations/migration.ts'
import { whyNotTrusted } from './postgres-trust.ts'

/** Two transactions stood in each other's way, and this one was undone: serialization_failure, deadlock_detected. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01'
}

/** Whether waiting may help. Anything else is a setting, or a mistake of ours. */
export function isTemporary(error: unknown): boolean {
  const state = sqlState(error)
  // Without a state nothing came from the server: it was not reached, or not heard again.
  return state === undefined ? !(error instanceof OtherHistory || whyNotTrusted(error) !== undefined) : temporary.test(state)
}

/**
 * Connections (08), settings of a replica (25006), conflicts (40), resources (53), operators (57, and 55P03 while they hold a lock), the
 * system below (58).
 */
const temporary = /^(08|25006|40|53|55P03|57|58)/

/** Whether it can only come after a password, a certificate or the database itself was changed under a running server. */
function isAdministrative(error: unknown, state: string | undefined): boolean {
  return state === undefined ? whyNotTrusted(error) !== undefined : /^(28|3D)/.test(state)
}

/** What an error of pg or PGlite means to the store. */
export function translated(error: unknown): unknown {
  const state = sqlState(error)
  // not_null_violation, foreign_key_violation, unique_violation
  if (state !== undefined && /^23(502|503|505)$/.test(state)) return new ConstraintViolation(state, { cause: error })
  if (!isTemporary(error) && !isAdministrative(error, state)) return error
  const message = whyNotTrusted(error) ?? (error instanceof Error ? error.message : String(error))
  return new StorageUnavailable(`PostgreSQL: ${state === undefined ? '' : `${state} `}${message}`, 1, { cause: error })
}

/** Errors of the server have a severity, in pg and in PGlite, and no others do: those of the system have a code as well. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error && 'severity' in error)) return undefined
  return 'code' in error && typeof error.code === 'string' ? error.code : 'XX000'
}
