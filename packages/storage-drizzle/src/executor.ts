import type { Statement } from './statement.ts'

/** Statements that are executed in order, all of them, durably, or none. */
export interface Unit<Row = unknown> {
  readonly before: readonly Statement[]
  /** The statement whose rows are wanted. */
  readonly answer: Statement<Row>
  readonly after: readonly Statement[]
}

/**
 * What a driver does for the store. Both methods throw `StorageUnavailable` when the database cannot do it now; then nothing of
 * the unit was written.
 */
export interface Executor {
  read<Row>(statement: Statement<Row>): Promise<readonly Row[]>
  /**
   * A unit is complete when it comes: nothing in JavaScript happens between two of its statements, because D1 has no transaction to
   * wait in.
   * @returns the rows of the unit's answer
   * @throws ConstraintViolation when a constraint refused a statement; then nothing of the unit was written
   */
  commit<Row>(unit: Unit<Row>): Promise<readonly Row[]>
}

/** The database refused a unit: a guard made a column null, a value was taken, or an edge led nowhere. */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation'
}
