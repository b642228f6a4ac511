import { describe, expect, it } from 'vitest'
import { excerpt, invalidValue, notFound, uniqueness } from './scim-error.ts'

describe('ScimError', () => {
  it('is the error message of RFC 7644 §3.12, with status as a string', () => {
    expect(JSON.parse(JSON.stringify(uniqueness('userName is taken.')))).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '409',
      scimType: 'uniqueness',
      detail: 'userName is taken.',
    })
  })

  it('has a scimType only where RFC 7644 Table 9 has one', () => {
    expect(notFound('No such User.').toJSON()).not.toHaveProperty('scimType')
    expect(invalidValue('x').status).toBe(400)
  })
})

describe('excerpt', () => {
  it('quotes 80 characters and cuts the 81st', () => {
    expect(excerpt('x'.repeat(80))).toBe('x'.repeat(80))
    expect(excerpt('x'.repeat(81))).toBe(`${'x'.repeat(80)}…`)
  })

  it('leaves no half of a surrogate pair', () => {
    expect(excerpt(`${'x'.repeat(79)}😀😀`).isWellFormed()).toBe(true)
  })
})
