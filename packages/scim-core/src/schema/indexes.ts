import type { Attribute } from './attribute.ts'
import { parseAttributePath, pathText, resolveAttributePath } from './attribute-path.ts'
import { commonAttributes } from './definitions/common.ts'
import type { Index, ResourceType } from './resource-type.ts'

/**
 * The declared paths and every attribute with uniqueness, each once.
 * @throws Error for a path that names nothing that can be indexed.
 */
export function completeIndexes(declared: readonly string[], resourceType: ResourceType): readonly Index[] {
  const indexes = [...declared, ...uniquePaths(resourceType)].map((path) => completeIndex(path, resourceType))
  return [...new Map(indexes.map((index) => [index.name, index])).values()]
}

/** @throws Error for a path that names nothing that can be indexed. */
export function completeIndex(path: string, resourceType: ResourceType): Index {
  const parsed = parseAttributePath(path)
  const resolved = parsed === undefined ? undefined : resolveAttributePath(parsed, resourceType)
  if (resolved === undefined) throw new Error(`Resource type ${resourceType.name} has no attribute ${path} to index.`)
  const { attribute, subAttribute } = resolved
  const { type, mutability, uniqueness } = subAttribute ?? attribute
  const isEdge = attribute === resourceType.membership || attribute === resourceType.memberOf
  if (isEdge || isColumn(attribute) || type === 'complex' || mutability === 'writeOnly') {
    throw new Error(`${path} of resource type ${resourceType.name} cannot be indexed.`)
  }
  const unique = uniqueness !== 'none'
  return { name: pathText(resolved), key: resolved.key, subAttribute: subAttribute?.name, unique }
}

function uniquePaths({ attributes, extensions }: ResourceType): string[] {
  const own = attributes.filter(({ name }) => commonAttributes.attribute(name) === undefined)
  return [...uniquePathsIn(own, ''), ...extensions.flatMap(({ schema }) => uniquePathsIn(schema.attributes, `${schema.id}:`))]
}

function uniquePathsIn(attributes: readonly Attribute[], prefix: string): string[] {
  return attributes.flatMap(({ name, uniqueness, subAttributes }) => [
    ...(uniqueness === 'none' ? [] : [prefix + name]),
    ...uniquePathsIn(subAttributes, `${prefix}${name}.`),
  ])
}

/** `id` and `meta` are columns of every store, `schemas` is told by the document. */
function isColumn(attribute: Attribute): boolean {
  return attribute.name !== 'externalId' && commonAttributes.attribute(attribute.name) === attribute
}
