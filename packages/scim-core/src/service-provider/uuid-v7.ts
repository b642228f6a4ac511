/**
 * A source of UUIDs of version 7 (RFC 9562 §5.7) that ascend, also within one millisecond and when the clock steps back: the
 * 12 bits after the version count within a millisecond, the other 62 are random.
 * @param randomUuid a source of UUIDs of version 4, e.g. `crypto.randomUUID`.
 */
export function uuidV7(now: () => number, randomUuid: () => string): () => string {
  let time = 0
  let counter = 0
  return () => {
    const current = now()
    if (current > time) {
      time = current
      counter = 0
    } else if (++counter > 0xfff) {
      time += 1
      counter = 0
    }
    const hex = time.toString(16).padStart(12, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${counter.toString(16).padStart(3, '0')}${randomUuid().slice(18)}`
  }
}
