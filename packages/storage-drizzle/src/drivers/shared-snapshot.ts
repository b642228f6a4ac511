import process from 'node:process'

export interface Snapshots {
  readonly begin: () => void
  readonly end: () => void
}

export interface SharedSnapshot {
  /** Before a read: the first takes the snapshot. */
  take(): void
  /** Before a write, which begins a transaction of its own. */
  release(): void
}

/**
 * Lets reads share a snapshot that follow one another without giving way. SQLite takes locks for every transaction, also for that of a
 * single statement: half of what a look-up costs. Nothing comes in before the snapshot ends, so no read is older than the request that
 * asks for it, whatever other processes write.
 */
export function createSharedSnapshot({ begin, end }: Snapshots): SharedSnapshot {
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
      // Called once everything that is promised has run, and before the event loop goes on.
      process.nextTick(release)
    },
    release,
  }
}
