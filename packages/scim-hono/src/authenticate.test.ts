import { type Caller, ScimError } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { bearerAuthentication } from './authenticate.ts'

const caller: Caller = {
  tenantId: 'acme',
  actor: 'credential-1',
  profile: { name: 'strict', rewrites: [], unique: [], replaceComplex: 'merge', formats: 'asSent' },
}
const token = 'abc-._~+/ABC123=='
const authenticate = bearerAuthentication((sent) => (sent === token ? caller : undefined), 'Rollcall')
const outcome = async (url: string, headers: Record<string, string>) => {
  try {
    return await authenticate(new Request(url, { headers }))
  } catch (error) {
    return error instanceof ScimError ? [error.status, error.headers['WWW-Authenticate']] : error
  }
}
const url = 'https://id.example.com/scim/v2/Users'

describe('bearerAuthentication (RFC 6750)', () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER ${token}`])('knows the caller by %s', async (authorization) => {
    expect(await outcome(url, { authorization })).toBe(caller)
  })

  it.each([
    [undefined, 'Bearer realm="Rollcall"'],
    ['', 'Bearer realm="Rollcall"'],
    ['Bearer', 'Bearer realm="Rollcall"'],
    ['Bearer ', 'Bearer realm="Rollcall"'],
    [token, 'Bearer realm="Rollcall"'],
    [`Basic ${token}`, 'Bearer realm="Rollcall"'],
    [`Token ${token}`, 'Bearer realm="Rollcall"'],
    [`Bearer${token}`, 'Bearer realm="Rollcall"'],
    [`Bearer\t${token}`, 'Bearer realm="Rollcall"'],
    [`Bearer  ${token}`, 'Bearer realm="Rollcall", error="invalid_token"'],
    [`Bearer "${token}"`, 'Bearer realm="Rollcall", error="invalid_token"'],
    [`Bearer ${token}, Bearer ${token}`, 'Bearer realm="Rollcall", error="invalid_token"'],
    [`Bearer ${token} x`, 'Bearer realm="Rollcall", error="invalid_token"'],
    [`Bearer ${token.toLowerCase()}`, 'Bearer realm="Rollcall", error="invalid_token"'],
    ['Bearer =', 'Bearer realm="Rollcall", error="invalid_token"'],
    [`Bearer ${'x'.repeat(100_000)}!`, 'Bearer realm="Rollcall", error="invalid_token"'],
  ])('answers 401 to %s, with an error code only when a token was sent (§3)', async (authorization, challenge) => {
    expect(await outcome(url, authorization === undefined ? {} : { authorization })).toEqual([401, challenge])
  })

  it('refuses a token in the query (§2.3), and says so when there is one in the header as well (§3.1)', async () => {
    expect(await outcome(`${url}?x=1&access_token=${token}`, {})).toEqual([401, 'Bearer realm="Rollcall"'])
    expect(await outcome(`${url}?access_token=${token}`, { authorization: `Bearer ${token}` })).toEqual([
      400,
      'Bearer realm="Rollcall", error="invalid_request"',
    ])
  })
})
