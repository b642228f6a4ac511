import type { JsonObject } from '@rollcall/scim-core'

/** Parameters of RFC 7644 §3.4.2, §3.9, §3.14 and RFC 9865 §2. None is prefilled, so that "Execute" asks for everything. */
export const parameters: JsonObject = {
  id: { name: 'id', in: 'path', required: true, description: 'The `id` that the service provider gave.', schema: { type: 'string' } },
  name: { name: 'id', in: 'path', required: true, description: 'Its name, e.g. `User`.', schema: { type: 'string' } },
  urn: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Its URN, e.g. `urn:ietf:params:scim:schemas:core:2.0:User`.',
    schema: { type: 'string' },
  },
  filter: inQuery(
    'filter',
    'string',
    'Which ones (RFC 7644 §3.4.2.2), e.g. `userName Eq "joe.bloggs@example.com"` or `emails[type eq "work"]`.',
  ),
  sortBy: inQuery('sortBy', 'string', 'An attribute path, e.g. `name.familyName`.'),
  sortOrder: {
    name: 'sortOrder',
    in: 'query',
    description: '`ascending` unless said otherwise.',
    schema: { type: 'string', enum: ['ascending', 'descending'] },
  },
  startIndex: inQuery('startIndex', 'integer', 'The first result wanted, counted from 1.'),
  count: inQuery('count', 'integer', 'How many at most; 0 only counts them.'),
  cursor: inQuery(
    'cursor',
    'string',
    'Where to go on: `nextCursor` of the page before; empty for the first page (RFC 9865). Not together with `startIndex`.',
  ),
  attributes: inQuery('attributes', 'string', 'Only these attributes, separated by commas, e.g. `userName,name.givenName`.'),
  excludedAttributes: inQuery('excludedAttributes', 'string', 'All but these attributes, e.g. `members`. Not together with `attributes`.'),
  ifMatch: inHeader('If-Match', 'Only if the version is still this one, e.g. `W/"3"`.'),
  ifNoneMatch: inHeader('If-None-Match', 'Only if the version is another one, e.g. `W/"3"`.'),
}

export const headers: JsonObject = {
  ETag: { description: 'The version, the same as `meta.version`.', schema: { type: 'string' } },
  Location: { description: 'The URI of the new resource, the same as `meta.location`.', schema: { type: 'string', format: 'uri' } },
}

/** RFC 7644 §3.12, Table 8. */
export const responses: JsonObject = {
  304: { description: 'You have the latest version.' },
  400: failure('The request is wrong; `detail` says what and where.', {
    status: '400',
    scimType: 'invalidFilter',
    detail: "User has no attribute 'nickname2'.",
  }),
  401: failure('No token was sent, or one that is not valid.', {
    status: '401',
    detail: 'Send a bearer token: "Authorization: Bearer <token>".',
  }),
  403: failure('Not allowed.', { status: '403', detail: 'Discovery endpoints cannot be filtered (RFC 7644 §4). Leave the filter out.' }),
  404: failure('There is no such resource.', { status: '404', detail: 'There is no User with this id.' }),
  409: failure('Another resource has this value already.', {
    status: '409',
    scimType: 'uniqueness',
    detail: 'Another User has this userName.',
  }),
  412: failure('The resource is no longer of this version.', { status: '412', detail: 'The version is W/"4" by now.' }),
  413: failure('The body is too large.', { status: '413', detail: 'The body is larger than the 1048576 bytes that are accepted here.' }),
  415: failure('The body is no SCIM JSON.', {
    status: '415',
    detail: 'The body must be application/scim+json or application/json.',
  }),
  500: failure('A bug. Report the request id.', {
    status: '500',
    detail: 'Something went wrong on our side. Report request 0190a5c4-… to the operator.',
  }),
}

function inQuery(name: string, type: string, description: string): JsonObject {
  return { name, in: 'query', description, schema: { type } }
}

function inHeader(name: string, description: string): JsonObject {
  return { name, in: 'header', description, schema: { type: 'string' } }
}

function failure(description: string, error: JsonObject): JsonObject {
  const example = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], ...error }
  return { description, content: { 'application/scim+json': { schema: { $ref: '#/components/schemas/Error' }, example } } }
}
