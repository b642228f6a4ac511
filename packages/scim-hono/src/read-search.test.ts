import { type JsonValue, ScimError } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { projectionOfQuery, searchOfBody, searchOfQuery } from './read-search.ts'

const nothing = {
  attributes: undefined,
  excludedAttributes: undefined,
  filter: undefined,
  sortBy: undefined,
  sortOrder: undefined,
  startIndex: undefined,
  count: undefined,
  cursor: undefined,
}
const query = (text: string) => searchOfQuery(new Request(`https://id.example.com/Users?${text}`))
const scimTypeOf = (read: () => unknown) => {
  try {
    return read()
  } catch (error) {
    return error instanceof ScimError ? error.scimType : error
  }
}

describe('searchOfQuery (RFC 7644 §3.4.2)', () => {
  it.each([
    ['', {}],
    ['&&=&', {}],
    ['filter=userName+eq+%22a%2Bb%40x.com%22', { filter: 'userName eq "a+b@x.com"' }],
    ['filter=userName eq "joe"', { filter: 'userName eq "joe"' }],
    ['FILTER=a&SortBY=b&sortorder=descending', { filter: 'a', sortBy: 'b', sortOrder: 'descending' }],
    ['filter=', { filter: '' }],
    ['cursor', { cursor: '' }],
    ['cursor=a%3Db', { cursor: 'a=b' }],
    ['startIndex=0&count=-5', { startIndex: 0, count: -5 }],
    ['count=%2B7&', { count: 7 }],
    ['count=99999999999999999999&startIndex=-99999999999999999999', { count: 2_147_483_647, startIndex: -2_147_483_648 }],
    ['attributes=userName,%20name.givenName,,&excludedAttributes=', { attributes: ['userName', 'name.givenName'] }],
    ['attributes=a&Attributes=b', { attributes: ['a', 'b'] }],
    ['aadOptscim062020&unknown=1&unknown=2', {}],
  ])('reads %s', (text, expected) => {
    expect(query(text)).toEqual({ ...nothing, ...expected })
  })

  it.each(['count=abc', 'count=', 'count=1.5', 'count=1e3', 'startIndex=0x10', 'count=1&count=1', 'filter=a&Filter=b', 'filter=a%00b'])(
    'refuses %s',
    (text) => {
      expect(scimTypeOf(() => query(text))).toBe('invalidValue')
    },
  )
})

describe('projectionOfQuery', () => {
  it('reads nothing but the projection', () => {
    const read = (text: string) => projectionOfQuery(new Request(`https://id.example.com/Users/1${text}`))
    expect(read('')).toEqual({ attributes: undefined, excludedAttributes: undefined })
    expect(read('?excludedAttributes=members&count=x')).toEqual({ attributes: undefined, excludedAttributes: ['members'] })
  })
})

describe('searchOfBody (RFC 7644 §3.4.3)', () => {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:SearchRequest']

  it('reads every member, names in any case, null as absent', () => {
    const body = { schemas, Filter: 'a', sortBy: 'b', sortOrder: 'ascending', startIndex: 3, count: 0, cursor: '', attributes: [' x '] }
    expect(searchOfBody({ ...body, excludedAttributes: null, more: 1 })).toEqual({
      ...nothing,
      filter: 'a',
      sortBy: 'b',
      sortOrder: 'ascending',
      startIndex: 3,
      count: 0,
      cursor: '',
      attributes: ['x'],
    })
  })

  it.each<[string, JsonValue, string]>([
    ['a list', [], 'invalidSyntax'],
    ['no schemas', {}, 'invalidSyntax'],
    ['other schemas', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }, 'invalidSyntax'],
    ['a member twice', { schemas, count: 5, COUNT: 6 }, 'invalidSyntax'],
    ['attributes as a string', { schemas, attributes: 'userName' }, 'invalidValue'],
    ['attributes that are no names', { schemas, attributes: [1] }, 'invalidValue'],
    ['count as a string', { schemas, count: '5' }, 'invalidValue'],
    ['count with a fraction', { schemas, count: 1.5 }, 'invalidValue'],
    ['a filter that is no string', { schemas, filter: {} }, 'invalidValue'],
  ])('refuses %s', (_, body, scimType) => {
    expect(scimTypeOf(() => searchOfBody(body))).toBe(scimType)
  })
})
