/** Resolves after so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<unknown>

/** In milliseconds. A client with 64 connections that never waits is refused 256 times a second, not as often as it can ask. */
const holdTime = 250
/** In this process. Beyond it refusals go out at once: what is held back takes memory. */
const mostHeld = 1_000

/**
 * Makes what is awaited before a client is told that it sends too much. Refusing costs little, but a client that asks again at once makes it
 * cost whatever it likes, and others pay.
 */
export function createHold(wait: Wait | undefined): () => Promise<void> {
  let held = 0
  return async () => {
    if (wait === undefined || held >= mostHeld) return
    held += 1
    try {
      await wait(holdTime)
    } finally {
      held -= 1
    }
  }
}
