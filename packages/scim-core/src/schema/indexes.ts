import { parseAttributePath, pathText, type ResolvedPath, resolveAttributePath } from './attribute-path.ts'
import { commonAttributes } from './definitions/common.ts'
import type { ResourceType } from './resource-type.ts'

/** A path whose values are kept in the equality index. */
export interface Index {
  /** `IndexedValue.path`: `userName`, `emails.value`, `urn:…:User:employeeNumber`. */
  readonly name: string
  /** The key in a comparable. */
  readonly key: string
  readonly subAttribute: string | undefined
  /** Whether the schema wants the values to be unique (RFC 7643 §7). */
  readonly unique: boolean
}

/**
 * The declared paths and every attribute with uniqueness, each once.
 * @throws Error for a path that names nothing that can be indexed.
 */
export function completeIndexes(declared: readonly string[], resourceType: ResourceType): readonly Index[] {
  const indexes = new Map<string, Index>()
  for (const path of declared) {
    const index = completeIndex(path, resourceType)
    indexes.set(index.name, index)
  }
  for (const path of uniquePaths(resourceType)) {
    const index = indexOf(path)
    indexes.set(index.name, index)
  }
  return [...indexes.values()]
}

/** @throws Error for a path that names nothing that can be indexed. */
export function completeIndex(path: string, resourceType: ResourceType): Index {
  const parsed = parseAttributePath(path)
  const resolved = parsed === undefined ? undefined : resolveAttributePath(parsed, resourceType)
  if (resolved === undefined) throw new Error(`Resource type ${resourceType.name} has no attribute ${path} to index.`)
  const { attribute, subAttribute } = resolved
  const isElsewhere = attribute === resourceType.membership || attribute === resourceType.memberOf || isColumn(resolved)
  if (isElsewhere || (subAttribute ?? attribute).type === 'complex')
    throw new Error(`${path} of resource type ${resourceType.name} cannot be indexed.`)
  return indexOf(resolved)
}

function indexOf(path: ResolvedPath): Index {
  const { attribute, subAttribute, key } = path
  return { name: pathText(path), key, subAttribute: subAttribute?.name, unique: (subAttribute ?? attribute).uniqueness !== 'none' }
}

function uniquePaths(resourceType: ResourceType): ResolvedPath[] {
  const schemas = [
    { schema: resourceType.schema, extension: undefined },
    ...resourceType.extensions.map(({ schema }) => ({ schema, extension: schema })),
  ]
  return schemas.flatMap(({ schema, extension }) =>
    schema.attributes.flatMap((attribute) => {
      const key = extension === undefined ? attribute.name : `${extension.id}:${attribute.name}`
      return [undefined, ...attribute.subAttributes]
        .map((subAttribute) => ({ attribute, subAttribute, extension, key }))
        .filter((path) => (path.subAttribute ?? attribute).uniqueness !== 'none' && !isColumn(path))
    }),
  )
}

/** `id` and `meta` are columns of every store, `schemas` is told by the document. */
function isColumn({ attribute }: ResolvedPath): boolean {
  return commonAttributes.attribute(attribute.name) !== undefined && attribute.name !== 'externalId'
}
