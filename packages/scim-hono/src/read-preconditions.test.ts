import { ScimError } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { readPreconditions, writePreconditions } from './read-preconditions.ts'

const request = (headers: Record<string, string>) => new Request('https://id.example.com/Users/1', { headers })

describe('If-Match and If-None-Match (RFC 7644 §3.14)', () => {
  it.each([
    ['W/"3"', [3]],
    ['"3"', [3]],
    [' "3" ,W/"12","abc" ', [3, 12]],
    ['"a,b", W/"4"', [4]],
    ['*', 'any'],
    [' * ', 'any'],
    ['"abc"', []],
    ['""', []],
    ['"03"', []],
    ['"1e3"', []],
    ['"99999999999999999999"', []],
  ])('%s names versions %j', (header, versions) => {
    expect(writePreconditions(request({ 'If-Match': header }))).toEqual({ ifMatch: versions, ifNoneMatch: undefined })
    expect(readPreconditions(request({ 'If-None-Match': header }))).toEqual({ ifMatch: undefined, ifNoneMatch: versions })
  })

  it.each(['abc', '3', 'W/3', 'w/"3"', '"3', '3"', '"3" "4"', '"3",', ',"3"', '*, "3"', '', 'W/ "3"'])(
    '%s is malformed: refused on a write, no match on a read',
    (header) => {
      expect(() => writePreconditions(request({ 'If-Match': header }))).toThrow(ScimError)
      expect(() => writePreconditions(request({ 'If-None-Match': header }))).toThrow(ScimError)
      expect(readPreconditions(request({ 'If-None-Match': header }))).toEqual({ ifMatch: undefined, ifNoneMatch: [] })
    },
  )

  it('are undefined when they are not sent', () => {
    expect(writePreconditions(request({}))).toEqual({ ifMatch: undefined, ifNoneMatch: undefined })
    expect(readPreconditions(request({}))).toEqual({ ifMatch: undefined, ifNoneMatch: undefined })
  })
})
