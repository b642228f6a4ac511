import { isJsonArray, isJsonObject, type JsonObject } from '../../json.ts'
import type { ResourceType } from '../../schema/resource-type.ts'
import { mapElements, mapMembers } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Entra's groups, OneLogin): URNs in `schemas` that the resource type does not have. The endpoint decides the type. */
export const unknownSchemas: Rewrite = {
  id: 'Q-UNKNOWN-SCHEMA',
  because: 'Entra and OneLogin list schemas of their own; the endpoint tells which resource type is meant.',
  ofMisfits: true,
  resource: knownSchemas,
  operation: (operation, _, resourceType) => {
    const { path, value } = operation
    if (path !== undefined || !isJsonObject(value)) return [operation]
    const known = knownSchemas(value, resourceType)
    return [known === value ? operation : { ...operation, value: known }]
  },
}

function knownSchemas(body: JsonObject, resourceType: ResourceType): JsonObject {
  return mapMembers(body, (value, name) => {
    if (name.toLowerCase() !== 'schemas' || !isJsonArray(value)) return value
    return mapElements(value, (urn) => (typeof urn === 'string' && resourceType.schemaById(urn) === undefined ? undefined : urn))
  })
}
