import type { FilterExpression } from '../filter/filter.ts'
import type { JsonObject } from '../json.ts'
import type { PatchOperation } from '../patch/patch-op.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/**
 * One habit of clients that the RFC does not allow, read as what was meant. Pure, and about input only: no rewrite changes
 * what is answered. A function that finds nothing to do returns the very object it was given; that is how it is known whether
 * a tolerance was used.
 */
export interface Rewrite {
  /** `Q-OP-CASE`, … */
  readonly id: string
  /** Who sends it and why it is understood. */
  readonly because: string
  /** Whether it leaves alone what is as the RFC and the schemas have it. It is then not shown bodies, messages and operations that fit. */
  readonly ofMisfits?: boolean
  /** The filter's text, before it is parsed. */
  filterText?(text: string, resourceType: ResourceType): string
  /** The filter as parsed, before it is resolved. Filters inside PATCH paths pass here too. */
  filter?(filter: FilterExpression, resourceType: ResourceType): FilterExpression
  /** The body of a create or replace, before it is validated. */
  resource?(body: JsonObject, resourceType: ResourceType): JsonObject
  /** The body of a PATCH, before its operations are parsed. */
  patch?(message: JsonObject, resourceType: ResourceType): JsonObject
  /** One parsed operation of a PATCH, with the resource as it stands before it. May become several, or none. */
  operation?(operation: PatchOperation, resource: JsonObject, resourceType: ResourceType): readonly PatchOperation[]
}

/** A client's habits: a list of rewrites and the few settings that clients disagree on. Belongs to a credential. */
export interface Profile {
  readonly name: string
  readonly rewrites: readonly Rewrite[]
  /** Attributes unique within a resource type beyond what its schema says. D-37: Group.displayName is a tenant's choice. */
  readonly unique: readonly { readonly resourceType: string; readonly path: string }[]
  /** RFC 7644 §3.5.2.3 merges a complex value on replace; the interoperability profile replaces it whole. */
  readonly replaceComplex: 'merge' | 'whole'
  /** Whether countries and URLs are held against their formats (RFC 7643 §4.1.2). Clients send what people typed: only `strict` does. */
  readonly formats: 'checked' | 'asSent'
}
