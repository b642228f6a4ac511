import { decodedSegment } from '../filter/resource-uri.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { notFound, ScimError } from '../scim-error.ts'
import { bulkIdsIn, resolveBulkIds, withoutBulkIds } from './bulk-references.ts'
import { type BulkOperation, parseBulkRequest } from './bulk-request.ts'
import type { Preconditions, RequestContext, ScimResponse, ServiceProvider } from './service-provider.ts'
import { versionOf } from './version.ts'

export const bulkResponseSchema = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'

/**
 * RFC 7644 §3.7. Operations run in order, except that one which a bulkId refers forward to runs first. A circle is broken by
 * creating a resource without the reference and replacing it by the whole as soon as all its references exist (D-42): before any
 * other operation can change or delete it.
 */
export async function bulk(provider: ServiceProvider, context: RequestContext, body: JsonValue): Promise<ScimResponse> {
  const { operations, failOnErrors } = parseBulkRequest(body, provider.options)
  const creators = new Map(
    operations.flatMap((each) => (each.bulkId !== undefined && each.method === 'POST' ? [[each.bulkId, each] as const] : [])),
  )
  const created = new Map<string, string>()
  const started = new Set<BulkOperation>()
  const results = new Map<BulkOperation, JsonObject>()
  const referencesOf = new Map(operations.map((operation) => [operation, bulkIdsIn(operation)]))
  let errors = 0
  const stopped = (): boolean => failOnErrors !== undefined && errors >= failOnErrors

  /** Runs what the operation refers to, then the operation. Those it could not wait for are left out and completed later. */
  const run = async (operation: BulkOperation): Promise<void> => {
    if (started.has(operation) || stopped()) return
    started.add(operation)
    const references = referencesOf.get(operation) ?? new Set()
    for (const reference of references) {
      const creator = creators.get(reference)
      if (creator !== undefined) await run(creator)
    }
    if (stopped()) return
    const circular = [...references].filter((reference) => !created.has(reference) && isRunning(reference))
    const result = await perform(provider, context, circular.length === 0 ? operation : withoutBulkIds(operation, circular), created)
    results.set(operation, result)
    if (hasFailed(result)) errors += 1
    else if (circular.length > 0) incomplete.set(operation, circular)
    await completeAll((awaited) => !awaited.some(isRunning))
  }
  const isRunning = (bulkId: string): boolean => {
    const creator = creators.get(bulkId)
    return creator !== undefined && started.has(creator) && !results.has(creator)
  }
  /** What was created without some of its references, and which. */
  const incomplete = new Map<BulkOperation, readonly string[]>()
  const completeAll = async (isDue: (awaited: readonly string[]) => boolean): Promise<void> => {
    for (const [operation, awaited] of incomplete) {
      if (!isDue(awaited)) continue
      incomplete.delete(operation)
      const result = await complete(provider, context, operation, created)
      results.set(operation, result)
      if (!hasFailed(result)) continue
      errors += 1
      await withdraw(operation)
    }
  }
  /** What was created with a reference to what is not kept is not kept either: it fails as if it had come later. */
  const withdraw = async ({ bulkId = '' }: BulkOperation): Promise<void> => {
    for (const [operation, result] of results) {
      if (operation.method !== 'POST' || hasFailed(result) || referencesOf.get(operation)?.has(bulkId) !== true) continue
      await discard(provider, context, operation, created)
      incomplete.delete(operation)
      results.set(operation, await perform(provider, context, operation, created))
      errors += 1
      await withdraw(operation)
    }
  }

  for (const operation of operations) await run(operation)
  await completeAll(() => true)

  const inOrder = operations.flatMap((operation) => results.get(operation) ?? [])
  return { status: 200, body: JSON.stringify({ schemas: [bulkResponseSchema], Operations: inOrder }), location: undefined, etag: undefined }
}

/** One operation and its result (§3.7.3). Whatever it does wrong becomes its own status, never that of the whole job. */
async function perform(
  provider: ServiceProvider,
  context: RequestContext,
  operation: BulkOperation,
  created: Map<string, string>,
): Promise<JsonObject> {
  const { method, bulkId } = operation
  const about = { method, ...(bulkId === undefined ? {} : { bulkId }) }
  try {
    if (operation.problem !== undefined) throw operation.problem
    const { path, data } = resolveBulkIds(operation, created)
    const { endpoint, id } = targetOf(path, operation, provider)
    const answer = await send(provider, context, operation, endpoint, id, data)
    if (method === 'POST' && bulkId !== undefined && answer.location !== undefined) {
      created.set(bulkId, answer.location.slice(answer.location.lastIndexOf('/') + 1))
    }
    const location = answer.location ?? `${provider.options.baseUrl}${path}`
    return { ...about, location, ...(answer.etag === undefined ? {} : { version: answer.etag }), status: String(answer.status) }
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    return { ...about, ...locationOf(operation, created, provider), status: String(error.status), response: { ...error.toJSON() } }
  }
}

function hasFailed(result: JsonObject): boolean {
  return String(result['status']) >= '400'
}

/** RFC 7644 §3.7.3: a failed operation names its resource too, unless it is a POST. What has no id yet has no location. */
function locationOf({ method, path }: BulkOperation, created: ReadonlyMap<string, string>, { options }: ServiceProvider): JsonObject {
  const resolved = path.replace(/bulkId:([^/]+)/, (reference, bulkId: string) => created.get(bulkId) ?? reference)
  return method === 'POST' || path === '' || resolved.includes('bulkId:') ? {} : { location: `${options.baseUrl}${resolved}` }
}

async function send(
  provider: ServiceProvider,
  context: RequestContext,
  { method, version }: BulkOperation,
  endpoint: string,
  id: string,
  data: JsonValue,
): Promise<ScimResponse> {
  const named = version === undefined ? undefined : versionOf(version)
  // A version that is none of ours names no version at all, so the condition cannot hold.
  const preconditions: Preconditions = {
    ifMatch: version === undefined ? undefined : named === undefined ? [] : [named],
    ifNoneMatch: undefined,
  }
  const everything = { attributes: undefined, excludedAttributes: undefined }
  // The resource is not part of the result, so as little of it as possible is read.
  const least = { attributes: ['id'], excludedAttributes: undefined }
  switch (method) {
    case 'POST':
      return provider.create(context, endpoint, data, least)
    case 'PUT':
      return provider.replace(context, endpoint, id, data, least, preconditions)
    case 'PATCH':
      return provider.modify(context, endpoint, id, data, everything, preconditions)
    case 'DELETE':
      return provider.delete(context, endpoint, id, preconditions)
  }
}

/** Puts in the references that a circle made the creation leave out. What stays without them is not kept: a failed POST creates nothing. */
async function complete(
  provider: ServiceProvider,
  context: RequestContext,
  operation: BulkOperation,
  created: Map<string, string>,
): Promise<JsonObject> {
  const { method } = operation
  const { location, ...result } = await perform(provider, context, { ...itself(operation), method: 'PUT' }, created)
  if (!hasFailed(result)) return { ...result, method, ...(location === undefined ? {} : { location }), status: '201' }
  await discard(provider, context, operation, created)
  return { ...result, method }
}

/** Deletes what a POST has created. */
async function discard(
  provider: ServiceProvider,
  context: RequestContext,
  operation: BulkOperation,
  created: Map<string, string>,
): Promise<void> {
  await perform(provider, context, { ...itself(operation), method: 'DELETE', data: null }, created)
  created.delete(operation.bulkId ?? '')
}

/** A POST, aimed at what it has created. */
function itself(operation: BulkOperation): BulkOperation {
  return { ...operation, path: `${operation.path}/bulkId:${operation.bulkId ?? ''}`, version: undefined }
}

function targetOf(path: string, { method }: BulkOperation, provider: ServiceProvider): { endpoint: string; id: string } {
  const [, endpoint = '', id, more] = /^(\/[^/]+)(?:\/([^/]+))?(\/.*)?$/.exec(path) ?? []
  const wrong = (meant: string) => notFound(`${method} in a Bulk request needs a path like ${meant}, not '${path.slice(0, 80)}'.`)
  if (provider.options.resourceTypes.at(endpoint) === undefined || more !== undefined)
    throw wrong(method === 'POST' ? '/Users' : '/Users/{id}')
  if (method === 'POST' && id !== undefined) throw wrong(endpoint)
  if (method !== 'POST' && id === undefined) throw wrong(`${endpoint}/{id}`)
  return { endpoint, id: id === undefined ? '' : decodedSegment(id) }
}
