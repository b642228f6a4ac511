import { expect, it } from 'vitest'
import { unpaddedBase64 } from './base64.ts'

it.each([
  ['QUJD', 'QUJD'],
  ['QUI=', 'QUI'],
  ['QUI', 'QUI'],
  ['QQ==', 'QQ'],
  ['QQ', 'QQ'],
  ['+/+/', '+/+/'],
  ['', ''],
])('reads %j with or without padding (RFC 7643 §2.3.6)', (text, unpadded) => {
  expect(unpaddedBase64(text)).toBe(unpadded)
})

it.each(['Q', 'QUJDQ', 'QQ=', 'QUJD=', 'Q===', '====', 'QU-_', 'QU JD', 'QUJD\n', '-----BEGIN CERTIFICATE-----', 'QQ==QQ=='])(
  'refuses %j',
  (text) => {
    expect(unpaddedBase64(text)).toBeUndefined()
  },
)
