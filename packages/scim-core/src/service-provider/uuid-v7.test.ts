import { expect, it } from 'vitest'
import { uuidV7 } from './uuid-v7.ts'

it('Identifiers are UUIDs of version 7 that carry the time (RFC 9562 §5.7)', () => {
  const next = uuidV7(
    () => Date.UTC(2026, 0, 1),
    () => crypto.randomUUID(),
  )
  expect(next()).toMatch(/^019b76da-a800-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(next()).toMatch(/^019b76da-a800-7001-/)
})

it('Identifiers ascend within a millisecond, past its 4096th, and when the clock steps back', () => {
  let time = 1_000_000
  const next = uuidV7(
    () => time,
    () => crypto.randomUUID(),
  )
  const made = Array.from({ length: 10_000 }, next)
  time -= 5_000
  made.push(next(), next())
  time += 60_000
  made.push(next())
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
})
