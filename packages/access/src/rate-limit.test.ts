import { expect, it } from 'vitest'
import { createRateLimit } from './rate-limit.ts'

const rate = { perSecond: 25, burst: 50 }
const clock = () => {
  let time = 1_000_000
  const advance = (milliseconds: number) => {
    time += milliseconds
  }
  return { now: () => time, advance }
}
const takeAll = (limit: ReturnType<typeof createRateLimit>, key: string) => {
  let taken = 0
  while (limit.take(key, rate) === 0) taken += 1
  return taken
}

it('A bucket lets its burst through at once, then its rate: the 50th and not the 51st', () => {
  const { now, advance } = clock()
  const limit = createRateLimit(now)
  expect(takeAll(limit, 'a')).toBe(50)
  advance(1_000)
  expect(takeAll(limit, 'a')).toBe(25)
  advance(3_600_000)
  expect(takeAll(limit, 'a')).toBe(50)
})

it('says in whole seconds how long to wait, and asking takes nothing', () => {
  const { now, advance } = clock()
  const limit = createRateLimit(now)
  const slow = { perSecond: 0.1, burst: 1 }
  expect([limit.wait('a', slow), limit.wait('a', slow), limit.take('a', slow), limit.take('a', slow)]).toEqual([0, 0, 0, 10])
  advance(9_999)
  expect(limit.take('a', slow)).toBe(1)
  advance(1)
  expect(limit.take('a', slow)).toBe(0)
})

it('keeps to its rate over a minute within 5 %, however requests arrive', () => {
  const { now, advance } = clock()
  const limit = createRateLimit(now)
  let passed = 0
  for (let step = 0; step < 6_000; step++) {
    for (let each = 0; each < step % 3; each++) if (limit.take('a', rate) === 0) passed += 1
    advance(10)
  }
  expect(passed).toBeGreaterThan(60 * 25)
  expect(passed).toBeLessThan((60 * 25 + 50) * 1.05)
})

it('keeps buckets apart, survives a clock that goes back, and forgets the oldest', () => {
  const { now, advance } = clock()
  const limit = createRateLimit(now, 2)
  expect(takeAll(limit, 'a')).toBe(50)
  expect(limit.take('b', rate)).toBe(0)
  advance(-60_000)
  expect(limit.take('a', rate)).toBe(1)
  limit.take('b', rate)
  limit.take('c', rate)
  expect(takeAll(limit, 'a')).toBe(50)
})
