import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTenantId, newId, newSecret, readSecret, tenantOfId } from './secret-text.ts'

const counting = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => index)

describe('a secret', () => {
  it('says what it is for, whose it is, and holds 256 random bits', () => {
    const id = newId('acme', counting)
    expect(id).toBe('acme.0123456789abcdef')
    expect(newSecret('token', id, counting)).toMatch(/^scim_acme\.0123456789abcdef_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8[\w-]{6}$/)
    expect(newSecret('clientSecret', id, counting)).toMatch(/^scimsecret_acme\./)
    expect(newSecret('accessToken', id, counting)).toMatch(/^scimaccess_acme\./)
  })

  it('is fit for an Authorization header (RFC 6750 §2.1) and for a URL', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(fc.property(bytes, (random) => /^[A-Za-z0-9._-]+$/.test(newSecret('token', 'a-1.0123456789abcdef', () => random))))
  })

  it('is read as it was made, and no longer when one character is changed', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const kinds = fc.constantFrom('token', 'clientSecret', 'accessToken')
    const property = fc.property(kinds, bytes, fc.nat(), fc.constantFrom(...'aB3-_.'), (kind, random, at, letter) => {
      const text = newSecret(kind, 'acme-2.0123456789abcdef', () => random)
      expect(readSecret(text)).toEqual({ kind, tenantId: 'acme-2', id: 'acme-2.0123456789abcdef' })
      const index = at % text.length
      const changed = `${text.slice(0, index)}${letter}${text.slice(index + 1)}`
      expect(changed === text || readSecret(changed) === undefined).toBe(true)
    })
    fc.assert(property, { numRuns: 500 })
  })

  it.each([
    '',
    'scim_',
    'scim_acme',
    `scim_${'a'.repeat(43)}`,
    'scim_ACME.0123456789abcdef_x',
    `${newSecret('token', 'a.0123456789abcdef', counting)} `,
  ])('is not %s', (text) => expect(readSecret(text)).toBeUndefined())
})

it.each(['acme', 'a', '0', 'a-b-9', 'a'.repeat(63)])('%s can be the id of a tenant', (id) => {
  expect(isTenantId(id)).toBe(true)
  expect(tenantOfId(`${id}.0123456789abcdef`)).toBe(id)
})

it.each(['', '-a', 'A', 'a.b', 'a_b', 'a b', 'é', 'a'.repeat(64), '../a', 'a\n'])('%j cannot be the id of a tenant', (id) => {
  expect(isTenantId(id)).toBe(false)
  expect(tenantOfId(`${id}.0123456789abcdef`)).toBeUndefined()
})
