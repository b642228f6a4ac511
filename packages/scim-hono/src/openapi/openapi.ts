import type { JsonObject, ResourceType, ResourceTypes } from '@rollcall/scim-core'
import { bulkExample, examplesOf, searchExample } from './examples.ts'
import { messageSchemas, resourceSchema } from './json-schemas.ts'
import { headers, parameters, responses } from './shared-parts.ts'

export interface OpenApiOptions {
  /** The path of the SCIM base URI below the server, e.g. `/api/scim/v2`; every path of the document begins with it. */
  readonly basePath: string
  /** An absolute or relative URL. `/` is wherever the document was fetched from. */
  readonly serverUrl?: string
  /** The version of the service. */
  readonly version: string
}

/** The OpenAPI 3.1 description of a service provider with these resource types. Pure: the same input, the same document. */
export function openApiDocument(resourceTypes: ResourceTypes, { basePath, serverUrl = '/', version }: OpenApiOptions): JsonObject {
  const paths = resourceTypes.all.flatMap(resourceTypePaths)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rollcall: SCIM 2.0',
      version,
      description:
        'Users and groups by SCIM 2.0 (RFC 7643, RFC 7644). Authorize with the bearer token that the server printed when it was first started.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    security: [{ bearer: [] }],
    tags: [
      ...resourceTypes.all.map((each) => ({ name: tagOf(each), description: each.description })),
      { name: 'Discovery', description: 'What this service provider can do.' },
      { name: 'Bulk', description: 'Many operations in one request, and queries over every resource type.' },
    ],
    paths: Object.fromEntries([...paths, ...bulkPaths, ...discoveryPaths].map(([path, item]) => [`${basePath}${path}`, item])),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A token of at least 32 characters.' } },
      schemas: {
        ...Object.fromEntries(resourceTypes.all.map((each) => [each.name, resourceSchema(each)])),
        ...Object.fromEntries(resourceTypes.all.map((each) => [`${each.name}List`, listOf(each)])),
        ...messageSchemas,
      },
      parameters,
      headers,
      responses,
    },
  }
}

type Path = readonly [path: string, item: JsonObject]

/** RFC 7644 §3.2, Table 2, for one resource type. */
function resourceTypePaths(resourceType: ResourceType): readonly Path[] {
  const { endpoint, name } = resourceType
  const tags = [tagOf(resourceType)]
  const plural = tagOf(resourceType).toLowerCase()
  const examples = examplesOf(resourceType)
  const one = { content: scimJson(reference('schemas', name), examples.answers) }
  const changed = { headers: { ETag: reference('headers', 'ETag') }, ...one }
  const list = { description: 'The page.', content: scimJson(reference('schemas', `${name}List`), examples.lists) }
  const operation = (verb: string, summary: string, more: JsonObject): JsonObject => ({
    tags,
    operationId: `${verb}${name}`,
    summary,
    ...more,
  })
  const ifMatch = reference('parameters', 'ifMatch')
  return [
    [
      endpoint,
      {
        get: operation('query', `List ${plural}, all or those a filter finds, page by page`, {
          parameters: [...queryParameters, ...projection].map((each) => reference('parameters', each)),
          responses: { 200: list, ...failures(400) },
        }),
        post: operation('create', `Create a ${name}`, {
          parameters: projection.map((each) => reference('parameters', each)),
          requestBody: { required: true, content: scimJson(reference('schemas', name), examples.creates) },
          responses: {
            201: {
              description: `The new ${name}.`,
              headers: { Location: reference('headers', 'Location'), ETag: reference('headers', 'ETag') },
              ...one,
            },
            ...failures(400, 409, 413, 415),
          },
        }),
      },
    ],
    [
      `${endpoint}/.search`,
      {
        post: operation('search', `List ${plural} by a filter in the body, where no log sees it`, {
          requestBody: { required: true, content: scimJson(reference('schemas', 'SearchRequest'), searchExample) },
          responses: { 200: list, ...failures(400) },
        }),
      },
    ],
    [
      `${endpoint}/{id}`,
      {
        parameters: [reference('parameters', 'id')],
        get: operation('retrieve', `Read one ${name}`, {
          parameters: [...projection, 'ifNoneMatch'].map((each) => reference('parameters', each)),
          responses: { 200: { description: `The ${name}.`, ...changed }, 304: reference('responses', '304'), ...failures(404) },
        }),
        put: operation('replace', `Replace a ${name} as a whole`, {
          parameters: [...projection.map((each) => reference('parameters', each)), ifMatch],
          requestBody: { required: true, content: scimJson(reference('schemas', name), examples.creates) },
          responses: { 200: { description: `The ${name} as it is now.`, ...changed }, ...failures(400, 404, 409, 412, 413, 415) },
        }),
        patch: operation('modify', `Change single attributes of a ${name}`, {
          parameters: [...projection.map((each) => reference('parameters', each)), ifMatch],
          requestBody: { required: true, content: scimJson(reference('schemas', 'PatchOp'), examples.patches) },
          responses: {
            200: { description: `The ${name} as it is now.`, ...changed },
            204: { description: 'Done; nothing more to say.', headers: { ETag: reference('headers', 'ETag') } },
            ...failures(400, 404, 409, 412, 413, 415),
          },
        }),
        delete: operation('delete', `Delete a ${name} for good`, {
          parameters: [ifMatch],
          responses: { 204: { description: 'Deleted.' }, ...failures(404, 412) },
        }),
      },
    ],
  ]
}

const bulkPaths: readonly Path[] = [
  [
    '/Bulk',
    {
      post: {
        tags: ['Bulk'],
        operationId: 'bulk',
        summary: 'Many operations in one request',
        requestBody: { required: true, content: scimJson(reference('schemas', 'BulkRequest'), bulkExample) },
        responses: {
          200: { description: 'What became of each operation.', content: scimJson(reference('schemas', 'BulkResponse')) },
          ...failures(400, 413, 415),
        },
      },
    },
  ],
  [
    '/.search',
    {
      post: {
        tags: ['Bulk'],
        operationId: 'searchAll',
        summary: 'Find resources of every type',
        requestBody: { required: true, content: scimJson(reference('schemas', 'SearchRequest'), searchExample) },
        responses: { 200: { description: 'The page.', content: scimJson(reference('schemas', 'ListResponse')) }, ...failures(400) },
      },
    },
  ],
]

const discoveryPaths: readonly Path[] = [
  ['/ServiceProviderConfig', { get: { ...discovered('ServiceProviderConfig', 'What is supported, and the limits'), security: [] } }],
  ['/ResourceTypes', { get: discovered('ResourceTypes', 'The resource types there are') }],
  ['/ResourceTypes/{id}', { parameters: [reference('parameters', 'name')], get: discovered('ResourceType', 'One resource type') }],
  ['/Schemas', { get: discovered('Schemas', 'The schemas in use, with every attribute') }],
  ['/Schemas/{id}', { parameters: [reference('parameters', 'urn')], get: discovered('Schema', 'One schema by its URN') }],
]

function discovered(name: string, summary: string): JsonObject {
  const found = { description: 'As it is.', content: scimJson({ type: 'object' }) }
  return { tags: ['Discovery'], operationId: `read${name}`, summary, responses: { 200: found, ...failures(403, 404) } }
}

const queryParameters = ['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor']
const projection = ['attributes', 'excludedAttributes']

function listOf({ name }: ResourceType): JsonObject {
  const page = { type: 'object', properties: { Resources: { type: 'array', items: reference('schemas', name) } } }
  return { allOf: [reference('schemas', 'ListResponse'), page] }
}

/** 401 and 500 can come from everywhere. */
function failures(...statuses: readonly number[]): JsonObject {
  return Object.fromEntries([401, ...statuses, 500].map((status) => [status, reference('responses', String(status))]))
}

function scimJson(schema: JsonObject, examples?: JsonObject): JsonObject {
  return { 'application/scim+json': examples === undefined ? { schema } : { schema, examples } }
}

function reference(kind: string, name: string): JsonObject {
  return { $ref: `#/components/${kind}/${name}` }
}

const tagOf = ({ endpoint }: ResourceType): string => endpoint.slice(1)
