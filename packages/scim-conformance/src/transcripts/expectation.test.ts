import { describe, expect, it } from 'vitest'
import { unmet } from './expectation.ts'
import type { BodyExpectation } from './scenario.ts'

const body = {
  id: '7',
  n: 2,
  list: [
    { type: 'work', value: 'a' },
    { type: 'work', value: 'b' },
  ],
  empty: [],
  none: null,
  text: 'Bearer',
  flag: false,
}
const answer = { status: 200, headers: { etag: 'W/"1"' }, body: JSON.stringify(body), milliseconds: 40 }
const check = (expected: BodyExpectation) => unmet({ status: 200, body: [expected] }, answer)

describe('Each operator', () => {
  const met: BodyExpectation[] = [
    { path: 'id', equals: '7' },
    { path: 'flag', equals: false },
    { path: 'list[0]', equals: { value: 'a', type: 'work' } },
    { path: 'id', exists: true },
    { path: 'flag', exists: true },
    { path: 'none', absent: true },
    { path: 'missing', absent: true },
    { path: 'list', count: 2 },
    { path: 'missing', count: 0 },
    { path: 'empty', blank: true },
    { path: 'missing', blank: true },
    { path: 'list', contains: { type: 'work', value: 'b' } },
    { path: 'n', type: 'number' },
    { path: 'list', type: 'array' },
    { path: 'id', oneOf: [7, '7'] },
    { path: 'text', matches: '(?i)^bearer$' },
    { path: 'list[?type=work]', countMatching: 2 },
  ]
  it.each(met)('is met by what it asks for: %j', (expected) => {
    expect(check(expected)).toEqual([])
  })

  const missed: BodyExpectation[] = [
    { path: 'id', equals: 7 },
    { path: 'none', exists: true },
    { path: 'id', absent: true },
    { path: 'list', count: 1 },
    { path: 'flag', blank: true },
    { path: 'list', contains: { type: 'work' } },
    { path: 'n', type: 'string' },
    { path: 'id', oneOf: [7, '8'] },
    { path: 'text', matches: '^bearer$' },
    { path: 'list[?type=work]', countMatching: 1 },
  ]
  it.each(missed)('is not met by anything else: %j', (expected) => {
    expect(check(expected)).toEqual([expect.stringMatching(/^expected .+ got /)])
  })

  it('that is unknown is an error and no silent success', () => {
    expect(() => check({ path: 'id' })).toThrow('no operator')
  })
})

describe('An answer', () => {
  it('is held against status, headers, time and emptiness', () => {
    expect(unmet({ status: [201, 200], headers: { ETag: '^W/' }, maxMs: 50 }, answer)).toEqual([])
    expect(unmet({ status: 404, headers: { location: '.' }, maxMs: 10, noBody: true }, answer)).toHaveLength(4)
  })

  it('with 204 has no body to look at', () => {
    expect(unmet({ status: [200, 204], body: [{ path: 'id', exists: true }] }, { ...answer, status: 204, body: '' })).toEqual([])
  })

  it('that is no JSON does not meet what is expected of its body', () => {
    expect(unmet({ status: 200, body: [{ path: 'id', absent: true }] }, { ...answer, body: '<html>' })).toHaveLength(1)
  })
})
