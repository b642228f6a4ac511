import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { comparableOf } from '../schema/comparable.ts'
import { indexedValuesOf, labelOf } from '../schema/indexed-values.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { ResourceContent } from '../storage/storage.ts'
import type { ServiceProviderOptions } from './service-provider.ts'

/** A canonical resource taken apart: what becomes the document, what becomes edges, what is hashed. */
export interface ResourceParts {
  readonly document: JsonObject
  /** Elements of the membership attribute, or undefined when it was not sent. */
  readonly members: readonly JsonValue[] | undefined
  readonly password: string | undefined
}

export function partsOf(resource: JsonObject, resourceType: ResourceType): ResourceParts {
  const document: Record<string, JsonValue> = {}
  let members: readonly JsonValue[] | undefined
  let password: string | undefined
  for (const [name, value] of Object.entries(resource)) {
    const attribute = resourceType.attribute(name)
    if (attribute !== undefined && attribute === resourceType.membership) members = Array.isArray(value) ? value : []
    else if (attribute?.mutability === 'writeOnly') password = typeof value === 'string' ? value : undefined
    else document[name] = value
  }
  return { document, members, password }
}

/** The stored forms of a document. `password` undefined keeps the stored one, null clears it. */
export async function contentOf(
  document: JsonObject,
  password: string | null | undefined,
  resourceType: ResourceType,
  profile: Profile,
  options: ServiceProviderOptions,
): Promise<ResourceContent> {
  const comparable = comparableOf(document, resourceType)
  const alsoUnique = profile.unique.filter((each) => each.resourceType === resourceType.name).map((each) => each.path)
  return {
    document: JSON.stringify(document),
    comparable,
    indexed: indexedValuesOf(comparable, resourceType, alsoUnique),
    label: labelOf(document, resourceType),
    ...(await passwordHash(password, options)),
  }
}

/** PASSWORDS=ignore: what is sent is accepted and nothing of it is kept. */
async function passwordHash(password: string | null | undefined, options: ServiceProviderOptions): Promise<{ passwordHash?: string | null }> {
  if (password === undefined || options.hashPassword === undefined) return {}
  return { passwordHash: password === null ? null : await options.hashPassword(password) }
}

/** Names of the attributes that differ, sub-attributes of complex ones with a dot. For the journal: names, never values. */
export function changedPaths(before: JsonObject, after: JsonObject, resourceType: ResourceType): string[] {
  const changed: string[] = []
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (name === 'schemas') continue
    const [old, now] = [before[name], after[name]]
    if (sameJson(old, now)) continue
    const extension = resourceType.schemaById(name)
    const prefix = extension !== undefined ? `${name}:` : singularComplex(resourceType.attribute(name)) ? `${name}.` : undefined
    if (prefix === undefined) changed.push(name)
    else changed.push(...differingKeys(old, now).map((key) => prefix + key))
  }
  return changed
}

/** Equality of JSON values in which the order of members means nothing (RFC 7643 §2.3.8) and the order of elements does. */
export function sameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((element, index) => sameJson(element, right[index]))
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
}

function singularComplex(attribute: Attribute | undefined): boolean {
  return attribute !== undefined && attribute.type === 'complex' && !attribute.multiValued
}

function differingKeys(old: JsonValue | undefined, now: JsonValue | undefined): string[] {
  const [left, right] = [isJsonObject(old) ? old : {}, isJsonObject(now) ? now : {}]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((key) => !sameJson(left[key], right[key]))
}
