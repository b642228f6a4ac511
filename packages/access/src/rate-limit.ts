import type { Now } from './ports.ts'
import { forgetOldest } from './recent.ts'
import type { Rate } from './tenant.ts'

/** Token buckets by key, in this process. */
export interface RateLimit {
  /** Takes one. 0 when there was one; otherwise the seconds to wait, at least 1, and nothing is taken. */
  take(key: string, rate: Rate): number
  /** The seconds to wait, as `take` would say, without taking. */
  wait(key: string, rate: Rate): number
}

/** @param capacity buckets kept; the ones that were touched longest ago are forgotten, which fills them. */
export function createRateLimit(now: Now, capacity = 100_000): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>()

  const levelOf = (key: string, { perSecond, burst }: Rate, time: number): number => {
    const bucket = buckets.get(key)
    if (bucket === undefined) return burst
    // A clock that goes back neither fills nor empties.
    return Math.min(burst, bucket.level + (Math.max(0, time - bucket.at) / 1000) * perSecond)
  }
  const waitAt = (level: number, { perSecond }: Rate): number => (level >= 1 ? 0 : Math.max(1, Math.ceil((1 - level) / perSecond)))

  return {
    take(key, rate) {
      const time = now()
      const level = levelOf(key, rate, time)
      const seconds = waitAt(level, rate)
      if (seconds > 0) return seconds
      buckets.delete(key)
      buckets.set(key, { level: level - 1, at: time })
      if (buckets.size > capacity) forgetOldest(buckets)
      return 0
    },
    wait: (key, rate) => waitAt(levelOf(key, rate, now()), rate),
  }
}
