/**
 * A source of UUIDs of version 7 (RFC 9562 §5.7) that ascend, also within one millisecond and when the clock steps back: the
 * 12 bits after the version count within a millisecond, the other 62 are random.
 * @param randomUuid a source of UUIDs of version 4, e.g. `crypto.randomUUID`.
 */
export function uuidV7(now: () => number, randomUuid: () => string): () => string {
  let time = 0
  let counter = 0
  let prefix = ''
  const begin = (millisecond: number) => {
    const hex = millisecond.toString(16).padStart(12, '0')
    prefix = `${hex.slice(0, 8)}-${hex.slice(8)}-`
    time = millisecond
    counter = 0
  }
  return () => {
    const current = now()
    if (current > time) begin(current)
    else if (++counter > 0xfff) begin(time + 1)
    return prefix + (0x7000 + counter).toString(16) + randomUuid().slice(18)
  }
}
