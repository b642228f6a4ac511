import { expect, it } from 'vitest'
import { newToken } from './new-token.ts'

it('A new token is recognisable, fit for a header and holds all 256 bits', () => {
  const token = newToken(new Uint8Array(32).fill(0xff))
  expect(token).toBe(`scim_${'_'.repeat(42)}8`)
  expect(newToken(new Uint8Array(32).fill(0xfb))).toMatch(/^scim_[A-Za-z0-9_-]{43}$/)
  expect(() => newToken(new Uint8Array(16))).toThrow('32 random bytes')
})
