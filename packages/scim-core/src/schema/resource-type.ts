import type { Attribute } from './attribute.ts'
import type { Schema, SchemaDefinition } from './schema.ts'

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
