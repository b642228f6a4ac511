/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to below the limit. */
  below(limit: number): number
  pick<Value>(values: readonly Value[]): Value | undefined
}

/** Mulberry32, which is good enough for choosing. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return { below, pick: (values) => values[below(values.length)] }
}
