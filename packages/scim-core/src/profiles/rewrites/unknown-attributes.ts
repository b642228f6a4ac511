import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import type { Attribute } from '../../schema/attribute.ts'
import type { ResourceType } from '../../schema/resource-type.ts'
import { mapMembers } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'
import { valueRewrite } from '../value-rewrite.ts'

const id = 'Q-UNKNOWN-ATTR'
const because =
  'Entra, OneLogin and others send attributes that the schema does not have; RFC 7644 §3.3 lets a service provider ignore them.'

const withinComplex = valueRewrite({
  id,
  because,
  ofRemove: true,
  single: (value, attribute) => (attribute.type === 'complex' && isJsonObject(value) ? known(value, attribute.subAttribute) : value),
})

/** Members of bodies and values that no schema knows are ignored (D-07). Paths that name nothing are still refused (D-56). */
export const unknownAttributes: Rewrite = {
  id,
  because,
  ofMisfits: true,
  resource: (body, resourceType) => {
    const own = knownAttributes(body, resourceType)
    return withinComplex.resource?.(own, resourceType) ?? own
  },
  operation: (operation, resource, resourceType) => {
    const { path, value } = operation
    const extension = path === undefined ? undefined : resourceType.schemaById(path.text)
    const attributes = isJsonObject(value) && extension !== undefined ? known(value, extension.attribute) : value
    const own = isJsonObject(value) && path === undefined ? knownAttributes(value, resourceType) : attributes
    const named = own === value || own === undefined ? operation : { ...operation, value: own }
    return withinComplex.operation?.(named, resource, resourceType) ?? [named]
  },
}

function knownAttributes(body: JsonObject, resourceType: ResourceType): JsonObject {
  return mapMembers(body, (value, name) => {
    if (resourceType.attribute(name) !== undefined) return value
    const extension = resourceType.schemaById(name)
    if (extension === undefined || extension === resourceType.schema) return undefined
    return isJsonObject(value) ? known(value, extension.attribute) : value
  })
}

function known(object: JsonObject, attributeNamed: (name: string) => Attribute | undefined): JsonObject {
  return mapMembers(object, (value: JsonValue, name) => (attributeNamed(name) === undefined ? undefined : value))
}
