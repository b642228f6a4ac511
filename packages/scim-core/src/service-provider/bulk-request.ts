import { isJsonObject, type JsonObject, type JsonValue, refuseRepeatedNames } from '../json.ts'
import { invalidSyntax, invalidValue, payloadTooLarge, ScimError } from '../scim-error.ts'
import type { ServiceProviderOptions } from './service-provider.ts'

export const bulkRequestSchema = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

export interface BulkOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With a leading slash: `/Users`, `/Users/{id}`, `/Groups/bulkId:qwerty`. */
  readonly path: string
  readonly bulkId: string | undefined
  readonly version: string | undefined
  readonly data: JsonValue
  /** What makes this operation unreadable: it fails alone (PROT-3.7-03). The other members are then as good as could be read. */
  readonly problem?: ScimError
}

export interface BulkRequest {
  readonly operations: readonly BulkOperation[]
  readonly failOnErrors: number | undefined
}

/** RFC 7644 §3.7. What makes the job as a whole unreadable throws; the rest is each operation's own affair. */
export function parseBulkRequest(body: JsonValue, { limits }: ServiceProviderOptions): BulkRequest {
  if (!isJsonObject(body)) throw invalidSyntax('The body has to be a BulkRequest message: a JSON object with schemas and Operations.')
  refuseRepeatedNames(body, 'The Bulk request')
  const schemas = member(body, 'schemas')
  if (!Array.isArray(schemas) || !schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === bulkRequestSchema.toLowerCase())) {
    throw invalidSyntax(`schemas has to hold "${bulkRequestSchema}".`)
  }
  const operations = member(body, 'Operations')
  if (!Array.isArray(operations) || operations.length === 0)
    throw invalidSyntax('Operations has to be an array with at least one operation.')
  if (operations.length > limits.bulkOperations) {
    throw payloadTooLarge(`The request has ${operations.length} operations; maxOperations is ${limits.bulkOperations}.`)
  }
  const parsed = operations.map(readOperation)
  const bulkIds = parsed.flatMap((operation) => (operation.method === 'POST' && operation.bulkId !== undefined ? [operation.bulkId] : []))
  const repeated = bulkIds.find((bulkId, index) => bulkIds.indexOf(bulkId) !== index)
  if (repeated !== undefined)
    throw invalidValue(`bulkId "${repeated.slice(0, 80)}" is used by two operations; it has to be unique in the request.`)
  return { operations: parsed, failOnErrors: failOnErrors(member(body, 'failOnErrors')) }
}

function failOnErrors(value: JsonValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value
  throw invalidValue('failOnErrors has to be a whole number above 0.')
}

function readOperation(operation: JsonValue, index: number): BulkOperation {
  try {
    return parseOperation(operation, index)
  } catch (problem) {
    if (!(problem instanceof ScimError)) throw problem
    const named = (name: string): JsonValue | undefined => (isJsonObject(operation) ? member(operation, name) : undefined)
    const bulkId = named('bulkId')
    return {
      method: methodOf(named('method')) ?? 'POST',
      path: pathOf(named('path')) ?? '',
      bulkId: typeof bulkId === 'string' ? bulkId : undefined,
      version: undefined,
      data: null,
      problem,
    }
  }
}

function methodOf(value: JsonValue | undefined): BulkOperation['method'] | undefined {
  const method = typeof value === 'string' ? value.toUpperCase() : undefined
  return method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE' ? method : undefined
}

function parseOperation(operation: JsonValue, index: number): BulkOperation {
  const where = `Operations[${index}]`
  if (!isJsonObject(operation)) throw invalidSyntax(`${where} has to be a JSON object with method and path.`)
  refuseRepeatedNames(operation, where)
  const method = methodOf(member(operation, 'method'))
  if (method === undefined) throw invalidSyntax(`${where}.method has to be POST, PUT, PATCH or DELETE.`)
  const path = pathOf(text(operation, 'path', where))
  if (path === undefined) {
    throw invalidSyntax(`${where}.path has to be relative to the base URI, such as /Users or /Users/{id}, without a query.`)
  }
  const bulkId = text(operation, 'bulkId', where)
  if (method === 'POST' && (bulkId === undefined || bulkId === '')) throw invalidSyntax(`${where}.bulkId is required for POST.`)
  const data = member(operation, 'data')
  if (method !== 'DELETE' && !isJsonObject(data)) throw invalidSyntax(`${where}.data has to be a JSON object for ${method}.`)
  return { method, path, bulkId, version: text(operation, 'version', where), data: data ?? null }
}

function pathOf(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || value.includes('..') || value.includes('?')) return undefined
  return value.startsWith('/') ? value : `/${value}`
}

function text(operation: JsonObject, name: string, where: string): string | undefined {
  const value = member(operation, name)
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalidSyntax(`${where}.${name} has to be a string.`)
  return value
}

/** RFC 7643 §2.1: names in any case. */
function member(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) return object[name]
  const found = Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : object[found]
}
