import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'
import { excerpt, invalidValue } from '../scim-error.ts'
import type { Attribute } from './attribute.ts'
import { unpaddedBase64 } from './base64.ts'
import { parseDateTime } from './date-time.ts'
import type { ResourceType } from './resource-type.ts'

/** How large the values of one resource may be. */
export interface ValueLimits {
  /** UTF-16 code units of one string. */
  readonly stringLength: number
  /** Values of one multi-valued attribute. Members are counted elsewhere. */
  readonly multiValues: number
}

/** What is wrong, and where below the attribute: `{ at: '[1].value', problem: 'has to be a string' }`. */
interface Fault {
  readonly at: string
  readonly problem: string
}

/**
 * Holds a canonical resource against its definitions: types, required attributes and extensions, one primary element, limits.
 * Formats of phone numbers, countries, URLs and the like are not checked: clients send what people typed.
 * @param isWhole false for a resource as it is kept: what is `writeOnly` is not in it.
 * @throws ScimError invalidValue that names the attribute and what it has to be.
 */
export function validate(resource: JsonObject, resourceType: ResourceType, limits: ValueLimits, isWhole = true): void {
  for (const name of Object.keys(resource)) {
    const value = resource[name]
    const attribute = resourceType.attribute(name)
    // `canonicalize` has made `schemas`; what is no attribute is an extension.
    if (value === undefined || attribute === undefined || attribute.name === 'schemas') continue
    const isMembership = attribute === resourceType.membership
    const fault = isMembership ? membershipFault(attribute, value, limits) : attributeFault(attribute, value, limits)
    if (fault !== undefined) throw invalidValue(`${name}${fault.at} ${fault.problem}.`)
  }
  requireAll(resourceType.schema.attributes, resource, '', isWhole)
  for (const { schema, required } of resourceType.extensions) {
    const data = resource[schema.id]
    if (data === undefined) {
      if (required) throw invalidValue(`The extension ${schema.id} is required.`)
      continue
    }
    if (!isJsonObject(data)) throw invalidValue(`${schema.id} has to be an object with the attributes of the extension.`)
    for (const name of Object.keys(data)) {
      const value = data[name]
      const attribute = schema.attribute(name)
      const fault = attribute === undefined || value === undefined ? undefined : attributeFault(attribute, value, limits)
      if (fault !== undefined) throw invalidValue(`${schema.id}:${name}${fault.at} ${fault.problem}.`)
    }
    requireAll(schema.attributes, data, `${schema.id}:`, isWhole)
  }
}

/**
 * Holds one value, or one element of a multi-valued attribute, against its definition.
 * @param where the path for the message: `emails[type eq "work"].value`
 * @throws ScimError invalidValue
 */
export function validateValue(attribute: Attribute, value: JsonValue, where: string, limits: ValueLimits = unlimited): void {
  const fault = valueFault(attribute, value, limits)
  if (fault !== undefined) throw invalidValue(`${excerpt(where)}${fault.at} ${fault.problem}.`)
}

const unlimited: ValueLimits = { stringLength: Number.POSITIVE_INFINITY, multiValues: Number.POSITIVE_INFINITY }

function requireAll(attributes: readonly Attribute[], object: JsonObject, prefix: string, isWhole: boolean): void {
  const missing = missingIn(attributes, object, isWhole)
  if (missing !== undefined) throw invalidValue(`${prefix}${missing.name} is required and must not be empty.`)
}

/** What the service provider sets itself is not asked of the client. */
function missingIn(attributes: readonly Attribute[], object: JsonObject, isWhole: boolean): Attribute | undefined {
  return attributes.find(({ name, required, mutability }) => {
    const isAsked = required && mutability !== 'readOnly' && (isWhole || mutability !== 'writeOnly')
    return isAsked && (!Object.hasOwn(object, name) || object[name] === '')
  })
}

function attributeFault(attribute: Attribute, value: JsonValue, limits: ValueLimits): Fault | undefined {
  if (!attribute.multiValued) return valueFault(attribute, value, limits)
  if (!isJsonArray(value)) return { at: '', problem: `has to be an array, not ${kindOf(value)}` }
  if (value.length > limits.multiValues) return { at: '', problem: `has more than ${limits.multiValues} values` }
  return elementFault(value, (element) => valueFault(attribute, element, limits)) ?? primaryFault(attribute, value)
}

/** CORE-4.2-04: a member is told by its `value`. */
function membershipFault(attribute: Attribute, value: JsonValue, limits: ValueLimits): Fault | undefined {
  if (!isJsonArray(value)) return { at: '', problem: `has to be an array, not ${kindOf(value)}` }
  return elementFault(value, (element) => {
    const fault = valueFault(attribute, element, limits)
    if (fault !== undefined || !isJsonObject(element)) return fault
    return typeof element['value'] === 'string' && element['value'] !== ''
      ? undefined
      : { at: '', problem: 'has no value: the id of the member is required' }
  })
}

function elementFault(elements: JsonArray, faultOf: (element: JsonValue) => Fault | undefined): Fault | undefined {
  let index = 0
  for (const element of elements) {
    const fault = faultOf(element)
    if (fault !== undefined) return { at: `[${index}]${fault.at}`, problem: fault.problem }
    index++
  }
  return undefined
}

/** RFC 7643 §2.4, D-15: true at most once. */
function primaryFault(attribute: Attribute, elements: JsonArray): Fault | undefined {
  if (attribute.subAttribute('primary')?.type !== 'boolean') return undefined
  let primaries = 0
  for (const element of elements) if (isJsonObject(element) && element['primary'] === true) primaries++
  return primaries > 1 ? { at: '', problem: `has ${primaries} values with primary true; one at most can be the primary` } : undefined
}

function valueFault(attribute: Attribute, value: JsonValue, limits: ValueLimits): Fault | undefined {
  if (attribute.type === 'complex') return objectFault(attribute, value, limits)
  const problem = simpleProblem(attribute, value, limits)
  return problem === undefined ? undefined : { at: '', problem }
}

function objectFault(attribute: Attribute, value: JsonValue, limits: ValueLimits): Fault | undefined {
  if (!isJsonObject(value)) {
    return { at: '', problem: `has to be an object with sub-attributes such as ${attribute.subAttributes[0]?.name}, not ${kindOf(value)}` }
  }
  for (const name of Object.keys(value)) {
    const subValue = value[name]
    const subAttribute = attribute.subAttribute(name)
    const fault =
      subAttribute === undefined || subValue === undefined
        ? { at: '', problem: 'is not a known sub-attribute' }
        : attributeFault(subAttribute, subValue, limits)
    if (fault !== undefined) return { at: `.${excerpt(name)}${fault.at}`, problem: fault.problem }
  }
  // An element of before a PATCH has lost what is writeOnly in it.
  const missing = missingIn(attribute.subAttributes, value, false)
  return missing === undefined ? undefined : { at: `.${missing.name}`, problem: 'is required and must not be empty' }
}

/** RFC 7643 §2.3. */
function simpleProblem(attribute: Attribute, value: JsonValue, limits: ValueLimits): string | undefined {
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `has to be true or false, not ${kindOf(value)}`
    case 'decimal':
      return typeof value === 'number' ? undefined : `has to be a number, not ${kindOf(value)}`
    case 'integer':
      if (typeof value === 'number') return Number.isSafeInteger(value) ? undefined : 'has to be an integer'
      return `has to be an integer, not ${kindOf(value)}`
    case 'string':
    case 'reference':
    case 'binary':
    case 'dateTime':
      if (typeof value !== 'string') return `has to be a string, not ${kindOf(value)}`
      return value.length > limits.stringLength ? `is longer than ${limits.stringLength} characters` : textProblem(attribute, value)
    case 'complex':
      return undefined
  }
}

function textProblem({ type, comparison }: Attribute, text: string): string | undefined {
  if (type === 'dateTime' && parseDateTime(text) === undefined) return 'has to be a date and time such as "2026-01-31T09:30:00Z"'
  if (type === 'binary' && unpaddedBase64(text) === undefined) return 'has to be base64'
  if (type === 'reference' && text === '') return 'has to be a URI, not an empty string'
  // RFC 8265 §3.3 disallows more; control characters are no part of any name that a person types.
  if (comparison === 'UsernameCaseMapped' && /\p{Cc}/u.test(text)) return 'must not contain control characters'
  return undefined
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null'
  if (isJsonArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
