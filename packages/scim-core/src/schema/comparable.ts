/** A value in comparable form: folded text, a number (dateTimes too, as milliseconds since 1970), or a boolean. */
export type ComparableValue = string | number | boolean

/**
 * A resource in the form filters compare. Every attribute is a list, a single value is a list of one; an attribute without
 * a value is absent. Keys are those of `ResolvedPath.key`. `schemas` is there, lower-cased. Members, groups, id and meta are not:
 * they are edges and columns.
 */
export type Comparable = { readonly [key: string]: readonly ComparableElement[] }
export type ComparableElement = ComparableValue | { readonly [subAttribute: string]: ComparableValue }

/** One row of the equality index. */
export interface IndexedValue {
  /** The index name: `userName`, `emails.value`, `urn:…:User:employeeNumber`. */
  readonly path: string
  /** `indexText(value)`: at most 512 UTF-16 code units, compared and ordered by code point. */
  readonly value: string
  /** Whether no other resource of this type in this tenant may have the same (path, value) that is unique too. */
  readonly unique: boolean
}
