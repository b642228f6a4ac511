import type { FilterExpression, PathExpression } from '../filter/filter.ts'
import { type AttributePath, parseAttributePath } from '../schema/attribute-path.ts'

/** The path that names an attribute by its key, `emails` or `urn:…:User:manager`; undefined when the text is no attribute path. */
export function pathOf(key: string): PathExpression | undefined {
  const path = parseAttributePath(key)
  return path === undefined ? undefined : { text: key, path, filter: undefined, subAttribute: undefined }
}

/** `name eq value`, between brackets. */
export function equals(name: string, value: string | number | boolean): FilterExpression {
  const path: AttributePath = { text: name, urn: undefined, name, subAttribute: undefined }
  return { kind: 'compare', path, operator: 'eq', value }
}

/** Several filters joined; one alone stays alone. undefined when there is none. */
export function joined(kind: 'and' | 'or', filters: readonly FilterExpression[]): FilterExpression | undefined {
  return filters.length > 1 ? { kind, filters } : filters[0]
}
