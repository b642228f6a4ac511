import { expect, it } from 'vitest'
import { crc32 } from './crc32.ts'

it('CRC-32 gives the check value of its catalogue', () => {
  expect(crc32('123456789')).toBe(0xcbf43926)
  expect(crc32('')).toBe(0)
})
