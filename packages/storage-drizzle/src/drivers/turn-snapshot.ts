export interface Snapshots {
  readonly begin: () => void
  readonly end: () => void
}

export interface TurnSnapshot {
  /** Before a read: the first of a turn takes the snapshot. */
  take(): void
  /** Before a write, which begins a transaction of its own. */
  release(): void
}

/**
 * Lets the reads of one turn of the event loop share a snapshot. SQLite takes locks for every transaction, also for that of a single
 * statement: half of what a look-up costs. A snapshot ends with its turn, so no read is older than the request that asks for it.
 */
export function createTurnSnapshot({ begin, end }: Snapshots): TurnSnapshot {
  let isHeld = false
  const release = () => {
    if (!isHeld) return
    isHeld = false
    end()
  }
  return {
    take() {
      if (isHeld) return
      begin()
      isHeld = true
      setImmediate(release)
    },
    release,
  }
}
