import type { WireRequest } from '@rollcall/scim-conformance'

const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const search = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const bulk = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

export type HostileRequest = readonly [
  what: string,
  request: Omit<WireRequest, 'headers'> & { readonly headers?: Readonly<Record<string, string>> },
]

const request = (method: string, what: string, url: string, body?: unknown, headers?: Record<string, string>): HostileRequest => [
  what,
  {
    method,
    url,
    ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    ...(headers === undefined ? {} : { headers }),
  },
]
const create = (what: string, members: string) => request('POST', what, '/Users', `{"schemas":["${user}"],"userName":"hostile"${members}}`)
const find = (what: string, filter: string) => request('GET', what, `/Users?filter=${encodeURIComponent(filter)}`)
const post = (what: string, filter: string) => request('POST', what, '/Users/.search', { schemas: [search], filter })
const patch = (what: string, ...Operations: unknown[]) => request('PATCH', what, '/Users/{{id}}', { schemas: [patchOp], Operations })
const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}${close.repeat(depth)}`

/** What a server must not be impressed by. Paths are below the SCIM base; `{{id}}` is a user's. */
export const hostileRequests: readonly HostileRequest[] = [
  // Bodies.
  create('malformed JSON', ',"name":'),
  create('JSON after JSON', '} {'),
  create('a key twice', ',"userName":"other"'),
  create('__proto__', ',"__proto__":{"active":true}'),
  create('constructor', ',"name":{"constructor":{"prototype":{}}}'),
  create('10,000 arrays', `,"x":${nested(10_000, '[', ']')}`),
  create('10,000 objects', `,"x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
  create('U+0000', String.raw`,"title":"a\u0000b"`),
  create('half a surrogate pair', String.raw`,"title":"\ud800"`),
  create('a number beyond doubles', ',"x":1e400'),
  create('a text beyond the limit', `,"title":"${'x'.repeat(65_537)}"`),
  create('1,001 values', `,"emails":[${Array.from({ length: 1001 }, (_, index) => `{"value":"a${index}@example.com"}`).join()}]`),
  create('a list for one value', ',"displayName":["a"]'),
  create('a text for an object', ',"name":"Joe"'),
  create('an extension that is no object', ',"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":5'),
  request('POST', 'nothing', '/Users', ''),
  request('POST', 'a list', '/Users', '[]'),
  request('POST', 'bytes that are no UTF-8', '/Users', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  request('POST', 'a byte order mark alone', '/Users', '\ufeff'),
  request('POST', '20 MB', '/Users', ' '.repeat(20_000_000)),
  request('POST', 'a byte too many', '/Users', ' '.repeat(1_048_577)),
  request('POST', 'a form', '/Users', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
  request('POST', 'UTF-16', '/Users', '{}', { 'content-type': 'application/json; charset=utf-16' }),
  request('POST', 'what claims to be compressed', '/Users', '{}', { 'content-encoding': 'gzip' }),
  request('POST', 'no schemas', '/Users', { userName: 'hostile' }),
  request('POST', 'the schema of a group', '/Users', { schemas: [group], userName: 'hostile' }),
  request('POST', 'members that do not exist', '/Groups', { schemas: [group], displayName: 'g', members: [{ value: 'nobody' }] }),
  request('POST', '2,000 members that do not exist', '/Groups', {
    schemas: [group],
    displayName: 'g',
    members: Array.from({ length: 2000 }, (_, index) => ({ value: `nobody-${index}` })),
  }),
  // Filters.
  find('half a filter', 'userName eq'),
  find('an unknown attribute', 'shoeSize eq 42'),
  find('SQL in a value', `userName eq "'; drop table resources; --"`),
  find('SQL in a name', `userName' or '1'='1 eq "a"`),
  find('wildcards', 'userName co "%_%"'),
  find('a password', 'password eq "secret"'),
  find('U+0000', 'userName eq "a\u0000b"'),
  find('an operator that is none', 'userName xx "a"'),
  find('an order of booleans', 'active gt true'),
  find('brackets that do not close', 'emails[type eq "work"'),
  find('2,000 parentheses', `${'('.repeat(2000)}title pr${')'.repeat(2000)}`),
  find('50 terms', Array.from({ length: 50 }, (_, index) => `userName eq "u${index}"`).join(' or ')),
  find('51 terms', Array.from({ length: 51 }, (_, index) => `userName eq "u${index}"`).join(' or ')),
  find('a pattern longer than D1 takes in LIKE', `userName co "${'%'.repeat(500)}"`),
  find('an emoji and combining characters', 'userName sw "é😀\u0301"'),
  post('4,097 characters', `userName eq "${'x'.repeat(4083)}"`),
  post('5,000 parentheses', `${'('.repeat(5000)}title pr${')'.repeat(5000)}`),
  request('POST', 'a search without its schema', '/Users/.search', {}),
  request('GET', 'a sort by nothing that there is', '/Users?sortBy=shoeSize'),
  request('GET', 'a sort in no order', '/Users?sortBy=userName&sortOrder=sideways'),
  request('GET', 'a page beyond every number', '/Users?startIndex=99999999999999999999&count=-5'),
  request('GET', 'a count that is none', '/Users?count=ten'),
  request('GET', 'a forged cursor', '/Users?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
  request('GET', 'both kinds of page', '/Users?cursor=&startIndex=1'),
  request('GET', 'attributes and what is left out of them', '/Users?attributes=id&excludedAttributes=id'),
  // Paths and methods.
  request('GET', 'an unknown id', '/Users/nobody'),
  request('GET', 'an id with an encoded slash', '/Users/a%2Fb'),
  request('GET', 'an id of broken escapes', '/Users/%E0%A4%A'),
  request('GET', 'an id of 2,000 characters', `/Users/${'x'.repeat(2000)}`),
  request('GET', 'an unknown endpoint', '/Devices'),
  request('GET', 'another version', '/v3/Users'),
  request('PUT', 'a collection', '/Users', {}),
  request('DELETE', 'a schema', `/Schemas/${user}`),
  request('PUT', 'nobody', '/Users/nobody', { schemas: [user], userName: 'x' }),
  request('DELETE', 'nobody', '/Users/nobody'),
  request('GET', 'a filter on schemas', '/Schemas?filter=id%20pr'),
  request('OPTIONS', 'what can be done', '/Users'),
  request('GET', 'oneself, who is nobody', '/Me'),
  request('PUT', 'a version that was', '/Users/{{id}}', { schemas: [user], userName: 'victim' }, { 'if-match': 'W/"7"' }),
  request('GET', 'a version that was', '/Users/{{id}}', undefined, { 'if-match': 'W/"7"' }),
  request('GET', 'nonsense for a version', '/Users/{{id}}', undefined, { 'if-none-match': 'nonsense' }),
  // Credentials.
  request('GET', 'no credentials', '/Users', undefined, { authorization: '' }),
  request('GET', 'an empty token', '/Users', undefined, { authorization: 'Bearer ' }),
  request('GET', 'a token that is none', '/Users', undefined, { authorization: 'Bearer <script>' }),
  request('GET', 'an unknown token', '/Users', undefined, { authorization: `Bearer ${'x'.repeat(43)}` }),
  request('GET', 'an unknown token of a tenant', '/Users', undefined, { authorization: `Bearer scim_nobody_${'A'.repeat(43)}` }),
  request('GET', 'Basic', '/Users', undefined, { authorization: 'Basic YTpi' }),
  request('GET', 'a token in the query', '/Users?access_token=abc'),
  // Changes.
  patch('no operation'),
  patch('an operation that is none', { op: 'merge', value: {} }),
  patch('a path that is none', { op: 'replace', path: 'emails[', value: 1 }),
  patch('the id', { op: 'replace', path: 'id', value: 'other' }),
  patch('what is read only', { op: 'replace', path: 'meta.created', value: '2000-01-01T00:00:00Z' }),
  patch('a required attribute', { op: 'remove', path: 'userName' }),
  patch('a prototype', { op: 'add', path: '__proto__.polluted', value: true }),
  patch('a constructor', { op: 'add', path: 'constructor', value: { prototype: { polluted: true } } }),
  patch('one good and one bad operation', { op: 'replace', path: 'title', value: 'X' }, { op: 'replace', path: 'shoeSize', value: 42 }),
  patch('1,001 operations', ...Array.from({ length: 1001 }, () => ({ op: 'replace', path: 'title', value: 'X' }))),
  request('POST', 'a bulk of nothing', '/Bulk', { schemas: [bulk], Operations: [] }),
  request('POST', 'a bulk that refers to itself', '/Bulk', {
    schemas: [bulk],
    Operations: [
      { method: 'POST', path: '/Groups', bulkId: 'a', data: { schemas: [group], displayName: 'a', members: [{ value: 'bulkId:a' }] } },
    ],
  }),
  request('POST', 'a bulk of what is not allowed', '/Bulk', {
    schemas: [bulk],
    failOnErrors: 1,
    Operations: [
      { method: 'GET', path: '/Users' },
      { method: 'DELETE', path: '/Users/nobody' },
      { method: 'PATCH', path: '/Schemas/x', data: {} },
    ],
  }),
]
