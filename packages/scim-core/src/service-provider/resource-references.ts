import { referencedResource } from '../filter/resource-uri.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { ServiceProviderOptions } from './service-provider.ts'

/**
 * A document in which values that stand for resources have an absolute `$ref` (RFC 7643 §2.3.7, §4.3), as `manager` has. `value` is
 * what counts: a `$ref` of ours that is missing, relative or of another resource is made from it, and a lone `$ref` gives the value.
 * References to other places stay as sent. The very object when nothing was to be done.
 */
export function withReferences(document: JsonObject, resourceType: ResourceType, options: ServiceProviderOptions): JsonObject {
  let result = inObject(document, resourceType.schema.attributes, options)
  for (const { schema } of resourceType.extensions) {
    const data = result[schema.id]
    if (!isJsonObject(data)) continue
    const complete = inObject(data, schema.attributes, options)
    if (complete !== data) result = { ...result, [schema.id]: complete }
  }
  return result
}

function inObject(object: JsonObject, attributes: readonly Attribute[], options: ServiceProviderOptions): JsonObject {
  let result = object
  for (const attribute of attributes) {
    const value = object[attribute.name]
    const target = value === undefined || attribute.type !== 'complex' ? undefined : targetOf(attribute, options)
    if (value === undefined || target === undefined) continue
    const complete = isJsonArray(value)
      ? sameIfSame(
          value,
          value.map((element) => complement(element, target, options)),
        )
      : complement(value, target, options)
    if (complete !== value) result = { ...result, [attribute.name]: complete }
  }
  return result
}

/** The only resource type that values of the attribute can refer to; undefined when it is none or not one alone. */
function targetOf(attribute: Attribute, { resourceTypes }: ServiceProviderOptions): ResourceType | undefined {
  const types = attribute.subAttribute('$ref')?.referenceTypes
  const [name, ...others] = types ?? []
  return name === undefined || others.length > 0 || attribute.subAttribute('value') === undefined ? undefined : resourceTypes.named(name)
}

function complement(element: JsonValue, target: ResourceType, options: ServiceProviderOptions): JsonValue {
  if (!isJsonObject(element)) return element
  const { value, $ref } = element
  const referenced = typeof $ref === 'string' ? referencedResource($ref, options) : undefined
  if (typeof $ref === 'string' && referenced === undefined && URL.canParse($ref)) return element
  const id = typeof value === 'string' ? value : referenced?.id
  if (id === undefined || id === '') return element
  const reference = `${options.baseUrl}${target.endpoint}/${encodeURIComponent(id)}`
  return value === id && $ref === reference ? element : { ...element, value: id, $ref: reference }
}

function sameIfSame(elements: readonly JsonValue[], mapped: readonly JsonValue[]): readonly JsonValue[] {
  return mapped.every((element, index) => element === elements[index]) ? elements : mapped
}
