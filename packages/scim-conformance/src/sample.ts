import type { Client } from './client.ts'
import type { FoundAttribute, PublishedAttribute, PublishedType } from './discovery.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.ts'

/** The least body that creates a resource of a type: its schemas and its required attributes. */
export async function minimal(client: Client, type: PublishedType): Promise<JsonObject> {
  const required = type.extensions.filter((each) => each.required).map((each) => each.schema)
  const body: Record<string, JsonValue> = { schemas: [type.schema, ...required] }
  for (const attribute of await client.discovery.attributesOf(type.schema)) {
    if (isAsked(attribute)) body[attribute.name] = sample(client, attribute)
  }
  for (const schema of required) {
    const extension: Record<string, JsonValue> = {}
    for (const attribute of await client.discovery.attributesOf(schema)) {
      if (attribute.required) extension[attribute.name] = sample(client, attribute)
    }
    body[schema] = extension
  }
  return body
}

/** A body with one attribute set besides, wherever it belongs. */
export async function minimalWith(client: Client, found: FoundAttribute, value: JsonValue): Promise<JsonObject> {
  const body = await minimal(client, found.type)
  if (!found.isExtension) return { ...body, [found.attribute.name]: value }
  const schemas = isJsonArray(body['schemas']) ? body['schemas'] : []
  const extension = body[found.schema]
  return {
    ...body,
    schemas: schemas.includes(found.schema) ? schemas : [...schemas, found.schema],
    [found.schema]: { ...(isJsonObject(extension) && extension), [found.attribute.name]: value },
  }
}

/** Where the attribute is in a representation, as a body path. */
export function bodyPath(found: FoundAttribute): string {
  return found.isExtension ? `["${found.schema}"].${found.attribute.name}` : found.attribute.name
}

/** Texts whose form RFC 7643 §4.1 prescribes, though their definitions cannot say so. */
const formed: Readonly<Record<string, string>> = {
  locale: 'en-US',
  preferredLanguage: 'en-US, en;q=0.5',
  timezone: 'Europe/Budapest',
  country: 'HU',
}

/** A legal value, different each time where the type allows it. */
export function sample(client: Client, attribute: PublishedAttribute): JsonValue {
  const value = single(client, attribute)
  return attribute.multiValued ? [value] : value
}

function single(client: Client, attribute: PublishedAttribute): JsonValue {
  switch (attribute.type) {
    case 'boolean':
      return true
    case 'integer':
      return 7
    case 'decimal':
      return 1.5
    case 'dateTime':
      return '2024-02-29T12:30:00Z'
    case 'binary':
      return 'AQID'
    case 'reference':
      return `https://example.test/${client.unique('ref')}`
    case 'complex':
      return Object.fromEntries(complexParts(attribute).map((each) => [each.name, sample(client, each)]))
    default:
      return attribute.canonicalValues[0] ?? formed[attribute.name] ?? client.unique('text')
  }
}

function complexParts(attribute: PublishedAttribute): readonly PublishedAttribute[] {
  const required = attribute.subAttributes.filter(isAsked)
  if (required.length > 0) return required
  const writable = attribute.subAttributes.filter((each) => each.mutability !== 'readOnly' && each.type === 'string')
  return writable.slice(0, 1)
}

function isAsked(attribute: PublishedAttribute): boolean {
  return attribute.required && attribute.mutability !== 'readOnly'
}
