import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { completeResourceType } from './complete-resource-type.ts'
import { userResourceType } from './definitions/resource-types.ts'
import { checkFormats } from './format.ts'

const user = completeResourceType(userResourceType)
const check = (attributes: object) => () => checkFormats({ userName: 'x', ...attributes }, user, 'checked')
const der = (...bytes: number[]) => btoa(String.fromCharCode(...bytes))

describe('checkFormats (RFC 7643 §4.1)', () => {
  it('leaves what people type as sent where a profile asks for that, and no certificate', () => {
    const lenient = (attributes: object) => () => checkFormats(attributes as JsonObject, user, 'asSent')
    expect(lenient({ profileUrl: 'x y', addresses: [{ country: 'USA' }] })).not.toThrow()
    expect(lenient({ x509Certificates: [{ value: der(0x30) }] })).toThrow('x509Certificates.value')
  })

  it.each([
    { addresses: [{ country: 'US' }, { country: 'de' }] },
    { profileUrl: 'https://example.com/bjensen' },
    { photos: [{ value: 'https://example.com/a.png' }] },
    { x509Certificates: [{ value: der(0x30, 2, 5, 0) }] },
    { x509Certificates: [{ value: der(0x30, 0x81, 0x80, ...Array.from({ length: 128 }, () => 0)) }] },
    { title: 'anything at all' },
  ])('accepts %j', (attributes) => {
    expect(check(attributes)).not.toThrow()
  })

  it.each([
    [{ addresses: [{ country: 'USA' }] }, 'addresses.country'],
    [{ profileUrl: 'not a url with spaces' }, 'profileUrl'],
    [{ photos: [{ value: 'photo' }] }, 'photos.value'],
    [{ x509Certificates: [{ value: der(0x30, 2, 5, 0, 0x30, 2, 5, 0) }] }, 'x509Certificates.value'],
    [{ x509Certificates: [{ value: der(0x30) }] }, 'x509Certificates.value'],
    [{ x509Certificates: [{ value: der(0x31, 0) }] }, 'x509Certificates.value'],
    [{ x509Certificates: [{ value: '-----BEGIN' }] }, 'x509Certificates.value'],
  ])('refuses %j and names the attribute', (attributes, where) => {
    expect(check(attributes)).toThrow(expect.objectContaining({ scimType: 'invalidValue', detail: expect.stringContaining(where) }))
  })
})
