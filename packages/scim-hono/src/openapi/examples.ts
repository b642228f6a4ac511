import type { Attribute, JsonObject, JsonValue, ResourceType } from '@rollcall/scim-core'

/** Bodies that can be sent as they stand. The first of each is what "Try it out" shows. */
export interface Examples {
  readonly creates: JsonObject
  readonly patches: JsonObject
  readonly answers: JsonObject
  readonly lists: JsonObject
}

/** Examples of a resource type: written by hand where there are any, else made from its required attributes. */
export function examplesOf(resourceType: ResourceType): Examples {
  const written = Object.hasOwn(byName, resourceType.name) ? byName[resourceType.name] : undefined
  const creates = written?.creates ?? [['The least there can be', leastOf(resourceType)]]
  const patches = written?.patches ?? [['Give it an externalId', [{ op: 'replace', path: 'externalId', value: '701984' }]]]
  const answer = { ...creates[0]?.[1], ...asStored(resourceType) }
  const list = { schemas: [`${messages}:ListResponse`], totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [answer] }
  return {
    creates: named(creates),
    patches: named(patches.map(([summary, operations]) => [summary, { schemas: [`${messages}:PatchOp`], Operations: operations }])),
    answers: named([[resourceType.name, answer]]),
    lists: named([['One page', list]]),
  }
}

const messages = 'urn:ietf:params:scim:api:messages:2.0'
const core = 'urn:ietf:params:scim:schemas:core:2.0'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export const searchExample: JsonObject = named([
  ['By family name', { schemas: [`${messages}:SearchRequest`], filter: 'name.familyName eq "Bloggs"', count: 10 }],
  ['Everything, ten at a time', { schemas: [`${messages}:SearchRequest`], startIndex: 1, count: 10 }],
])

export const bulkExample: JsonObject = named([
  [
    'A user and a group with that user',
    {
      schemas: [`${messages}:BulkRequest`],
      failOnErrors: 1,
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'jane', data: { schemas: [`${core}:User`], userName: 'jane.doe@example.com' } },
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'engineers',
          data: { schemas: [`${core}:Group`], displayName: 'Engineers', members: [{ value: 'bulkId:jane', type: 'User' }] },
        },
      ],
    },
  ],
])

type Written<Body> = readonly (readonly [summary: string, body: Body])[]

const byName: Readonly<Record<string, { readonly creates: Written<JsonObject>; readonly patches: Written<readonly JsonObject[]> }>> = {
  User: {
    creates: [
      [
        'Joe Bloggs',
        {
          schemas: [`${core}:User`],
          userName: 'joe.bloggs@example.com',
          name: { givenName: 'Joe', familyName: 'Bloggs' },
          emails: [{ value: 'joe.bloggs@example.com', type: 'work', primary: true }],
          active: true,
        },
      ],
      [
        'With password, locale, time zone and roles as plain strings',
        {
          schemas: [`${core}:User`],
          userName: 'string',
          name: { givenName: 'string', familyName: 'string' },
          password: 'string',
          locale: 'string',
          timezone: 'string',
          roles: ['string'],
        },
      ],
      [
        'An employee (enterprise extension)',
        {
          schemas: [`${core}:User`, enterprise],
          userName: 'barbara.jensen@example.com',
          externalId: '701984',
          name: { givenName: 'Barbara', familyName: 'Jensen' },
          [enterprise]: { employeeNumber: '701984', department: 'Tour Operations', costCenter: '4130' },
        },
      ],
    ],
    patches: [
      ['Another userName', [{ op: 'replace', path: 'userName', value: 'joseph.bloggs@example.com' }]],
      ['Deactivate', [{ op: 'replace', path: 'active', value: false }]],
      ['Another work address', [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'joseph.bloggs@example.com' }]],
    ],
  },
  Group: {
    creates: [
      ['Administrators', { schemas: [`${core}:Group`], displayName: 'Administrators' }],
      [
        'With a member (put in the id of a user)',
        { schemas: [`${core}:Group`], displayName: 'Engineers', members: [{ value: 'string', type: 'User' }] },
      ],
    ],
    patches: [
      ['Another displayName', [{ op: 'replace', path: 'displayName', value: 'Operators' }]],
      ['Add a member (put in the id of a user)', [{ op: 'add', path: 'members', value: [{ value: 'string', type: 'User' }] }]],
      ['Remove a member (put in the id of a user)', [{ op: 'remove', path: 'members[value eq "string"]' }]],
    ],
  },
}

function asStored({ name }: ResourceType): JsonObject {
  const time = '2025-11-01T12:00:00Z'
  return {
    id: '019a3f5e-7c00-7000-8000-0a1b2c3d4e5f',
    meta: { resourceType: name, created: time, lastModified: time, version: 'W/"1"' },
  }
}

function leastOf({ schema }: ResourceType): JsonObject {
  const required = schema.attributes.filter((each) => each.required)
  return { schemas: [schema.id], ...Object.fromEntries(required.map((each) => [each.name, valueFor(each)])) }
}

function valueFor({ type, multiValued, subAttributes }: Attribute): JsonValue {
  if (type === 'complex') {
    const element = Object.fromEntries(subAttributes.filter((each) => each.required).map((each) => [each.name, valueFor(each)]))
    return multiValued ? [element] : element
  }
  const single = plainValues[type]
  return multiValued ? [single] : single
}

const plainValues = {
  string: 'string',
  boolean: true,
  decimal: 1.5,
  integer: 1,
  dateTime: '2025-11-01T12:00:00Z',
  binary: 'U0NJTQ==',
  reference: 'https://example.com/',
} as const

/** The `examples` object of OpenAPI: keys are identifiers, summaries are shown. */
function named(examples: Written<JsonObject>): JsonObject {
  return Object.fromEntries(examples.map(([summary, value], index) => [`example${index + 1}`, { summary, value }]))
}
