import { describe, expect, it } from 'vitest'
import { Answer } from './answer.ts'
import { AssertionFailed } from './assertion.ts'
import type { JsonValue } from './json.ts'
import { ERROR, LIST_RESPONSE } from './urns.ts'

const request = { method: 'POST', url: 'http://x/scim/v2/Users?filter=a%20eq%20%22b%22', headers: {}, body: '{"userName":"x"}' }
const answer = (status: number, body: JsonValue | string, headers: Record<string, string> = {}) =>
  new Answer(request, { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body), milliseconds: 1 })

describe('A demand that is not met', () => {
  it('says what was sent, what was expected and what came', () => {
    expect(() => answer(200, { ok: true }).is(201, 204)).toThrow(
      new AssertionFailed('POST /scim/v2/Users?filter=a eq "b" {"userName":"x"}: expected status 201 or 204; got 200 {"ok":true}'),
    )
  })

  const error = { schemas: [ERROR], status: '400', scimType: 'invalidValue', detail: 'x' }
  it.each<[string, number, JsonValue | string]>([
    ['another status', 404, { ...error, status: '404' }],
    ['another scimType', 400, { ...error, scimType: 'invalidSyntax' }],
    ['a scimType that nobody knows', 400, { ...error, scimType: 'oops' }],
    ['no scimType', 400, { schemas: [ERROR], status: '400' }],
    ['a status that is a number', 400, { ...error, status: 400 }],
    ['a status in the body that is another', 400, { ...error, status: '401' }],
    ['no Error schema', 400, { ...error, schemas: [] }],
    ['a detail that is a list', 400, { ...error, detail: ['x'] }],
    ['HTML', 400, '<html>'],
    ['nothing', 400, ''],
  ])('is a SCIM error with %s', (_, status, body) => {
    expect(() => answer(status, body).error(400, 'invalidValue')).toThrow(AssertionFailed)
  })

  it('is none when all is well', () => {
    expect(answer(400, error).error([400, 409], ['invalidValue', 'uniqueness']).status).toBe(400)
    expect(
      answer(400, { schemas: [ERROR], status: '400' })
        .error(400)
        .refused().status,
    ).toBe(400)
  })

  it('is a list that finds too much, too little or something else', () => {
    const list = (...ids: string[]) => answer(200, { schemas: [LIST_RESPONSE], Resources: ids.map((id) => ({ id })) })
    expect(list('a', 'b').finds('b', 'a').ids()).toEqual(['a', 'b'])
    for (const found of [list('a'), list('a', 'c'), list('a', 'b', 'c'), list()])
      expect(() => found.finds('a', 'b')).toThrow(AssertionFailed)
    expect(() => answer(200, { Resources: [] }).finds()).toThrow('ListResponse')
  })

  it('is a member that is missing, another, or there although it should not be', () => {
    const user = answer(200, { id: '1', name: { givenName: 'A' }, none: null }, { etag: 'W/"1"' })
    user.has('name', { givenName: 'A' }).present('id').absent('title').hasHeader('etag', 'W/"1"').hasHeader('ETag', /^W/)
    expect(() => user.has('id', 1)).toThrow(AssertionFailed)
    expect(() => user.absent('none')).toThrow(AssertionFailed)
    expect(() => user.present('none')).toThrow(AssertionFailed)
    expect(() => user.hasHeader('location')).toThrow('location: (none)')
    expect(() => user.text('name')).toThrow('name to be a text')
  })
})
