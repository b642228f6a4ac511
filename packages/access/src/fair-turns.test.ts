import { describe, expect, it } from 'vitest'
import { createFairTurns } from './fair-turns.ts'

function example() {
  let time = 0
  let next: (() => void) | undefined
  const begun: string[] = []
  const enter = createFairTurns(
    (resume) => {
      next = resume
    },
    () => time,
  )
  return {
    begun,
    /** Requests that come in one turn, by their tenants. */
    async ask(...tenants: readonly string[]) {
      for (const tenant of tenants) {
        const waiting = enter(tenant)
        if (waiting === undefined) begun.push(tenant)
        else void waiting.then(() => begun.push(tenant))
      }
      await Promise.resolve()
    },
    async turn() {
      const resume = next
      next = undefined
      resume?.()
      await Promise.resolve()
      return resume !== undefined
    },
    advance(milliseconds: number) {
      time += milliseconds
    },
  }
}

const times = (count: number, tenant: string) => Array.from({ length: count }, () => tenant)

describe('fair turns', () => {
  it('lets a tenant that is alone begin all that it sends', async () => {
    const { begun, ask, turn } = example()
    await ask(...times(100, 'a'))
    expect(begun).toHaveLength(100)
    expect(await turn()).toBe(false)
  })

  it('lets another tenant begin before most of what the first sent at once', async () => {
    const { begun, ask, turn } = example()
    await ask('quiet', ...times(12, 'noisy'))
    expect(begun).toEqual(['quiet', ...times(4, 'noisy')])
    await ask('quiet')
    expect(begun.at(-1)).toBe('quiet')
    await turn()
    await turn()
    expect(begun.filter((tenant) => tenant === 'noisy')).toHaveLength(12)
  })

  it('begins in the order of arrival, and forgets who waits no more', async () => {
    const { begun, ask, turn } = example()
    await ask('b', ...times(5, 'a'))
    await ask('a')
    expect(begun).toHaveLength(5)
    while (await turn());
    expect(begun).toHaveLength(7)
    expect(await turn()).toBe(false)
  })

  it('takes a tenant for alone again when no other has asked for a second', async () => {
    const { begun, ask, turn, advance } = example()
    await ask('b', ...times(10, 'a'))
    while (await turn());
    advance(1_001)
    begun.length = 0
    await ask(...times(50, 'a'))
    expect(begun).toHaveLength(50)
  })

  it('makes nobody wait where there are no turns', () => {
    const enter = createFairTurns(undefined, () => 0)
    expect(['a', ...times(50, 'b')].map(enter)).toEqual(times(51, '').map(() => undefined))
  })
})
