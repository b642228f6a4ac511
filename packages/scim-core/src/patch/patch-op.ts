import type { PathExpression } from '../filter/filter.ts'
import { parsePath } from '../filter/parse.ts'
import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json.ts'
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
  const schemas = member(message, 'schemas')
  if (!isJsonArray(schemas) || !schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === patchOpSchema.toLowerCase())) {
    throw invalidSyntax(`schemas of a PATCH body has to be an array that holds "${patchOpSchema}".`)
  }
  const operations = member(message, 'Operations')
  if (!isJsonArray(operations) || operations.length === 0) {
    throw invalidSyntax('Operations has to be an array with at least one operation.')
  }
  if (operations.length > limits.patchOperations) {
    throw tooMany(`A PATCH may have at most ${limits.patchOperations} operations; this one has ${operations.length}.`)
  }
  limitValues(operations, limits)
  return operations.map((operation, index) => parseOperation(operation, `Operations[${index}]`, limits))
}

/**
 * A member of a message by its name in any case (RFC 7643 §2.1).
 * @throws ScimError invalidSyntax when it is there twice: readers disagree on which one counts (RFC 8259 §4).
 */
export function member(message: JsonObject, name: string): JsonValue | undefined {
  const lower = name.toLowerCase()
  const [key, ...others] = Object.keys(message).filter((each) => each.toLowerCase() === lower)
  if (others.length > 0) throw invalidSyntax(`${name} is there more than once; names are case insensitive, so send it once.`)
  return key === undefined ? undefined : message[key]
}

/** Puts the place before the sentence: which operation, for errors that are found while it is read or applied. */
export function locate(error: unknown, where: string): unknown {
  return error instanceof ScimError ? new ScimError(error.status, error.scimType, `${where}: ${error.detail}`, error.headers) : error
}

function parseOperation(operation: JsonValue, where: string, limits: PatchLimits): PatchOperation {
  if (!isJsonObject(operation)) throw invalidSyntax(`${where} has to be a JSON object with op, path and value.`)
  const op = member(operation, 'op')
  if (op !== 'add' && op !== 'remove' && op !== 'replace') throw invalidSyntax(`${where}: op has to be "add", "remove" or "replace".`)
  const path = parseOperationPath(member(operation, 'path'), where, limits)
  const value = member(operation, 'value')
  if (op !== 'remove' && value === undefined) throw invalidValue(`${where}: ${op} needs a value; to clear an attribute use remove.`)
  return { op, path, value }
}

function parseOperationPath(path: JsonValue | undefined, where: string, limits: PatchLimits): PathExpression | undefined {
  if (path === undefined) return undefined
  if (typeof path !== 'string') throw invalidSyntax(`${where}: path has to be a string.`)
  try {
    return parsePath(path, limits)
  } catch (error) {
    throw locate(error, where)
  }
}

function limitValues(operations: JsonArray, { memberValues }: PatchLimits): void {
  let values = 0
  for (const operation of operations) values += isJsonObject(operation) ? valuesIn(member(operation, 'value')) : 0
  if (values > memberValues) {
    throw tooMany(`A PATCH may carry at most ${memberValues} values of multi-valued attributes; this one has ${values}.`)
  }
}

function valuesIn(value: JsonValue | undefined): number {
  if (isJsonArray(value)) return value.length
  if (!isJsonObject(value)) return 0
  return Object.values(value).reduce<number>((sum, each) => sum + (isJsonArray(each) ? each.length : 0), 0)
}
