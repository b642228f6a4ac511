import { type Attribute, type AttributeDefinition, attributesByName, completeAttribute } from './attribute.ts'

/** A schema as its data file states it (RFC 7643 §7). */
export interface SchemaDefinition {
  /** The schema's URN, e.g. `urn:ietf:params:scim:schemas:core:2.0:User`. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly AttributeDefinition[]
}

/** A schema with the defaults of RFC 7643 §2.2 filled in, made by `completeSchema`. */
export interface Schema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
  /** The attribute of that name in any case, or undefined. */
  attribute(name: string): Attribute | undefined
}

/** @throws Error when two attributes have one name: a programming mistake, found at start. */
export function completeSchema(definition: SchemaDefinition): Schema {
  return complete(definition, undefined)
}

/** The same for a schema that extends a resource type: the keys of its attributes have its URN in front. */
export function completeExtension(definition: SchemaDefinition): Schema {
  return complete(definition, definition.id)
}

function complete(definition: SchemaDefinition, extensionId: string | undefined): Schema {
  const attributes = definition.attributes.map((each) => completeAttribute(each, extensionId))
  return Object.freeze({
    id: definition.id,
    name: definition.name,
    description: definition.description,
    attributes,
    attribute: attributesByName(attributes),
  })
}
