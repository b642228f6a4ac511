import { everything, type Filter } from '../filter/filter.ts'
import { parseFilter } from '../filter/parse.ts'
import { resolveFilter } from '../filter/resolve.ts'
import { resolveSortPath } from '../filter/sort-path.ts'
import { rewriteFilter, rewriteFilterText } from '../profiles/apply.ts'
import { parseAttributePath } from '../schema/attribute-path.ts'
import { resolveProjection } from '../schema/project.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidValue } from '../scim-error.ts'
import type { ResourcePage, ResourceQuery, ResourceStore, Selection, SortKey } from '../storage/storage.ts'
import type { CursorBinding, CursorSeal } from './cursor.ts'
import { type RepresentationRequest, representPage } from './representation.ts'
import type { RequestContext, ScimResponse, SearchRequest, ServiceProviderOptions } from './service-provider.ts'

export const listResponseSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

export interface Query {
  readonly options: ServiceProviderOptions
  readonly context: RequestContext
  readonly store: ResourceStore
  /** One type at its endpoint, several at the root. */
  readonly resourceTypes: readonly ResourceType[]
  readonly cursors: CursorSeal
}

/** RFC 7644 §3.4.2 and RFC 9865. */
export async function queryResources(query: Query, search: SearchRequest): Promise<ScimResponse> {
  const { options, store, resourceTypes } = query
  const limit = pageSize(search.count, options)
  const order = sortOrder(search)
  const select = resourceTypes.map((resourceType) => selection(query, resourceType, search))
  const requestFor = (resourceType: ResourceType): RepresentationRequest => ({
    options,
    store,
    resourceType,
    projection: resolveProjection(search, resourceType),
  })
  const requests = new Map(resourceTypes.map((resourceType) => [resourceType.name, requestFor(resourceType)]))
  const page =
    search.cursor === undefined
      ? await indexPage(query, { select, order, total: true }, search, limit)
      : await cursorPage(query, { select, order, total: true }, search, limit)
  const texts = await representPage(page.resources, (type) => {
    const request = requests.get(type)
    if (request === undefined) throw new Error(`The store returned a ${type}, which was not asked for.`)
    return request
  })
  return { status: 200, body: listResponse(page, texts), location: undefined, etag: undefined }
}

interface Page {
  readonly total: number
  readonly resources: ResourcePage['resources']
  /** Members of the ListResponse that tell where this page stands. */
  readonly place: Readonly<Record<string, string | number>>
}

type Unpaged = Omit<ResourceQuery, 'page'>

async function indexPage({ store }: Query, query: Unpaged, search: SearchRequest, limit: number): Promise<Page> {
  // RFC 7644 §3.4.2.4: values below 1 are read as 1.
  const startIndex = Math.max(1, search.startIndex ?? 1)
  const page = await store.query({ ...query, page: { kind: 'index', offset: startIndex - 1, limit } })
  return { total: page.total ?? 0, resources: page.resources, place: { startIndex } }
}

async function cursorPage(
  { options, context, store, cursors, resourceTypes }: Query,
  query: Unpaged,
  search: SearchRequest,
  limit: number,
): Promise<Page> {
  if (search.startIndex !== undefined) throw invalidValue('cursor and startIndex exclude each other; send one of them.')
  const binding: CursorBinding = {
    tenantId: context.caller.tenantId,
    actor: context.caller.actor,
    count: limit,
    query: JSON.stringify([
      resourceTypes.map((each) => each.name),
      search.filter,
      search.sortBy,
      search.sortOrder,
      search.attributes,
      search.excludedAttributes,
    ]),
  }
  const now = options.now()
  const position = search.cursor === '' || search.cursor === undefined ? undefined : await cursors.open(search.cursor, binding, now)
  const page = await store.query({ ...query, page: { kind: 'keyset', position, limit } })
  const seal = (direction: 'after' | 'before', at: ResourcePage['next']) =>
    at === undefined ? undefined : cursors.seal({ direction, at }, binding, now)
  // D-53: count=0 asks for the total only.
  const [nextCursor, previousCursor] = limit === 0 ? [] : await Promise.all([seal('after', page.next), seal('before', page.previous)])
  return {
    total: page.total ?? 0,
    resources: page.resources,
    place: { ...(previousCursor === undefined ? {} : { previousCursor }), ...(nextCursor === undefined ? {} : { nextCursor }) },
  }
}

function listResponse(
  { total, resources, place }: Page,
  texts: readonly (string | AsyncIterable<string>)[],
): string | AsyncIterable<string> {
  const head = JSON.stringify({ schemas: [listResponseSchema], totalResults: total, itemsPerPage: resources.length, ...place })
  const opening = `${head.slice(0, -1)},"Resources":[`
  return texts.every((text) => typeof text === 'string') ? `${opening}${texts.join(',')}]}` : inPieces(opening, texts)
}

async function* inPieces(opening: string, texts: readonly (string | AsyncIterable<string>)[]): AsyncGenerator<string> {
  yield opening
  for (const [index, text] of texts.entries()) {
    if (index > 0) yield ','
    if (typeof text === 'string') yield text
    else yield* text
  }
  yield ']}'
}

/** RFC 7644 §3.4.2.4: negative is 0, and more than the limit is the limit (D-26, D-52). */
function pageSize(count: number | undefined, { limits }: ServiceProviderOptions): number {
  return count === undefined ? limits.defaultPageSize : Math.min(Math.max(0, count), limits.maxPageSize)
}

function sortOrder({ sortBy, sortOrder: order }: SearchRequest): 'ascending' | 'descending' {
  if (sortBy === undefined || order === undefined) return 'ascending'
  const lower = order.toLowerCase()
  if (lower === 'ascending' || lower === 'descending') return lower
  throw invalidValue('sortOrder has to be "ascending" or "descending".')
}

function selection(query: Query, resourceType: ResourceType, search: SearchRequest): Selection {
  return {
    type: resourceType.name,
    filter: filterOf(query, resourceType, search.filter),
    sortBy: sortKey(query, resourceType, search.sortBy),
  }
}

function filterOf({ options, context, resourceTypes }: Query, resourceType: ResourceType, text: string | undefined): Filter {
  if (text === undefined) return everything
  const { profile } = context.caller
  const meant = rewriteFilterText(profile, text, resourceType, context.tolerated)
  const expression = rewriteFilter(profile, parseFilter(meant, options.limits), resourceType, context.tolerated)
  return resolveFilter(expression, resourceType, {
    baseUrl: options.baseUrl,
    resourceTypes: options.resourceTypes,
    unknownAttribute: resourceTypes.length > 1 ? 'absent' : 'refuse',
  })
}

function sortKey({ resourceTypes }: Query, resourceType: ResourceType, sortBy: string | undefined): SortKey | undefined {
  if (sortBy === undefined) return undefined
  const path = parseAttributePath(sortBy)
  const key = path === undefined ? undefined : resolveSortPath(path, resourceType)
  // D-29: an unknown name is an error at one type's endpoint; at the root a type without it sorts as having no value.
  if (key === undefined && resourceTypes.length === 1) {
    throw invalidValue(`sortBy names '${sortBy.slice(0, 80)}', which is no attribute of ${resourceType.name}.`)
  }
  return key
}
