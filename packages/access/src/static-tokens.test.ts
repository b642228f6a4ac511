import { describe, expect, it } from 'vitest'
import type { Digest } from './ports.ts'
import { staticTokens } from './static-tokens.ts'

const profile = { name: 'strict', rewrites: [], unique: [], replaceComplex: 'merge', formats: 'asSent' } as const
const alice = { tenantId: 'a', actor: 'alice', profile }
const bob = { tenantId: 'b', actor: 'bob', profile }
const tokenOfAlice = 'a'.repeat(32)
const tokenOfBob = 'b'.repeat(40)

/** Injective on short texts, which is all that is needed here. */
const digest: Digest = (text) => {
  const bytes = new Uint8Array(32)
  for (let index = 0; index < text.length; index++) bytes[index % 32] = (bytes[index % 32] ?? 0) * 31 + text.charCodeAt(index)
  return bytes
}

describe('staticTokens', () => {
  const credentialOf = staticTokens(
    [
      { ...alice, token: tokenOfAlice },
      { ...bob, token: digest(tokenOfBob) },
    ],
    digest,
  )

  it('finds the credential of a token, also where only the digest was kept', () => {
    expect(credentialOf(tokenOfAlice)).toEqual(alice)
    expect(credentialOf(tokenOfBob)).toEqual(bob)
  })

  it.each([
    ['an unknown token', 'c'.repeat(32)],
    ['the beginning of a token', tokenOfAlice.slice(0, -1)],
    ['a token and more', `${tokenOfAlice}a`],
    ['a token in another case', tokenOfAlice.toUpperCase()],
    ['nothing', ''],
  ])('finds nobody by %s', (_, token) => {
    expect(credentialOf(token)).toBeUndefined()
  })

  it('refuses a token of 31 characters and takes one of 32', () => {
    expect(() => staticTokens([{ ...alice, token: 'a'.repeat(31) }], digest)).toThrow('at least 32 characters')
    expect(() => staticTokens([{ ...alice, token: '' }], digest)).toThrow('at least 32 characters')
    expect(() => staticTokens([{ ...alice, token: new Uint8Array(31) }], digest)).toThrow('32 bytes')
    expect(staticTokens([{ ...alice, token: 'a'.repeat(32) }], digest)('a'.repeat(32))).toEqual(alice)
  })

  it('lets nobody in when there are no tokens', () => {
    expect(staticTokens([], digest)('')).toBeUndefined()
  })
})
