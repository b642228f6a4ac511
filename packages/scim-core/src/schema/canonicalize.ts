import { fractionalIntegers, isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'
import { excerpt, invalidSyntax, invalidValue } from '../scim-error.ts'
import type { Attribute } from './attribute.ts'
import type { ResourceType } from './resource-type.ts'

/**
 * The body of a create or replace as a new object in canonical form: names in the schema's spelling and order, extensions under
 * their registered URNs, nothing unassigned (null, [], {}; RFC 7643 §2.5), nothing read-only (ignored, RFC 7644 §3.3), keywords of
 * `canonicalValues` in their spelling, no element twice (RFC 7643 §2.4), `schemas` following the data (D-44). Values stay as sent;
 * those of a wrong type are left for `validate`. Idempotent.
 * @throws ScimError invalidSyntax for names the resource type does not know, names that differ only in case, and wrong `schemas`;
 * invalidValue for an integer written with a fraction or an exponent.
 */
export function canonicalize(body: JsonObject, resourceType: ResourceType): JsonObject {
  const { schema, extensions } = resourceType
  refuseFractionalIntegers(body, resourceType.attribute)
  const sent = inSchemaSpelling(
    body,
    (name) => resourceType.attribute(name)?.name ?? extensionId(name, resourceType),
    (name) => `"${name}" is neither an attribute of ${resourceType.name} nor the URN of one of its extensions.`,
  )
  checkSchemas(own(sent, 'schemas'), resourceType)
  const resource: Record<string, JsonValue> = {}
  assign(resourceType.attributes, sent, resource)
  const schemas = [schema.id]
  for (const { schema: extension } of extensions) {
    const data = own(sent, extension.id)
    if (data === undefined) continue
    const unknown = (name: string) => `"${name}" is not an attribute of ${extension.id}.`
    const canonical = isJsonObject(data) ? canonicalObject(data, extension.attributes, extension.attribute, unknown) : assigned(data)
    if (canonical === undefined) continue
    resource[extension.id] = canonical
    schemas.push(extension.id)
  }
  resource['schemas'] = schemas
  return resource
}

/**
 * One value of an attribute, or one element of a multi-valued one, in canonical form.
 * @returns undefined when nothing of it is assigned.
 * @throws ScimError as `canonicalize` does.
 */
export function canonicalizeValue(attribute: Attribute, value: JsonValue): JsonValue | undefined {
  if (typeof value === 'string') return inCanonicalSpelling(value, attribute)
  if (attribute.type !== 'complex' || !isJsonObject(value)) return assigned(value)
  const unknown = (name: string) => `"${name}" is not a sub-attribute of ${attribute.name}.`
  return canonicalObject(value, attribute.subAttributes, attribute.subAttribute, unknown)
}

/** @param unknown the message about a name that is not known */
function canonicalObject(
  object: JsonObject,
  attributes: readonly Attribute[],
  find: (name: string) => Attribute | undefined,
  unknown: (name: string) => string,
): JsonObject | undefined {
  refuseFractionalIntegers(object, find)
  const sent = inSchemaSpelling(object, (name) => find(name)?.name, unknown)
  const canonical: Record<string, JsonValue> = {}
  return assign(attributes, sent, canonical) ? canonical : undefined
}

/** Copies what is assigned, in the order of the definitions. @returns whether anything was. */
function assign(attributes: readonly Attribute[], from: JsonObject, into: Record<string, JsonValue>): boolean {
  let any = false
  for (const attribute of attributes) {
    const sent = attribute.mutability === 'readOnly' ? undefined : own(from, attribute.name)
    if (sent === undefined) continue
    const value = attribute.multiValued && isJsonArray(sent) ? canonicalElements(attribute, sent) : canonicalizeValue(attribute, sent)
    if (value === undefined) continue
    into[attribute.name] = value
    any = true
  }
  return any
}

function canonicalElements(attribute: Attribute, sent: JsonArray): JsonArray | undefined {
  if (attribute.type === 'integer' && fractionalIntegers(sent) !== undefined) throw notAnInteger(attribute)
  const elements: JsonValue[] = []
  for (const each of sent) {
    const element = canonicalizeValue(attribute, each)
    if (element !== undefined) elements.push(element)
  }
  if (elements.length < 2) return elements.length === 0 ? undefined : elements
  return distinct(attribute, elements)
}

/** RFC 7643 §2.4: of elements with one (type, value) pair the first stays, and takes from the others what it lacks. */
function distinct(attribute: Attribute, elements: readonly JsonValue[]): JsonArray {
  const byIdentity = new Map<string, JsonValue>()
  for (const element of elements) {
    const identity = identityOf(element)
    const earlier = byIdentity.get(identity)
    const isMerged = isJsonObject(earlier) && isJsonObject(element)
    byIdentity.set(identity, isMerged ? inOrder(attribute, { ...element, ...earlier }) : element)
  }
  return byIdentity.size === elements.length ? elements : [...byIdentity.values()]
}

function identityOf(element: JsonValue): string {
  if (!isJsonObject(element)) return JSON.stringify(element)
  const value = own(element, 'value')
  const type = own(element, 'type')
  // Text never holds U+0000 (`parseJson`), so the pair is told from every other, and from JSON.
  if (typeof value === 'string' && (type === undefined || typeof type === 'string')) return `${type ?? ''}\0${value}`
  return JSON.stringify(element)
}

function inOrder(attribute: Attribute, element: JsonObject): JsonObject {
  const ordered: Record<string, JsonValue> = {}
  assign(attribute.subAttributes, element, ordered)
  return ordered
}

/** The object itself when its names are spelled as in the schema already, which is the rule. */
function inSchemaSpelling(object: JsonObject, spell: (name: string) => string | undefined, unknown: (name: string) => string): JsonObject {
  const names = Object.keys(object)
  if (names.every((name) => spell(name) === name)) return object
  const spelled: Record<string, JsonValue> = {}
  for (const name of names) {
    const value = object[name]
    const spelling = spell(name)
    if (spelling === undefined || value === undefined) throw invalidSyntax(unknown(excerpt(name)))
    if (Object.hasOwn(spelled, spelling)) {
      throw invalidSyntax(`"${spelling}" occurs twice, in different letter case; names are case-insensitive.`)
    }
    spelled[spelling] = value
  }
  return spelled
}

function inCanonicalSpelling(value: string, { canonicalValues, caseExact }: Attribute): string {
  if (canonicalValues.length === 0 || caseExact || canonicalValues.includes(value)) return value
  const lower = value.toLowerCase()
  return canonicalValues.find((each) => each.toLowerCase() === lower) ?? value
}

/** RFC 7643 §3: required, each once, the resource type's own only. Listing an extension that has no data is fine (D-44). */
function checkSchemas(schemas: JsonValue | undefined, resourceType: ResourceType): void {
  const { schema } = resourceType
  if (!isJsonArray(schemas) || schemas.length === 0) throw invalidSyntax(`schemas is required: a list that contains "${schema.id}".`)
  const seen = new Set<string>()
  for (const urn of schemas) {
    const known = typeof urn === 'string' ? resourceType.schemaById(urn) : undefined
    if (known === undefined) {
      throw invalidSyntax(`schemas contains ${excerpt(JSON.stringify(urn))}, which is not a schema of ${resourceType.name}.`)
    }
    if (seen.has(known.id)) throw invalidSyntax(`schemas contains "${known.id}" more than once.`)
    seen.add(known.id)
  }
  if (!seen.has(schema.id)) throw invalidSyntax(`schemas has to contain "${schema.id}".`)
}

function extensionId(name: string, { schema, schemaById }: ResourceType): string | undefined {
  const found = schemaById(name)
  return found === schema ? undefined : found?.id
}

function refuseFractionalIntegers(object: JsonObject, find: (name: string) => Attribute | undefined): void {
  for (const name of fractionalIntegers(object) ?? []) {
    const attribute = find(name)
    if (attribute?.type === 'integer') throw notAnInteger(attribute)
  }
}

function notAnInteger({ name }: Attribute): Error {
  return invalidValue(`${name} has to be an integer, written without a fraction or an exponent.`)
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** RFC 7643 §2.5: null, an empty array and an object without members are no value. */
function assigned(value: JsonValue): JsonValue | undefined {
  if (value === null || (isJsonArray(value) && value.length === 0)) return undefined
  return isJsonObject(value) && Object.keys(value).length === 0 ? undefined : value
}
