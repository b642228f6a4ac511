import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from './attribute.ts'
import { unpaddedBase64 } from './base64.ts'
import { parseDateTime } from './date-time.ts'
import { fold, usernameCaseMapped } from './fold.ts'
import type { ResourceType } from './resource-type.ts'

/** A value in comparable form: folded text, a number (dateTimes too, as milliseconds since 1970), or a boolean. */
export type ComparableValue = string | number | boolean

/**
 * A resource in the form filters compare. Every attribute is a list, a single value is a list of one; an attribute without
 * a value is absent. Keys are those of `Attribute.key`. `schemas` is there, lower-cased. Members, groups, id and meta are not:
 * they are edges and columns. Empty strings are there; to `present` they are no value.
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

/** The comparable form of a canonical resource. What has a wrong type or is `writeOnly` is left out. */
export function comparableOf(document: JsonObject, resourceType: ResourceType): Comparable {
  const comparable: Record<string, readonly ComparableElement[]> = {}
  for (const name of Object.keys(document)) {
    const value = document[name]
    const attribute = resourceType.attribute(name)
    if (attribute === undefined) {
      const extension = resourceType.schemaById(name)
      if (extension === undefined || !isJsonObject(value)) continue
      for (const inner of Object.keys(value)) collect(extension.attribute(inner), value[inner], comparable)
    } else if (attribute.name === 'schemas') {
      // RFC 7644 §3.10: URNs compare in any case.
      comparable['schemas'] = strings(value).map((urn) => urn.toLowerCase())
    } else if (!isElsewhere(attribute, resourceType)) {
      collect(attribute, value, comparable)
    }
  }
  return comparable
}

/**
 * One value in the form filters compare; literals of filters pass here too (PROT-7.8-01).
 * @returns undefined when the value is not of the attribute's type, and for complex attributes.
 */
export function comparableValue(attribute: Attribute, value: JsonValue): ComparableValue | undefined {
  switch (attribute.type) {
    case 'string':
    case 'reference':
      if (typeof value !== 'string') return undefined
      if (attribute.comparison === 'UsernameCaseMapped') return usernameCaseMapped(value)
      return attribute.caseExact ? value : fold(value)
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'decimal':
    case 'integer':
      return typeof value === 'number' ? value : undefined
    case 'dateTime':
      return typeof value === 'string' ? parseDateTime(value) : undefined
    case 'binary':
      return typeof value === 'string' ? unpaddedBase64(value) : undefined
    case 'complex':
      return undefined
  }
}

/** The order of comparable values: false before true, numbers by size, strings by code point. Of different types: in that order. */
export function compareComparable(left: ComparableValue, right: ComparableValue): number {
  if (left === right) return 0
  if (typeof left === 'string' && typeof right === 'string') return compareByCodePoint(left, right)
  if (typeof left === typeof right) return left < right ? -1 : 1
  return typeRank(left) - typeRank(right)
}

function collect(
  attribute: Attribute | undefined,
  value: JsonValue | undefined,
  comparable: Record<string, readonly ComparableElement[]>,
): void {
  if (attribute === undefined || value === undefined || attribute.mutability === 'writeOnly') return
  const elements: ComparableElement[] = []
  if (isJsonArray(value)) for (const element of value) collectElement(attribute, element, elements)
  else collectElement(attribute, value, elements)
  if (elements.length > 0) comparable[attribute.key] = elements
}

function collectElement(attribute: Attribute, value: JsonValue, elements: ComparableElement[]): void {
  const form = attribute.type === 'complex' ? comparableObject(attribute, value) : comparableValue(attribute, value)
  if (form !== undefined) elements.push(form)
}

/** Sub-attributes that are lists themselves have no comparable form: RFC 7644 §3.4.2.2 has no filter that reaches them. */
function comparableObject(attribute: Attribute, value: JsonValue): { readonly [subAttribute: string]: ComparableValue } | undefined {
  if (!isJsonObject(value)) return undefined
  const object: Record<string, ComparableValue> = {}
  let isEmpty = true
  for (const name of Object.keys(value)) {
    const subValue = value[name]
    const subAttribute = attribute.subAttribute(name)
    const form =
      subAttribute === undefined || subValue === undefined || subAttribute.mutability === 'writeOnly'
        ? undefined
        : comparableValue(subAttribute, subValue)
    if (subAttribute === undefined || form === undefined) continue
    object[subAttribute.name] = form
    isEmpty = false
  }
  return isEmpty ? undefined : object
}

/** What the store keeps as columns or as edges. */
function isElsewhere(attribute: Attribute, { membership, memberOf }: ResourceType): boolean {
  return attribute === membership || attribute === memberOf || attribute.name === 'id' || attribute.name === 'meta'
}

function strings(value: JsonValue | undefined): string[] {
  return isJsonArray(value) ? value.filter((each) => typeof each === 'string') : []
}

function typeRank(value: ComparableValue): number {
  return typeof value === 'boolean' ? 0 : typeof value === 'number' ? 1 : 2
}

/** UTF-16 order puts U+E000–U+FFFF after the surrogates of U+10000 and up; UTF-8, and so every database, does not. */
function compareByCodePoint(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a === b) continue
    const isSurrogate = a >= 0xd800 && a <= 0xdfff
    return isSurrogate === (b >= 0xd800 && b <= 0xdfff) ? a - b : isSurrogate ? 1 : -1
  }
  return left.length - right.length
}
