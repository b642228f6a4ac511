import { parsePath } from '../../filter/parse.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import type { PatchOperation } from '../../patch/patch-op.ts'
import { parseAttributePath, resolveAttributePath } from '../../schema/attribute-path.ts'
import type { ResourceType } from '../../schema/resource-type.ts'
import type { Rewrite } from '../profile.ts'
import { withColon } from './urn-dot-path.ts'

/** Deviation (Entra): names of sub-attributes, and value paths, as keys of a value without a path (D-18). */
export const dottedKeys: Rewrite = {
  id: 'Q-DOTTED-KEYS',
  because: 'Entra folds several changes into one operation without a path, with keys like "name.givenName".',
  operation: (operation, _, resourceType) => expanded(operation, resourceType, (key) => !key.includes(':') && /[.[]/.test(key)),
}

/** Deviation (Entra): the same with keys that are attributes under the URN of their schema. */
export const urnKeys: Rewrite = {
  id: 'Q-URN-KEYS',
  because: 'Entra names attributes of extensions by keys like "urn:…:User:employeeNumber" in a value without a path.',
  operation: (operation, _, resourceType) =>
    expanded(operation, resourceType, (key) => key.includes(':') && resourceType.schemaById(key) === undefined),
}

/** Keys are read before any limit of the deployment is at hand. */
const limits = { filterLength: 1024, filterDepth: 8, filterTerms: 16 }

/** One operation per key that is a path, after one for the other keys. Keys that name nothing stay, to be ignored or refused. */
function expanded(operation: PatchOperation, resourceType: ResourceType, isPath: (key: string) => boolean): readonly PatchOperation[] {
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
