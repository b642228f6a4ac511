import type { ElementFilter, PathExpression } from '../filter/filter.ts'
import { resolveElementFilter } from '../filter/resolve.ts'
import type { Attribute } from '../schema/attribute.ts'
import { resolveAttributePath } from '../schema/attribute-path.ts'
import type { ResourceType, SchemaExtension } from '../schema/resource-type.ts'
import { excerpt, invalidFilter, invalidPath, type ScimError } from '../scim-error.ts'
import type { Place } from './document.ts'

/** What an operation's path names, bound to the definitions of one resource type. `path` is as the schema spells it. */
export type Target =
  /** A whole attribute: `title`, `name`, `emails`, `urn:…:User:manager`. */
  | { readonly kind: 'attribute'; readonly place: Place; readonly path: string }
  /** `name.givenName`; of a multi-valued attribute, the sub-attribute of all its elements: `emails.display`. */
  | { readonly kind: 'subAttribute'; readonly place: Place; readonly subAttribute: Attribute; readonly path: string }
  /** `emails[type eq "work"]`, with or without a sub-attribute behind it. */
  | {
      readonly kind: 'elements'
      readonly place: Place
      readonly filter: ElementFilter
      readonly subAttribute: Attribute | undefined
      readonly path: string
    }
  /** `urn:…:User` alone: all attributes of the extension. */
  | { readonly kind: 'extension'; readonly extension: SchemaExtension; readonly path: string }

/**
 * Finds what a path names (RFC 7644 §3.5.2, §3.10: names and URNs in any case).
 * @throws ScimError invalidPath (D-56) when there is no such attribute, invalidFilter when its filter does not fit.
 */
export function resolveTarget({ text, path, filter, subAttribute: behind }: PathExpression, resourceType: ResourceType): Target {
  const extension = filter === undefined ? resourceType.extensions.find(({ schema }) => sameUrn(schema.id, text)) : undefined
  if (extension !== undefined) return { kind: 'extension', extension, path: extension.schema.id }

  const resolved = resolveAttributePath(path, resourceType)
  if (resolved === undefined) throw unknownPath(text, resourceType)
  const { attribute, key } = resolved
  const place: Place = { attribute, extension: resolved.extension, key }
  if (filter === undefined) {
    const { subAttribute } = resolved
    if (subAttribute === undefined) return { kind: 'attribute', place, path: key }
    return { kind: 'subAttribute', place, subAttribute, path: `${key}.${subAttribute.name}` }
  }
  if (!attribute.multiValued || resolved.subAttribute !== undefined) {
    throw invalidFilter(`A filter in brackets selects values of a multi-valued attribute; "${excerpt(path.text)}" is none.`)
  }
  const subAttribute = behind === undefined ? undefined : attribute.subAttribute(behind)
  if (behind !== undefined && subAttribute === undefined) throw unknownPath(text, resourceType)
  const suffix = subAttribute === undefined ? '' : `.${subAttribute.name}`
  return { kind: 'elements', place, filter: resolveElementFilter(filter, attribute), subAttribute, path: `${key}[…]${suffix}` }
}

/** The target of a member of a value without a path: a plain attribute name or an extension's URN. undefined when it is neither. */
export function memberTarget(name: string, resourceType: ResourceType): Target | undefined {
  const attribute = resourceType.attribute(name)
  if (attribute !== undefined)
    return { kind: 'attribute', place: { attribute, extension: undefined, key: attribute.name }, path: attribute.name }
  const extension = resourceType.extensions.find(({ schema }) => sameUrn(schema.id, name))
  return extension === undefined ? undefined : { kind: 'extension', extension, path: extension.schema.id }
}

export function sameUrn(left: string, right: string): boolean {
  return left.length === right.length && left.toLowerCase() === right.toLowerCase()
}

function unknownPath(text: string, resourceType: ResourceType): ScimError {
  return invalidPath(`The path "${excerpt(text)}" names no attribute of ${resourceType.name}.`)
}
