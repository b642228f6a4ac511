import type { Statement } from './statement.ts'

/** Statements that are executed in order, all of them, durably, or none. */
export interface Unit<Row = unknown> {
  readonly before: readonly Statement[]
  /** The statement whose rows are wanted. */
  readonly answer: Statement<Row>
  readonly after: readonly Statement[]
  /** What the unit changes, where several may be under way at once; undefined when it needs no order among them. */
  readonly claim?: Claim
}

/** A resource, or all of a tenant's. Of units that claim the same, each sees what the one before it wrote, and writes its journal entries after it. */
export interface Claim {
  readonly tenant: string
  /** undefined claims every resource of the tenant. */
  readonly id: string | undefined
}

/**
 * What a driver does for the store. Every method throws `StorageUnavailable` when the database cannot do it now; then nothing of
 * the unit was written.
 */
export interface Executor {
  read<Row>(statement: Statement<Row>): Promise<readonly Row[]>
  /**
   * Reads that need nothing of each other. Where every round trip costs, they share one.
   * @returns the rows of each, in the order of the statements
   */
  readAll<Rows extends readonly unknown[]>(statements: StatementsOf<Rows>): Promise<RowsOf<Rows>>
  /**
   * A unit is complete when it comes: nothing in JavaScript happens between two of its statements, because D1 has no transaction to
   * wait in.
   * @returns the rows of the unit's answer
   * @throws ConstraintViolation when a constraint refused a statement; then nothing of the unit was written
   */
  commit<Row>(unit: Unit<Row>): Promise<readonly Row[]>
}

/** A tuple of statements, by what their rows are. */
export type StatementsOf<Rows extends readonly unknown[]> = { readonly [Index in keyof Rows]: Statement<Rows[Index]> }
export type RowsOf<Rows extends readonly unknown[]> = { readonly [Index in keyof Rows]: readonly Rows[Index][] }

/** The database refused a unit: a guard made a column null, a value was taken, or an edge led nowhere. */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation'
}
