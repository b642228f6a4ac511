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
  const paths: string[] = []
  for (const name of differing(before, after)) {
    if (name === 'schemas') continue
    const [old, now] = [own(before, name), own(after, name)]
    const extension = resourceType.schemaById(name)
    if (extension === undefined) paths.push(...pathsWithin(resourceType.attribute(name), name, old, now))
    else {
      for (const inner of differing(objectOf(old), objectOf(now))) {
        const [innerOld, innerNow] = [own(objectOf(old), inner), own(objectOf(now), inner)]
        paths.push(...pathsWithin(extension.attribute(inner), `${extension.id}:${inner}`, innerOld, innerNow))
      }
    }
  }
  return paths
}

function pathsWithin(attribute: Attribute | undefined, path: string, old: JsonValue | undefined, now: JsonValue | undefined): string[] {
  if (attribute === undefined || attribute.type !== 'complex' || attribute.multiValued) return [path]
  return differing(objectOf(old), objectOf(now)).map((subAttribute) => `${path}.${subAttribute}`)
}

function differing(before: JsonObject, after: JsonObject): string[] {
  const names = Object.keys(before).filter((name) => before[name] !== own(after, name) && !sameJson(before[name], own(after, name)))
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) names.push(name)
  return names
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
