import type { Attribute } from './attribute.ts'
import type { ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'

/** attrPath as written (RFC 7644 §3.10): `[URN ":"] name ["." subAttribute]`. No schema has been consulted yet. */
export interface AttributePath {
  /** The text as written, for error messages. */
  readonly text: string
  /** Everything before the last colon, or undefined. */
  readonly urn: string | undefined
  readonly name: string
  readonly subAttribute: string | undefined
}

/** An attribute path bound to the definitions of one resource type. */
export interface ResolvedPath {
  readonly attribute: Attribute
  readonly subAttribute: Attribute | undefined
  /** The extension the attribute belongs to; undefined for the base schema and the common attributes. */
  readonly extension: Schema | undefined
  /** The attribute's name in a comparable and in `indexed`: `userName`, or `urn:…:User:employeeNumber` in an extension. */
  readonly key: string
}

// RFC 7643 §2.1 with erratum 8924: `$ref` is a name too. A sub-attribute follows one dot.
const name = '[$]?[A-Za-z][A-Za-z0-9$_-]*'
const pattern = new RegExp(`^(${name})(?:\\.(${name}))?$`)

/** The parts of an attribute path, or undefined when the text is not one. A URN may hold dots and colons. */
export function parseAttributePath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':')
  const urn = colon < 0 ? undefined : text.slice(0, colon)
  if (urn === '') return undefined
  const match = pattern.exec(text.slice(colon + 1))
  if (match?.[1] === undefined) return undefined
  return { text, urn, name: match[1], subAttribute: match[2] }
}

/**
 * Binds a path to a resource type, names in any case (RFC 7643 §2.1, RFC 7644 §3.10).
 * An extension attribute without its URN is found when only one extension has it (PROT-3.4.2.2-21).
 * @returns undefined when the resource type has no such attribute.
 */
export function resolveAttributePath(path: AttributePath, resourceType: ResourceType): ResolvedPath | undefined {
  const found = findAttribute(path, resourceType)
  if (found === undefined) return undefined
  const { attribute, extension } = found
  const subAttribute = path.subAttribute === undefined ? undefined : attribute.subAttribute(path.subAttribute)
  if (path.subAttribute !== undefined && subAttribute === undefined) return undefined
  return { attribute, subAttribute, extension, key: attribute.key }
}

/** The path in the schema's own spelling: `emails.value`, `urn:…:User:manager.value`. */
export function pathText(path: ResolvedPath): string {
  return path.subAttribute === undefined ? path.key : `${path.key}.${path.subAttribute.name}`
}

function findAttribute(
  path: AttributePath,
  resourceType: ResourceType,
): { attribute: Attribute; extension: Schema | undefined } | undefined {
  if (path.urn !== undefined) {
    const schema = resourceType.schemaById(path.urn)
    if (schema === undefined) return undefined
    const extension = schema === resourceType.schema ? undefined : schema
    const attribute = (extension ?? resourceType).attribute(path.name)
    return attribute === undefined ? undefined : { attribute, extension }
  }
  const attribute = resourceType.attribute(path.name)
  if (attribute !== undefined) return { attribute, extension: undefined }
  const inExtensions = resourceType.extensions.flatMap(({ schema }) => {
    const candidate = schema.attribute(path.name)
    return candidate === undefined ? [] : [{ attribute: candidate, extension: schema }]
  })
  return inExtensions.length === 1 ? inExtensions[0] : undefined
}
