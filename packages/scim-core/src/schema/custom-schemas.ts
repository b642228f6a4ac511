import type { AttributeDefinition } from './attribute.ts'
import type { ResourceTypeDefinition } from './resource-type.ts'
import type { SchemaDefinition } from './schema.ts'

/** What a deployer adds to the standard resource types: extensions of them, and resource types of its own. */
export interface CustomSchemas {
  /** By the name of the resource type that is extended, e.g. `User`. */
  readonly extensions?: Readonly<Record<string, readonly CustomExtension[]>>
  readonly resourceTypes?: readonly ResourceTypeDefinition[]
}

/** A schema that extends a standard resource type. */
export interface CustomExtension {
  readonly schema: SchemaDefinition
  /** Whether every resource of the type has to carry it (RFC 7643 §6). Default false. */
  readonly required?: boolean
  /** Names of the extension's attributes that filters find by an index. */
  readonly indexed?: readonly string[]
}

// RFC 7643 §10: the IETF's own namespace is for registered schemas.
const reserved = /^urn:ietf:/i

/**
 * The standard resource types with what a deployer adds.
 * @throws Error with one sentence when an extension is of no known resource type, or a URN is not the deployer's to use.
 */
export function withCustomSchemas(standard: readonly ResourceTypeDefinition[], custom: CustomSchemas): readonly ResourceTypeDefinition[] {
  const { extensions = {}, resourceTypes = [] } = custom
  const all = [...standard, ...resourceTypes]
  for (const name of Object.keys(extensions)) {
    if (!all.some((each) => each.name === name)) throw new Error(`extensions names the resource type ${name}, which does not exist.`)
  }
  for (const { id } of [...resourceTypes, ...Object.values(extensions).flat()].map(({ schema }) => schema)) {
    if (reserved.test(id)) throw new Error(`The schema ${id} is in the namespace of the IETF; take a URN of your own, like urn:example:…`)
  }
  const names = resourceTypes.map(({ name }) => name)
  return [...standard.map((each) => withMembersOf(each, names)), ...resourceTypes].map((definition) =>
    (extensions[definition.name] ?? []).reduce(extended, definition),
  )
}

/** A membership that may lead to further resource types: what is kept as a member is a legal `type` and `$ref` (RFC 7643 §4.2). */
function withMembersOf(definition: ResourceTypeDefinition, names: readonly string[]): ResourceTypeDefinition {
  const { membership, schema } = definition
  if (membership === undefined || names.length === 0) return definition
  const widened = (each: AttributeDefinition): AttributeDefinition => ({
    ...each,
    ...(each.referenceTypes && { referenceTypes: [...each.referenceTypes, ...names] }),
    ...(each.name === 'type' && { canonicalValues: [...(each.canonicalValues ?? []), ...names] }),
  })
  const attributes = schema.attributes.map((attribute) =>
    attribute.name === membership ? { ...attribute, subAttributes: (attribute.subAttributes ?? []).map(widened) } : attribute,
  )
  return { ...definition, schema: { ...schema, attributes } }
}

function extended(definition: ResourceTypeDefinition, { schema, required = false, indexed = [] }: CustomExtension): ResourceTypeDefinition {
  return {
    ...definition,
    extensions: [...(definition.extensions ?? []), { schema, required }],
    indexed: [...(definition.indexed ?? []), ...indexed.map((name) => `${schema.id}:${name}`)],
  }
}
