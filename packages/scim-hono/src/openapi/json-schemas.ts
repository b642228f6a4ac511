import type { Attribute, AttributeType, JsonObject, ResourceType, Schema } from '@rollcall/scim-core'

/** The JSON Schema of a resource: its base schema's attributes, the common ones of RFC 7643 §3.1, and each extension under its URN. */
export function resourceSchema({ schema, extensions, description }: ResourceType): JsonObject {
  const required = schema.attributes.filter((each) => each.required).map((each) => each.name)
  return {
    type: 'object',
    description,
    required: ['schemas', ...required],
    properties: {
      schemas: { type: 'array', items: { type: 'string' }, examples: [[schema.id]] },
      id: { type: 'string', readOnly: true },
      externalId: { type: 'string', description: "The resource's id in the client's own system." },
      ...propertiesOf(schema),
      ...Object.fromEntries(extensions.map((each) => [each.schema.id, extensionSchema(each.schema)])),
      meta,
    },
  }
}

/** RFC 7643 §3.1. */
const meta: JsonObject = {
  type: 'object',
  readOnly: true,
  properties: {
    resourceType: { type: 'string' },
    created: { type: 'string', format: 'date-time' },
    lastModified: { type: 'string', format: 'date-time' },
    location: { type: 'string', format: 'uri' },
    version: { type: 'string', examples: ['W/"1"'] },
  },
}

const urns = (name: string): JsonObject => ({ type: 'array', items: { const: `urn:ietf:params:scim:api:messages:2.0:${name}` } })
const nameList: JsonObject = { type: 'array', items: { type: 'string' } }

/** RFC 7644 §8.2. */
export const messageSchemas: JsonObject = {
  ListResponse: {
    type: 'object',
    required: ['schemas', 'totalResults'],
    properties: {
      schemas: urns('ListResponse'),
      totalResults: { type: 'integer', description: 'How many match in all.' },
      startIndex: { type: 'integer' },
      itemsPerPage: { type: 'integer', description: 'How many are on this page.' },
      nextCursor: { type: 'string' },
      previousCursor: { type: 'string' },
      Resources: { type: 'array', items: { type: 'object' } },
    },
  },
  SearchRequest: {
    type: 'object',
    required: ['schemas'],
    properties: {
      schemas: urns('SearchRequest'),
      filter: { type: 'string' },
      sortBy: { type: 'string' },
      sortOrder: { type: 'string', enum: ['ascending', 'descending'] },
      startIndex: { type: 'integer' },
      count: { type: 'integer' },
      cursor: { type: 'string' },
      attributes: nameList,
      excludedAttributes: nameList,
    },
  },
  PatchOp: {
    type: 'object',
    required: ['schemas', 'Operations'],
    properties: {
      schemas: urns('PatchOp'),
      Operations: {
        type: 'array',
        items: {
          type: 'object',
          required: ['op'],
          properties: { op: { type: 'string', enum: ['add', 'remove', 'replace'] }, path: { type: 'string' }, value: {} },
        },
      },
    },
  },
  BulkRequest: {
    type: 'object',
    required: ['schemas', 'Operations'],
    properties: {
      schemas: urns('BulkRequest'),
      failOnErrors: { type: 'integer', description: 'How many errors to bear before stopping.' },
      Operations: {
        type: 'array',
        items: {
          type: 'object',
          required: ['method', 'path'],
          properties: {
            method: { type: 'string', enum: ['POST', 'PUT', 'PATCH', 'DELETE'] },
            path: { type: 'string' },
            bulkId: { type: 'string' },
            version: { type: 'string' },
            data: { type: 'object' },
          },
        },
      },
    },
  },
  BulkResponse: {
    type: 'object',
    properties: { schemas: urns('BulkResponse'), Operations: { type: 'array', items: { type: 'object' } } },
  },
  Error: {
    type: 'object',
    required: ['schemas', 'status'],
    properties: {
      schemas: urns('Error'),
      status: { type: 'string' },
      scimType: { type: 'string' },
      detail: { type: 'string' },
    },
  },
}

function extensionSchema(schema: Schema): JsonObject {
  return { type: 'object', description: schema.description, properties: propertiesOf(schema) }
}

function propertiesOf({ attributes }: { readonly attributes: readonly Attribute[] }): JsonObject {
  // A property of the name `$ref` is legal, but most tools would follow it as a reference.
  const named = attributes.filter((each) => each.name !== '$ref')
  return Object.fromEntries(named.map((each) => [each.name, attributeSchema(each)]))
}

function attributeSchema(attribute: Attribute): JsonObject {
  const described = {
    description: attribute.description,
    ...(attribute.mutability === 'readOnly' ? { readOnly: true } : {}),
    ...(attribute.returned === 'never' ? { writeOnly: true } : {}),
  }
  const single: JsonObject = {
    ...(attribute.type === 'complex'
      ? { type: 'object', properties: propertiesOf({ attributes: attribute.subAttributes }) }
      : simpleTypes[attribute.type]),
    // RFC 7643 §2.4: canonical values are suggestions, so they are no enum.
    ...(attribute.canonicalValues.length === 0 ? {} : { examples: attribute.canonicalValues }),
  }
  return attribute.multiValued ? { type: 'array', items: single, ...described } : { ...single, ...described }
}

/** RFC 7643 §2.3. */
const simpleTypes: Readonly<Record<Exclude<AttributeType, 'complex'>, JsonObject>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  decimal: { type: 'number' },
  integer: { type: 'integer' },
  dateTime: { type: 'string', format: 'date-time' },
  binary: { type: 'string', contentEncoding: 'base64' },
  reference: { type: 'string', format: 'uri-reference' },
}
