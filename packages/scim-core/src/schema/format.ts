import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { invalidValue } from '../scim-error.ts'
import type { Attribute, ValueFormat } from './attribute.ts'
import type { ResourceType } from './resource-type.ts'

/**
 * Holds the values of a canonical, valid resource against the formats that RFC 7643 §4.1 gives them in prose. Certificates always;
 * countries and URLs are what people typed, so they are held against theirs only where a profile asks for it.
 * @throws ScimError invalidValue that names the attribute and its format.
 */
export function checkFormats(resource: JsonObject, resourceType: ResourceType, typed: 'checked' | 'asSent'): void {
  checkAttributes(resourceType.schema.attributes, resource, '', typed)
  for (const { schema } of resourceType.extensions) {
    const data = resource[schema.id]
    if (isJsonObject(data)) checkAttributes(schema.attributes, data, `${schema.id}:`, typed)
  }
}

function checkAttributes(attributes: readonly Attribute[], object: JsonObject, prefix: string, typed: 'checked' | 'asSent'): void {
  for (const attribute of attributes) {
    const value = object[attribute.name]
    if (value === undefined || (attribute.format === undefined && attribute.type !== 'complex')) continue
    const elements = isJsonArray(value) ? value : [value]
    for (const element of elements) {
      if (attribute.format !== undefined && (typed === 'checked' || attribute.format === 'certificate'))
        check(element, attribute.format, prefix + attribute.name)
      if (isJsonObject(element)) checkAttributes(attribute.subAttributes, element, `${prefix}${attribute.name}.`, typed)
    }
  }
}

function check(value: JsonValue, format: ValueFormat, where: string): void {
  if (typeof value !== 'string' || value === '' || matchesFormat(value, format)) return
  throw invalidValue(`${where} has to be ${meant(format)}.`)
}

function meant(format: ValueFormat): string {
  switch (format) {
    case 'country':
      return 'a country code of two letters, such as "US" (ISO 3166-1)'
    case 'url':
      return 'a URL, such as "https://example.com/photo.jpg"'
    case 'certificate':
      return 'one X.509 certificate: its DER form in base64, without PEM lines'
  }
}

function matchesFormat(value: string, format: ValueFormat): boolean {
  switch (format) {
    case 'country':
      return /^[A-Za-z]{2}$/.test(value)
    case 'url':
      return !/\s/.test(value) && URL.canParse(value)
    case 'certificate':
      return isOneDerSequence(value)
  }
}

/** RFC 7643 §4.1.2: exactly one certificate. A DER SEQUENCE says its own length, so nothing may follow it. */
function isOneDerSequence(base64: string): boolean {
  let bytes: string
  try {
    bytes = atob(base64)
  } catch {
    return false
  }
  const first = bytes.charCodeAt(1)
  if (bytes.charCodeAt(0) !== 0x30 || Number.isNaN(first)) return false
  if (first < 0x80) return bytes.length === 2 + first
  const octets = first - 0x80
  let length = 0
  for (let index = 0; index < octets && index < 4; index++) length = length * 256 + bytes.charCodeAt(2 + index)
  return octets <= 4 && bytes.length === 2 + octets + length
}
