import { parsePath } from '../filter/parse.ts'
import { isJsonObject, type JsonValue } from '../json.ts'
import type { PatchOperation } from '../patch/patch-op.ts'
import { parseAttributePath, resolveAttributePath } from '../schema/attribute-path.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { withColon } from './entra/urn-dot-path.ts'

/** Keys are read before any limit of the deployment is at hand. */
const limits = { filterLength: 1024, filterDepth: 8, filterTerms: 16 }

/**
 * A value without a path whose keys are paths: one operation for each of those, after one for the other keys.
 * Keys that name nothing stay, to be ignored or refused.
 */
export function expanded(
  operation: PatchOperation,
  resourceType: ResourceType,
  isPath: (key: string) => boolean,
): readonly PatchOperation[] {
  const { op, path, value } = operation
  if (path !== undefined || !isJsonObject(value)) return [operation]
  const rest: [string, JsonValue][] = []
  const operations: PatchOperation[] = []
  for (const [key, each] of Object.entries(value)) {
    const text = isPath(key) ? withColon(key, resourceType) : undefined
    if (text === undefined || !names(text, resourceType)) rest.push([key, each])
    else operations.push({ op, path: parsePath(text, limits), value: each })
  }
  if (operations.length === 0) return [operation]
  return rest.length === 0 ? operations : [{ ...operation, value: Object.fromEntries(rest) }, ...operations]
}

function names(text: string, resourceType: ResourceType): boolean {
  const bracket = text.indexOf('[')
  const path = parseAttributePath(bracket < 0 ? text : text.slice(0, bracket))
  return path !== undefined && resolveAttributePath(path, resourceType) !== undefined
}
