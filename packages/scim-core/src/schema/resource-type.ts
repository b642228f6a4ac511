import { type Attribute, attributesByName, byNameInAnyCase } from './attribute.ts'
import { parseAttributePath, pathText, resolveAttributePath } from './attribute-path.ts'
import { commonAttributes } from './definitions/common.ts'
import { completeIndexes, type Index } from './indexes.ts'
import { completeExtension, completeSchema, type Schema, type SchemaDefinition } from './schema.ts'

/** A resource type as its data file states it (RFC 7643 §6). Adding one needs no code and no migration. */
export interface ResourceTypeDefinition {
  /** Exactly the value of `meta.resourceType`, e.g. `User`. */
  readonly name: string
  /** With a leading slash, e.g. `/Users`. */
  readonly endpoint: string
  readonly description: string
  readonly schema: SchemaDefinition
  readonly extensions?: readonly { readonly schema: SchemaDefinition; readonly required: boolean }[]
  /**
   * Attribute paths answered by an index, e.g. `userName`, `emails.value`,
   * `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber`.
   * Attributes with uniqueness `server` or `global` are always indexed.
   */
  readonly indexed?: readonly string[]
  /** The multi-valued attribute kept as membership edges, e.g. `members` of Group. Never part of the document. */
  readonly membership?: string
  /** The computed multi-valued attribute that shows the memberships of a resource, e.g. `groups` of User. */
  readonly memberOf?: string
  /** Attributes tried in turn for the label shown as `display` where this resource is a member or a group. */
  readonly label?: readonly string[]
  /**
   * Attributes, and URNs of whole extensions, that a credential which stands for the resource cannot change about itself (RFC 7644 §3.11,
   * OWASP API3): what decides who one is and what one may do.
   */
  readonly guarded?: readonly string[]
}

/** RFC 7643 §6: an extension, and whether every resource of the type has to carry it. */
export interface SchemaExtension {
  readonly schema: Schema
  readonly required: boolean
}

/** A resource type with all its names bound, made by `completeResourceType`. The engine knows nothing of it beyond this. */
export interface ResourceType {
  readonly name: string
  readonly endpoint: string
  readonly description: string
  readonly schema: Schema
  readonly extensions: readonly SchemaExtension[]
  /** The declared `indexed` paths and every attribute with uniqueness, bound to their definitions. */
  readonly indexes: readonly Index[]
  readonly membership: Attribute | undefined
  readonly memberOf: Attribute | undefined
  readonly label: readonly string[]
  readonly guarded: readonly string[]
  /** The common attributes (RFC 7643 §3.1), `schemas` first, then those of the base schema. */
  readonly attributes: readonly Attribute[]
  /**
   * Whether every attribute that a document can hold is returned by default (RFC 7643 §7). What is `writeOnly` in the base schema, as a
   * password is, never was in one.
   */
  readonly returnsWholeDocument: boolean
  /** Whether extensions, or complex attributes, have parts that are `writeOnly`. */
  readonly hasSecretParts: boolean
  /** The one of `attributes` with that name in any case, or undefined. */
  attribute(name: string): Attribute | undefined
  /** The base schema or extension with that URN in any case (RFC 7644 §3.10), or undefined. */
  schemaById(urn: string): Schema | undefined
}

/** @throws Error when the definition contradicts itself: a programming mistake, found at start. */
export function completeResourceType(definition: ResourceTypeDefinition): ResourceType {
  const schema = completeSchema(definition.schema)
  const extensions = (definition.extensions ?? []).map(({ schema, required }) => ({
    schema: completeExtension(schema),
    required,
  }))
  const named = (name: string | undefined): Attribute | undefined => {
    if (name === undefined) return undefined
    const attribute = schema.attribute(name)
    if (attribute === undefined) throw new Error(`Resource type ${definition.name}: ${schema.id} has no attribute ${name}.`)
    return attribute
  }
  // RFC 7643 §3.1: the common definitions win over a schema that lists id, externalId or meta itself.
  const own = schema.attributes.filter(({ name }) => commonAttributes.attribute(name) === undefined)
  const attributes = [...commonAttributes.attributes, ...own]
  const withoutPaths: ResourceType = {
    name: definition.name,
    endpoint: definition.endpoint,
    description: definition.description,
    schema,
    extensions,
    indexes: [],
    membership: named(definition.membership),
    memberOf: named(definition.memberOf),
    guarded: [],
    label: (definition.label ?? []).map((name) => named(name)?.name ?? name),
    attributes,
    returnsWholeDocument: [
      ...attributes.filter(({ mutability }) => mutability !== 'writeOnly'),
      ...extensions.flatMap((extension) => extension.schema.attributes),
    ].every(isReturnedByDefault),
    hasSecretParts: [
      ...attributes.flatMap(({ subAttributes }) => subAttributes),
      ...extensions.flatMap((extension) => extension.schema.attributes.flatMap((each) => [each, ...each.subAttributes])),
    ].some(({ mutability }) => mutability === 'writeOnly'),
    attribute: attributesByName(attributes),
    schemaById: byNameInAnyCase([schema, ...extensions.map((extension) => extension.schema)], (each) => each.id),
  }
  return Object.freeze({
    ...withoutPaths,
    indexes: completeIndexes(definition.indexed ?? [], withoutPaths),
    guarded: (definition.guarded ?? []).map((path) => guardedPath(path, withoutPaths)),
  })
}

/** In the schema's spelling: a name that is written wrong would guard nothing and say nothing. */
function guardedPath(path: string, resourceType: ResourceType): string {
  const extension = resourceType.schemaById(path)
  if (extension !== undefined) return extension.id
  const parsed = parseAttributePath(path)
  const resolved = parsed && resolveAttributePath(parsed, resourceType)
  if (resolved === undefined) throw new Error(`Resource type ${resourceType.name} has no attribute ${path} to guard.`)
  return pathText(resolved)
}

function isReturnedByDefault({ returned, subAttributes }: Attribute): boolean {
  return (returned === 'always' || returned === 'default') && subAttributes.every(isReturnedByDefault)
}
