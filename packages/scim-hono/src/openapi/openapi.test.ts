import {
  completeResourceTypes,
  groupResourceType,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  userResourceType,
} from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from './openapi.ts'

const room = {
  name: 'Room',
  endpoint: '/Rooms',
  description: 'A room.',
  schema: {
    id: 'urn:example:Room',
    name: 'Room',
    description: 'A room.',
    attributes: [
      { name: 'number', description: 'Its number.', type: 'integer', required: true },
      {
        name: 'doors',
        description: 'Its doors.',
        type: 'complex',
        multiValued: true,
        required: true,
        subAttributes: [{ name: 'value', description: 'The key.', required: true, mutability: 'readOnly' }],
      },
      { name: 'code', description: 'To get in.', mutability: 'writeOnly', returned: 'never' },
    ],
  },
} as const

const document = openApiDocument(completeResourceTypes([userResourceType, groupResourceType, room]), {
  basePath: '/scim/v2',
  version: '1.2.3',
})
const at = (...names: string[]): JsonValue | undefined =>
  names.reduce<JsonValue | undefined>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    document,
  )

describe('openApiDocument', () => {
  it('has the five methods of every resource type below the base path (RFC 7644 §3.2)', () => {
    for (const endpoint of ['Users', 'Groups', 'Rooms']) {
      expect(Object.keys(at('paths', `/scim/v2/${endpoint}`) ?? {})).toEqual(['get', 'post'])
      expect(Object.keys(at('paths', `/scim/v2/${endpoint}/{id}`) ?? {})).toEqual(['parameters', 'get', 'put', 'patch', 'delete'])
    }
  })

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
    expect(references.length).toBeGreaterThan(100)
    for (const path of references) expect(at(...path.split('/')), path).toBeDefined()
  })

  it('names every operation once', () => {
    const ids = [...JSON.stringify(document).matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('describes the characteristics of attributes, also of a resource type it has never heard of', () => {
    expect(at('components', 'schemas', 'Room', 'properties', 'doors')).toEqual({
      type: 'array',
      description: 'Its doors.',
      items: { type: 'object', properties: { value: { type: 'string', description: 'The key.', readOnly: true } } },
    })
    expect(at('components', 'schemas', 'Room', 'properties', 'code')).toEqual({
      type: 'string',
      description: 'To get in.',
      writeOnly: true,
    })
    expect(at('components', 'schemas', 'Room', 'required')).toEqual(['schemas', 'number', 'doors'])
  })

  it('shows a body that can be sent for a resource type without written examples', () => {
    const post = at('paths', '/scim/v2/Rooms', 'post', 'requestBody', 'content', 'application/scim+json', 'examples', 'example1', 'value')
    expect(post).toEqual({ schemas: ['urn:example:Room'], number: 1, doors: [{ value: 'string' }] } satisfies JsonObject)
  })
})
