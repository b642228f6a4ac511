import type { AttributePath } from '../schema/attribute-path.ts'
import type { ComparableValue } from '../schema/comparable.ts'

/** RFC 7644 Table 3, in lower case. */
export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

/** A filter as written: what `parse` makes of the text. Names are not bound to any schema yet. */
export type FilterExpression =
  | {
      readonly kind: 'compare'
      readonly path: AttributePath
      readonly operator: CompareOperator
      readonly value: string | number | boolean | null
    }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'valuePath'; readonly path: AttributePath; readonly filter: FilterExpression }
  | { readonly kind: 'and'; readonly filters: readonly FilterExpression[] }
  | { readonly kind: 'or'; readonly filters: readonly FilterExpression[] }
  | { readonly kind: 'not'; readonly filter: FilterExpression }

/** PATH of RFC 7644 §3.5.2: `attrPath` or `valuePath [subAttr]`. A bare extension URN parses too: it names the whole extension. */
export interface PathExpression {
  /** As written, for error messages. */
  readonly text: string
  readonly path: AttributePath
  /** The filter between brackets, or undefined. */
  readonly filter: FilterExpression | undefined
  /** The sub-attribute after the brackets; one without brackets is in `path.subAttribute`. */
  readonly subAttribute: string | undefined
}

/** `ne` is gone by now: it is `not(eq)` (D-01, D-02). `eq null` is `not(present)` (D-03). */
export type ResolvedOperator = 'eq' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

/** What every resource has outside its attributes, as the store's own columns. Times in milliseconds since 1970. */
export type ColumnName = 'id' | 'created' | 'lastModified' | 'version'

/**
 * A resolved filter: the only form that crosses to a storage adapter. Every leaf is true or false, never unknown.
 * `and` of nothing is true, `or` of nothing is false.
 */
export type Filter =
  | {
      /** Some element of the attribute (its sub-attribute, if one is named) compares as stated. */
      readonly kind: 'compare'
      /** The key in the comparable, e.g. `userName`, `emails`, `urn:…:User:employeeNumber`. */
      readonly key: string
      readonly subAttribute: string | undefined
      readonly operator: ResolvedOperator
      readonly value: ComparableValue
      /** The name of the index that answers this path (`userName`, `emails.value`), when the resource type declares one. */
      readonly index: string | undefined
    }
  | { readonly kind: 'column'; readonly column: ColumnName; readonly operator: ResolvedOperator; readonly value: string | number }
  /** Some element has a value (in its sub-attribute, if one is named). An empty string is no value. */
  | { readonly kind: 'present'; readonly key: string; readonly subAttribute: string | undefined }
  /** Some single element satisfies the whole element filter (RFC 7644 Table 5). */
  | { readonly kind: 'valuePath'; readonly key: string; readonly filter: ElementFilter }
  /**
   * The resource has a member edge whose element satisfies the filter. Its sub-attributes are `value` (the member's id), `type` (the name
   * of its resource type, compared only by `eq` and in the type's own spelling) and `display` (its label, folded).
   */
  | { readonly kind: 'hasMember'; readonly filter: ElementFilter }
  /**
   * The resource is, directly or through nested groups, in a group whose element satisfies the filter: `value` (the group's id), `type`
   * (`direct` or `indirect`, compared only by `eq`) and `display` (the group's label, folded).
   */
  | { readonly kind: 'memberOf'; readonly filter: ElementFilter }
  | { readonly kind: 'and'; readonly filters: readonly Filter[] }
  | { readonly kind: 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }

/** A filter on one element of a multi-valued attribute. `subAttribute` undefined means the element itself is a simple value. */
export type ElementFilter =
  | {
      readonly kind: 'compare'
      readonly subAttribute: string | undefined
      readonly operator: ResolvedOperator
      readonly value: ComparableValue
      /** The name of the index (`emails.value`) that has the resources of which some element compares so, where there is one. */
      readonly index?: string | undefined
    }
  | { readonly kind: 'present'; readonly subAttribute: string | undefined }
  | { readonly kind: 'and'; readonly filters: readonly ElementFilter[] }
  | { readonly kind: 'or'; readonly filters: readonly ElementFilter[] }
  | { readonly kind: 'not'; readonly filter: ElementFilter }

/** Holds of every resource. */
export const everything: Filter = { kind: 'and', filters: [] }
/** Holds of none. */
export const nothing: Filter = { kind: 'or', filters: [] }
