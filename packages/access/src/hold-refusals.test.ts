import { expect, it } from 'vitest'
import { createHold } from './hold-refusals.ts'

it('A refusal is held back a quarter of a second, and a thousand at most', async () => {
  const ends: (() => void)[] = []
  const asked: number[] = []
  const hold = createHold((milliseconds) => {
    asked.push(milliseconds)
    return new Promise<void>((resolve) => ends.push(resolve))
  })
  const held = Array.from({ length: 1_000 }, hold)
  await hold()
  expect(asked).toEqual(Array.from({ length: 1_000 }, () => 250))
  for (const end of ends) end()
  await Promise.all(held)
  const next = hold()
  ends.at(-1)?.()
  await next
  expect(asked).toHaveLength(1_001)
})

it('Nothing is held back where nothing can wait', async () => {
  await expect(createHold(undefined)()).resolves.toBeUndefined()
})
