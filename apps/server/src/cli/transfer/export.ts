import {
  isJsonObject,
  type JsonObject,
  parseJson,
  type RequestContext,
  type ResourceType,
  type ScimResponse,
  type ServiceProvider,
} from '@rollcall/scim-core'
import { stringify } from 'csv-stringify/sync'
import { cellsOf } from './cells.ts'
import { harmless } from './formula.ts'

/** One JSON object a line. */
export async function* ndjsonOf(
  provider: ServiceProvider,
  context: RequestContext,
  types: readonly ResourceType[],
): AsyncGenerator<string> {
  for (const type of types) for await (const resource of resourcesOf(provider, context, type)) yield `${JSON.stringify(resource)}\n`
}

/**
 * CSV (RFC 4180) with attribute paths as its header. It reads everything twice: which columns there are is known at the end only. What
 * comes between with an attribute that nothing had before is told in `lost`.
 */
export async function* csvOf(
  provider: ServiceProvider,
  context: RequestContext,
  types: readonly ResourceType[],
  lost: (path: string) => void,
): AsyncGenerator<string> {
  const found = new Map<string, number>()
  for (const type of types) {
    for await (const resource of resourcesOf(provider, context, type)) {
      // Where a column stands among those of the first resource that has it.
      for (const path of cellsOf(resource, type).keys()) if (!found.has(path)) found.set(path, found.size)
    }
  }
  const paths = inOrder([...found.keys()], types)
  if (paths.length === 0) return
  yield line(paths)
  for (const type of types) {
    for await (const resource of resourcesOf(provider, context, type)) {
      const cells = cellsOf(resource, type)
      for (const path of cells.keys()) if (!found.has(path)) lost(path)
      yield line(paths.map((path) => harmless(cells.get(path) ?? '')))
    }
  }
}

/** As the schemas have them, whatever was found first. A column begins with the key of its attribute. */
function inOrder(paths: readonly string[], types: readonly ResourceType[]): readonly string[] {
  const keys = [
    'meta',
    ...types.flatMap((type) => [...type.attributes, ...type.extensions.flatMap(({ schema }) => schema.attributes)].map(({ key }) => key)),
  ]
  const rank = (path: string) => keys.findIndex((key) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`))
  return paths.toSorted((left, right) => rank(left) - rank(right))
}

function line(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: 'windows', quoted_match: /[\r\n]/ })
}

const everything = { attributes: undefined, excludedAttributes: undefined }

/** A search for all, from the beginning. */
export const wholeList = {
  ...everything,
  filter: undefined,
  sortBy: undefined,
  sortOrder: undefined,
  startIndex: undefined,
  count: 200,
  cursor: '',
}

async function* resourcesOf(provider: ServiceProvider, context: RequestContext, { endpoint }: ResourceType): AsyncGenerator<JsonObject> {
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const page: JsonObject = await contentOf(await provider.query(context, endpoint, { ...wholeList, cursor }))
    const { Resources: resources, nextCursor: next } = page
    for (const resource of Array.isArray(resources) ? resources : []) if (isJsonObject(resource)) yield resource
    cursor = typeof next === 'string' ? next : undefined
  }
}

/** The body of an answer. */
export async function contentOf({ body = '{}' }: ScimResponse): Promise<JsonObject> {
  let text = ''
  if (typeof body === 'string') text = body
  else for await (const piece of body) text += piece
  const value = parseJson(text)
  return isJsonObject(value) ? value : {}
}
