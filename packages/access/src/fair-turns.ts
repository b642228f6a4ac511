import type { Now } from './ports.ts'

/** Calls back in the next turn of the event loop. */
export type NextTurn = (resume: () => void) => void

/** Requests of one tenant that are begun in one turn, while others ask as well. */
const perTurn = 4
/** Milliseconds for which a tenant counts as asking. */
const attention = 1_000

interface Line {
  begun: number
  readonly waiting: (() => void)[]
}

/**
 * Lets requests of several tenants begin by turns. What a tenant sends at once is read at once, and whoever comes next would wait for all of
 * it: the work between reading and answering does not give way. A tenant that is alone waits for nobody.
 * @returns what to wait for before the request of a tenant is begun; undefined for nothing
 */
export function createFairTurns(nextTurn: NextTurn | undefined, now: Now): (tenantId: string) => Promise<void> | undefined {
  const lines = new Map<string, Line>()
  let latest: string | undefined
  let lastChange = Number.NEGATIVE_INFINITY
  let isScheduled = false

  return (tenantId) => {
    if (nextTurn === undefined) return undefined
    if (tenantId !== latest) {
      if (latest !== undefined) lastChange = now()
      latest = tenantId
    }
    if (lines.size === 0 && now() - lastChange > attention) return undefined
    const line = lineOf(tenantId)
    if (!isScheduled) nextTurn(turn)
    isScheduled = true
    if (line.begun < perTurn) {
      line.begun += 1
      return undefined
    }
    return new Promise((resolve) => line.waiting.push(resolve))
  }

  function lineOf(tenantId: string): Line {
    const line = lines.get(tenantId) ?? { begun: 0, waiting: [] }
    lines.set(tenantId, line)
    return line
  }

  function turn(): void {
    isScheduled = false
    for (const [tenantId, line] of lines) {
      const next = line.waiting.splice(0, perTurn)
      line.begun = next.length
      if (next.length === 0) lines.delete(tenantId)
      for (const begin of next) begin()
    }
    if (lines.size === 0) return
    isScheduled = true
    nextTurn?.(turn)
  }
}
