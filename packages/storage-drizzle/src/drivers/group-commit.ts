/** The connection, as far as committing needs it. */
export interface Transactions {
  readonly isOpen: () => boolean
  readonly begin: () => void
  readonly commit: () => void
  readonly rollback: () => void
  readonly savepoint: () => void
  readonly rollbackToSavepoint: () => void
  readonly releaseSavepoint: () => void
}

export interface GroupCommitOptions {
  /** Milliseconds that writes wait while another process has the write lock. */
  readonly patience: number
  /** Whether the error says that another process has it. */
  readonly isBusy: (error: unknown) => boolean
}

export interface GroupCommit {
  /** Runs the write in the next transaction, perhaps twice. Settled when that is on disk, or undone. */
  write<Value>(run: () => Value): Promise<Value>
  /** Commits what waits, without waiting for others. */
  flush(): void
}

/** Milliseconds that writes wait for others while none come, where a commit takes no time. On a slow disk it is half a commit. */
const longestWait = 1
/** Milliseconds that writes wait while others keep coming: what is done meanwhile would have to be done anyway. */
const longestGathering = 20

/**
 * Commits together what arrives together: one transaction and one fsync for all. A write that fails takes no other along. Under load
 * that is three to five times as many durable writes as a commit for each.
 */
export function createGroupCommit(transactions: Transactions, { patience, isBusy }: GroupCommitOptions): GroupCommit {
  let waiting: Write[] = []
  let isScheduled = false
  let busySince: number | undefined
  /** How many writes to expect together: as many as lately, fewer each time that fewer come. */
  let usual = 0
  /** Milliseconds that the last commit took. */
  let lastCommit = 0

  return {
    write: (run) =>
      new Promise((resolve, reject) => {
        waiting.push(writeOf(run, resolve, reject))
        if (!isScheduled) {
          const now = performance.now()
          setImmediate(gather, { seen: waiting.length, grew: now, began: now })
        }
        isScheduled = true
      }),
    flush: () => commitWaiting(0),
  }

  /**
   * Requests that were sent together come in over several turns of the event loop. As long as each turn brings more, and for a moment when
   * there are by far fewer than last time, the next turn is awaited. A write that is alone, and was last time, is committed at once.
   */
  function gather({ seen, grew, began }: Gathering): void {
    const now = performance.now()
    const isGrowing = waiting.length > seen
    const isWorthWaiting = isGrowing
      ? now - began < longestGathering
      : waiting.length < usual && now - grew < Math.max(longestWait, lastCommit / 2)
    if (isWorthWaiting) setImmediate(gather, { seen: waiting.length, grew: isGrowing ? now : grew, began })
    else commitWaiting(patience)
  }

  function commitWaiting(patience: number): void {
    isScheduled = false
    const writes = waiting
    waiting = []
    if (writes.length === 0) return
    usual = Math.max(writes.length, usual * 0.75)
    try {
      transactions.begin()
    } catch (error) {
      busySince ??= performance.now()
      if (isBusy(error) && performance.now() - busySince < patience) {
        waiting = writes
        isScheduled = true
        setTimeout(commitWaiting, 5, patience)
        return
      }
      busySince = undefined
      for (const write of writes) write.fail(error)
      return
    }
    busySince = undefined
    try {
      runAll(writes)
      const began = performance.now()
      transactions.commit()
      lastCommit = Math.min(performance.now() - began, longestGathering)
    } catch (error) {
      // The disk is full, or fails: nothing of the transaction is kept.
      if (transactions.isOpen()) transactions.rollback()
      for (const write of writes) write.fail(error)
      return
    }
    for (const write of writes) write.settle()
  }

  /**
   * Most of the time every write goes through, and savepoints would only cost: SQLite keeps a copy of each page that is changed within
   * one. When a write fails, all are undone and run again, each within a savepoint.
   */
  function runAll(writes: readonly Write[]): void {
    if (writes.every(runs)) return
    transactions.rollback()
    transactions.begin()
    for (const write of writes) {
      transactions.savepoint()
      if (!runs(write)) transactions.rollbackToSavepoint()
      transactions.releaseSavepoint()
    }
  }

  /** Some errors make SQLite undo the whole transaction. Then there is nothing left to go back to. */
  function runs(write: Write): boolean {
    try {
      write.run()
      return true
    } catch (error) {
      if (!transactions.isOpen()) throw error
      return false
    }
  }
}

/** How a group of writes came together so far. Times are of `performance.now()`. */
interface Gathering {
  /** How many writes were waiting a turn ago. */
  readonly seen: number
  /** When others last came. */
  readonly grew: number
  readonly began: number
}

/** A write that waits for its transaction. */
interface Write {
  /** Throws what the write throws, and keeps it. */
  run(): void
  /** Tells the caller how it went. */
  settle(): void
  fail(error: unknown): void
}

function writeOf<Value>(run: () => Value, resolve: (value: Value) => void, reject: (error: unknown) => void): Write {
  let settle: () => void = () => reject(new Error('The write was not run.'))
  return {
    run() {
      try {
        const value = run()
        settle = () => resolve(value)
      } catch (error) {
        settle = () => reject(error)
        throw error
      }
    },
    settle: () => settle(),
    fail: reject,
  }
}
