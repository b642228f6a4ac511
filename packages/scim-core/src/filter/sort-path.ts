import { type AttributePath, pathText, resolveAttributePath } from '../schema/attribute-path.ts'
import { commonAttributes } from '../schema/definitions/common.ts'
import { indexName } from '../schema/indexed-values.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidValue } from '../scim-error.ts'
import { withDefault } from './document-place.ts'

/** What a store sorts by. */
export type SortPath =
  | { readonly kind: 'attribute'; readonly key: string; readonly subAttribute: string | undefined; readonly index: string | undefined }
  | { readonly kind: 'column'; readonly column: 'id' | 'created' | 'lastModified' }

/**
 * Binds `sortBy` to a resource type (RFC 7644 §3.4.2.3). A complex attribute stands for its `value`.
 * @returns undefined when the resource type has no such attribute.
 * @throws ScimError invalidValue for an attribute that has no order or is never shown.
 */
export function resolveSortPath(path: AttributePath, resourceType: ResourceType): SortPath | undefined {
  const resolved = resolveAttributePath(path, resourceType)
  if (resolved === undefined) return undefined
  const target = withDefault(resolved)
  const { attribute, subAttribute, key } = target
  const sorted = subAttribute ?? attribute
  const isEdge = attribute === resourceType.membership || attribute === resourceType.memberOf
  const isSecret = [attribute, sorted].some(({ returned, mutability }) => returned === 'never' || mutability === 'writeOnly')
  if (isEdge || isSecret || sorted.type === 'complex')
    throw invalidValue(`sortBy names ${pathText(target)}, by which resources cannot be sorted.`)
  if (attribute === commonAttributes.attribute('id')) return { kind: 'column', column: 'id' }
  if (attribute === commonAttributes.attribute('meta')) return metaColumn(sorted.name)
  // Of several values the primary one counts, which the rows of an index do not tell.
  const index = attribute.multiValued ? undefined : indexName(target, resourceType)
  return { kind: 'attribute', key, subAttribute: subAttribute?.name, index }
}

function metaColumn(name: string): SortPath {
  if (name === 'created' || name === 'lastModified') return { kind: 'column', column: name }
  if (name === 'version')
    throw invalidValue('sortBy names meta.version, by which resources cannot be sorted; meta.lastModified can be used.')
  // Within one type meta.resourceType is the same everywhere, and meta.location differs by the id alone.
  return { kind: 'column', column: 'id' }
}
