import type { PathExpression } from '../filter/filter.ts'
import { parsePath } from '../filter/parse.ts'
import { isJsonArray, isJsonObject, type JsonValue, membersByLowerCaseName } from '../json.ts'
import { parseAttributePath } from '../schema/attribute-path.ts'
import { invalidSyntax, invalidValue, ScimError, tooMany } from '../scim-error.ts'

export const patchOpSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** One operation of a PatchOp message. `value` undefined means the member was not sent; null was sent as null. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: PathExpression | undefined
  readonly value: JsonValue | undefined
}

export interface PatchLimits {
  readonly patchOperations: number
  /** Values of multi-valued attributes in the whole message, members foremost. */
  readonly memberValues: number
  readonly filterLength: number
  readonly filterDepth: number
  readonly filterTerms: number
}

/**
 * Reads a PatchOp message (RFC 7644 §3.5.2). Paths are parsed, no schema is consulted yet.
 * Members that the RFC does not define are ignored.
 * @throws ScimError invalidSyntax, invalidValue, invalidPath, invalidFilter or tooMany; it names the operation, counted from 0.
 */
export function parsePatchOp(message: JsonValue, limits: PatchLimits): readonly PatchOperation[] {
  if (!isJsonObject(message)) throw invalidSyntax('A PATCH body has to be a JSON object with schemas and Operations.')
  const members = membersByLowerCaseName(message, 'The PATCH body')
  const schemas = members.get('schemas')
  if (!isJsonArray(schemas) || !schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === patchOpSchema.toLowerCase())) {
    throw invalidSyntax(`schemas of a PATCH body has to be an array that holds "${patchOpSchema}".`)
  }
  const operations = members.get('operations')
  if (!isJsonArray(operations) || operations.length === 0) {
    throw invalidSyntax('Operations has to be an array with at least one operation.')
  }
  if (operations.length > limits.patchOperations) {
    throw tooMany(`A PATCH may have at most ${limits.patchOperations} operations; this one has ${operations.length}.`)
  }
  let values = 0
  return operations.map((each, index) => {
    const operation = parseOperation(each, `Operations[${index}]`, limits)
    values += valuesIn(operation.value)
    if (values > limits.memberValues) {
      throw tooMany(`A PATCH may carry at most ${limits.memberValues} values of multi-valued attributes; split it into several.`)
    }
    return operation
  })
}

/** Puts the place before the sentence: which operation, for errors that are found while it is read or applied. */
export function locate(error: unknown, where: string): unknown {
  return error instanceof ScimError ? new ScimError(error.status, error.scimType, `${where}: ${error.detail}`, error.headers) : error
}

function parseOperation(operation: JsonValue, where: string, limits: PatchLimits): PatchOperation {
  if (!isJsonObject(operation)) throw invalidSyntax(`${where} has to be a JSON object with op, path and value.`)
  const members = membersByLowerCaseName(operation, where)
  const [op, path, value] = [members.get('op'), members.get('path'), members.get('value')]
  if (op !== 'add' && op !== 'remove' && op !== 'replace') throw invalidSyntax(`${where}: op has to be "add", "remove" or "replace".`)
  if (path !== undefined && typeof path !== 'string') throw invalidSyntax(`${where}: path has to be a string.`)
  if (op !== 'remove' && value === undefined) throw invalidValue(`${where}: ${op} needs a value; to clear an attribute use remove.`)
  try {
    return { op, path: path === undefined ? undefined : readPath(path, limits), value }
  } catch (error) {
    throw locate(error, where)
  }
}

/** Most paths have no brackets, and then the grammar has nothing to add. */
function readPath(text: string, limits: PatchLimits): PathExpression {
  const path = text.length > limits.filterLength || text.includes('[') ? undefined : parseAttributePath(text)
  return path === undefined ? parsePath(text, limits) : { text, path, filter: undefined, subAttribute: undefined }
}

function valuesIn(value: JsonValue | undefined): number {
  if (isJsonArray(value)) return value.length
  if (!isJsonObject(value)) return 0
  let values = 0
  for (const each of Object.values(value)) if (isJsonArray(each)) values += each.length
  return values
}
