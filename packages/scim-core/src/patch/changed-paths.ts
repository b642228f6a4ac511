import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { own } from './document.ts'
import { sameJson } from './same-json.ts'

/**
 * The attributes that differ between two canonical states of a resource: `title`, `name.familyName`, `emails`, `urn:…:User:department`.
 * `schemas` is left out: it follows the data.
 */
export function changedPaths(before: JsonObject, after: JsonObject, resourceType: ResourceType): string[] {
  return differing(before, after).flatMap((name) => {
    if (name === 'schemas') return []
    const [old, now] = [own(before, name), own(after, name)]
    const extension = resourceType.schemaById(name)
    if (extension === undefined) return pathsWithin(resourceType.attribute(name), name, old, now)
    return differing(objectOf(old), objectOf(now)).flatMap((inner) =>
      pathsWithin(extension.attribute(inner), `${extension.id}:${inner}`, own(objectOf(old), inner), own(objectOf(now), inner)),
    )
  })
}

function pathsWithin(attribute: Attribute | undefined, path: string, old: JsonValue | undefined, now: JsonValue | undefined): string[] {
  if (attribute === undefined || attribute.type !== 'complex' || attribute.multiValued) return [path]
  return differing(objectOf(old), objectOf(now)).map((subAttribute) => `${path}.${subAttribute}`)
}

function differing(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => !sameJson(own(before, name), own(after, name)))
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
