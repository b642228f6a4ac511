import type { Now } from './ports.ts'

/** Remembers what was found, for a while and in bounded number. What was not found is not remembered: others choose what to ask for. */
export interface Recent<Value> {
  /** @param freshness `latest` finds anew, and remembers that. */
  read(key: string, find: () => Promise<Value | undefined>, freshness?: 'latest'): Promise<Value | undefined>
  /** Forgets everything, also what is being looked for at this moment. */
  clear(): void
}

/** @param lifetime in milliseconds, counted from when the search began. */
export function createRecent<Value>(now: Now, lifetime: number, capacity: number): Recent<Value> {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>()
  let era = 0
  return {
    async read(key, find, freshness) {
      const known = entries.get(key)
      const time = now()
      if (freshness === undefined && known !== undefined && time < known.until) return known.value
      const begun = era
      const value = await find()
      if (begun !== era) return value
      entries.delete(key)
      if (value === undefined) return undefined
      entries.set(key, { value, until: time + lifetime })
      if (entries.size > capacity) forgetOldest(entries)
      return value
    },
    clear() {
      era += 1
      entries.clear()
    },
  }
}

/** A Map keeps the order of insertion. */
export function forgetOldest(entries: Map<string, unknown>): void {
  const [oldest] = entries.keys()
  if (oldest !== undefined) entries.delete(oldest)
}
