import type { JsonObject } from '../json.ts'
import { BULK_REQUEST, GROUP, PATCH_OP, SEARCH_REQUEST, USER } from '../urns.ts'

export const endpoints = ['/Users', '/Groups'] as const
export type Endpoint = (typeof endpoints)[number]

/** A request below the base, without its credentials. */
export interface MatrixRequest {
  readonly method: string
  readonly path: string
  readonly body?: JsonObject
}

/** What an answer comes to: its status, the status of the operation inside a Bulk request, how many resources a search found. */
export interface Outcome {
  readonly status: number
  readonly inner?: number
  readonly found?: number
}

export interface Subject {
  readonly endpoint: Endpoint
  readonly id: string
  /** A group of the tenant that acts. */
  readonly group: string
  /** A name that nothing else has. */
  readonly name: string
}

export interface MatrixOperation {
  readonly name: string
  readonly writes: boolean
  readonly request: (subject: Subject) => MatrixRequest
  /** What is right for who may do it: where the resource is the caller's own, and where it has no such resource. */
  readonly right: { readonly there: Outcome; readonly notThere: Outcome }
}

/** A resource with nothing but its name. */
export function named(endpoint: Endpoint, name: string): JsonObject {
  return endpoint === '/Users' ? { schemas: [USER], userName: name } : { schemas: [GROUP], displayName: name }
}

const at = ({ endpoint, id }: Subject) => `${endpoint}/${encodeURIComponent(id)}`
const query = (filter: string) => `?filter=${encodeURIComponent(filter)}`
const patch = (operation: JsonObject): JsonObject => ({ schemas: [PATCH_OP], Operations: [operation] })
const externalId = patch({ op: 'replace', path: 'externalId', value: 'changed' })
const bulk = (operation: JsonObject): MatrixRequest => ({
  method: 'POST',
  path: '/Bulk',
  body: { schemas: [BULK_REQUEST], Operations: [operation] },
})

const status = (there: number, notThere: number) => ({ there: { status: there }, notThere: { status: notThere } })
const inner = (there: number, notThere: number) => ({ there: { status: 200, inner: there }, notThere: { status: 200, inner: notThere } })
const found = (there: number, notThere: number) => ({ there: { status: 200, found: there }, notThere: { status: 200, found: notThere } })

/** RFC 7644 §3: every way to name a resource by its id. PATCH asks for `id` so that it answers 200 for every resource type. */
export const operations: readonly MatrixOperation[] = [
  { name: 'GET', writes: false, request: (subject) => ({ method: 'GET', path: at(subject) }), right: status(200, 404) },
  {
    name: 'GET with attributes',
    writes: false,
    request: (subject) => ({ method: 'GET', path: `${at(subject)}?attributes=id` }),
    right: status(200, 404),
  },
  {
    name: 'PUT',
    writes: true,
    request: (subject) => ({ method: 'PUT', path: at(subject), body: named(subject.endpoint, subject.name) }),
    right: status(200, 404),
  },
  {
    name: 'PUT with the id of another in the body',
    writes: true,
    request: (subject) => ({ method: 'PUT', path: at(subject), body: { ...named(subject.endpoint, subject.name), id: subject.group } }),
    right: status(200, 404),
  },
  {
    name: 'PATCH',
    writes: true,
    request: (subject) => ({ method: 'PATCH', path: `${at(subject)}?attributes=id`, body: externalId }),
    right: status(200, 404),
  },
  { name: 'DELETE', writes: true, request: (subject) => ({ method: 'DELETE', path: at(subject) }), right: status(204, 404) },
  {
    name: 'PUT in Bulk',
    writes: true,
    request: (subject) => bulk({ method: 'PUT', path: at(subject), data: named(subject.endpoint, subject.name) }),
    right: inner(200, 404),
  },
  {
    name: 'PATCH in Bulk',
    writes: true,
    request: (subject) => bulk({ method: 'PATCH', path: at(subject), data: externalId }),
    // The status of a PATCH inside Bulk is 200 or 204, by resource type.
    right: { there: { status: 200 }, notThere: { status: 200, inner: 404 } },
  },
  { name: 'DELETE in Bulk', writes: true, request: (subject) => bulk({ method: 'DELETE', path: at(subject) }), right: inner(204, 404) },
  {
    name: 'a filter on id',
    writes: false,
    request: ({ endpoint, id }) => ({ method: 'GET', path: `${endpoint}${query(`id eq "${id}"`)}` }),
    right: found(1, 0),
  },
  {
    name: 'a filter on id in .search',
    writes: false,
    request: ({ endpoint, id }) => ({
      method: 'POST',
      path: `${endpoint}/.search`,
      body: { schemas: [SEARCH_REQUEST], filter: `id eq "${id}"` },
    }),
    right: found(1, 0),
  },
  {
    name: 'a filter on id at the root',
    writes: false,
    request: ({ id }) => ({ method: 'GET', path: `/${query(`id eq "${id}"`)}` }),
    right: found(1, 0),
  },
  {
    name: 'a filter on members',
    writes: false,
    request: ({ id }) => ({ method: 'GET', path: `/Groups${query(`members.value eq "${id}"`)}` }),
    right: found(0, 0),
  },
  {
    name: 'a group with it as a member',
    writes: true,
    request: ({ id, name }) => ({ method: 'POST', path: '/Groups', body: { ...named('/Groups', name), members: [{ value: id }] } }),
    right: status(201, 400),
  },
  {
    name: 'a member added to a group',
    writes: true,
    request: ({ id, group }) => ({
      method: 'PATCH',
      path: `/Groups/${group}?attributes=id`,
      body: patch({ op: 'add', path: 'members', value: [{ value: id }] }),
    }),
    right: status(200, 400),
  },
]
