import { isJsonObject, type JsonValue } from '../json.ts'
import { ScimError } from '../scim-error.ts'
import type { BulkOperation } from './bulk-request.ts'

// RFC 7644 §3.7.2: a whole value, the last segment of a URI, or the literal of a filter in a PATCH path. Never part of ordinary text.
const wholeValue = /^(?:(?:[A-Za-z][\w+.-]*:\/)?\/?[^\s"]*\/)?bulkId:([^/\s"]+)$/
const inFilter = /"bulkId:([^"\s]+)"/g

/** The bulkIds that an operation's path and data refer to. */
export function bulkIdsIn(operation: BulkOperation): Set<string> {
  const found = new Set<string>()
  mapText([operation.path, operation.data], (text, key) => {
    for (const bulkId of references(text, key)) found.add(bulkId)
    return text
  })
  return found
}

/** @throws ScimError 409 for a bulkId whose creation is not part of the request or failed (§3.7.1). */
export function resolveBulkIds(operation: BulkOperation, created: ReadonlyMap<string, string>): { path: string; data: JsonValue } {
  const idOf = (bulkId: string): string => {
    const id = created.get(bulkId)
    if (id !== undefined) return id
    throw new ScimError(409, undefined, `bulkId:${bulkId.slice(0, 80)} stands for no resource that this request created.`)
  }
  const resolve = (text: string, key: string): string => {
    const whole = wholeValue.exec(text)?.[1]
    if (whole !== undefined) return text.slice(0, text.length - whole.length - 'bulkId:'.length) + idOf(whole)
    return key === 'path' ? text.replace(inFilter, (_, bulkId: string) => `"${idOf(bulkId)}"`) : text
  }
  const path = operation.path
    .split('/')
    .map((segment) => resolve(segment, ''))
    .join('/')
  return { path, data: mapText(operation.data, resolve) }
}

/** The operation without the values that refer to these bulkIds: what can be created before a circle is closed. */
export function withoutBulkIds(operation: BulkOperation, bulkIds: readonly string[]): BulkOperation {
  const names = (value: JsonValue, key: string): boolean =>
    typeof value === 'string'
      ? references(value, key).some((bulkId) => bulkIds.includes(bulkId))
      : isJsonObject(value) && (['value', '$ref'] as const).some((name) => Object.hasOwn(value, name) && names(value[name] ?? null, name))
  const prune = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.filter((element) => !names(element, '')).map(prune)
    if (!isJsonObject(value)) return value
    return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (names(each, key) ? [] : [[key, prune(each)]])))
  }
  return { ...operation, data: prune(operation.data) }
}

function references(text: string, key: string): string[] {
  const whole = wholeValue.exec(text)?.[1]
  if (whole !== undefined) return [whole]
  return key === 'path' ? [...text.matchAll(inFilter)].flatMap((match) => match[1] ?? []) : []
}

function mapText(value: JsonValue, change: (text: string, key: string) => string, key = ''): JsonValue {
  if (typeof value === 'string') return change(value, key)
  if (Array.isArray(value)) return value.map((element) => mapText(element, change, key))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapText(each, change, name)]))
}
