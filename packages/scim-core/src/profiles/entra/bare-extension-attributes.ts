import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import { resolveAttributePath } from '../../schema/attribute-path.ts'
import type { ResourceType } from '../../schema/resource-type.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Entra): attributes of an extension beside those of the base schema, without their URN. */
export const bareExtensionAttributes: Rewrite = {
  id: 'Q-BARE-EXT-ATTR',
  because: 'Entra sends department, manager and the like without the URN of the extension they belong to.',
  ofMisfits: true,
  resource: underTheirUrn,
  operation: (operation, _, resourceType) => {
    const { path, value } = operation
    if (path !== undefined || !isJsonObject(value)) return [operation]
    const nested = underTheirUrn(value, resourceType)
    return [nested === value ? operation : { ...operation, value: nested }]
  },
}

function underTheirUrn(body: JsonObject, resourceType: ResourceType): JsonObject {
  const kept: [string, JsonValue][] = []
  const moved = new Map<string, [string, JsonValue][]>()
  for (const [name, value] of Object.entries(body)) {
    const resolved = resolveAttributePath({ text: name, urn: undefined, name, subAttribute: undefined }, resourceType)
    if (resolved?.extension === undefined) kept.push([name, value])
    else moved.set(resolved.extension.id, [...(moved.get(resolved.extension.id) ?? []), [name, value]])
  }
  if (moved.size === 0) return body
  for (const [urn, attributes] of moved) {
    const there = kept.find(([name]) => name.toLowerCase() === urn.toLowerCase())
    if (there === undefined) kept.push([urn, Object.fromEntries(attributes)])
    // What is said under the URN itself counts.
    else if (isJsonObject(there[1])) there[1] = { ...Object.fromEntries(attributes), ...there[1] }
  }
  return Object.fromEntries(kept)
}
