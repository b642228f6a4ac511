import {
  type Attribute,
  excerpt,
  invalidValue,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseAttributePath,
  parseJson,
  type ResourceType,
  resolveAttributePath,
} from '@rollcall/scim-core'
import { isEmpty, own, withMember } from './members.ts'

/** A column of a CSV file, bound to a resource type: where the text of its cells belongs. */
export interface Column {
  /** As the header spells it. */
  readonly path: string
  readonly attribute: Attribute
  /** The URN of the extension that it belongs to. */
  readonly extension: string | undefined
  readonly subAttribute: Attribute | undefined
  /** `emails[type eq "work"].value`: the type of the one value that is meant. */
  readonly elementType: string | undefined
}

const ofType = /^(.+)\[type eq "([^"\\]+)"\]\.([$\w-]+)$/i

/**
 * Reads the name of a column: an attribute path (RFC 7644 §3.10), or one into the value of a type: `emails[type eq "work"].value`.
 * @returns undefined when the resource type has no such attribute.
 */
export function columnOf(path: string, type: ResourceType): Column | undefined {
  const [, base = path, elementType, behind] = ofType.exec(path) ?? []
  const parsed = parseAttributePath(behind === undefined ? base : `${base}.${behind}`)
  const found = parsed === undefined ? undefined : resolveAttributePath(parsed, type)
  if (found === undefined) return undefined
  const { attribute, subAttribute, extension } = found
  if (elementType !== undefined && !(attribute.multiValued && attribute.subAttribute('type') !== undefined)) return undefined
  // Of many values without a type only a list can be told: `members.value`, one in each line of the cell.
  if (elementType === undefined && attribute.multiValued && subAttribute !== undefined && subAttribute.name !== 'value') return undefined
  return { path, attribute, subAttribute, elementType, extension: extension?.id }
}

/** The text of one cell, and where it belongs. */
export type Cell = readonly [Column, string]

/**
 * A resource with the texts of a row in their places. Empty text takes away what is there. Where one column has all of an attribute
 * and others have parts, the one counts when it says something, and the others when it does not. What computes itself is left alone.
 * @throws ScimError invalidValue
 */
export function withCells(resource: JsonObject, cells: readonly Cell[]): JsonObject {
  let changed = resource
  for (const group of Map.groupBy(cells, ([{ attribute }]) => attribute.key).values()) {
    const wholes = group.filter(([column]) => isWhole(column))
    const told = wholes.find(([, text]) => text !== '')
    const counting = told === undefined ? [...wholes, ...group.filter(([column]) => !isWhole(column))] : [told]
    for (const [column, text] of counting) changed = withCell(changed, column, text)
  }
  return changed
}

function isWhole({ attribute, subAttribute, elementType }: Column): boolean {
  return elementType === undefined && (subAttribute === undefined || attribute.multiValued)
}

function withCell(resource: JsonObject, column: Column, text: string): JsonObject {
  const { attribute, extension } = column
  if (attribute.mutability === 'readOnly') return resource
  const change = (object: JsonObject) => withMember(object, attribute.name, changed(own(object, attribute.name), column, text))
  if (extension === undefined) return change(resource)
  const after = change(objectIn(own(resource, extension)))
  return withMember(resource, extension, isEmpty(after) ? undefined : after)
}

function changed(value: JsonValue | undefined, column: Column, text: string): JsonValue | undefined {
  const { attribute, subAttribute, elementType } = column
  if (subAttribute === undefined) return read(text, attribute, column)
  if (elementType !== undefined) return withElement(isJsonArray(value) ? value : [], column, subAttribute, elementType, text)
  if (attribute.multiValued) {
    const lines = text.split(/\r?\n/).filter((line) => line !== '')
    return lines.length === 0 ? undefined : lines.map((line) => ({ value: read(line, subAttribute, column) ?? '' }))
  }
  const object = withMember(objectIn(value), subAttribute.name, read(text, subAttribute, column))
  return isEmpty(object) ? undefined : object
}

function withElement(
  elements: readonly JsonValue[],
  column: Column,
  { name, ...subAttribute }: Attribute,
  elementType: string,
  text: string,
): JsonValue | undefined {
  const isMeant = (element: JsonValue): element is JsonObject => isJsonObject(element) && own(element, 'type') === elementType
  const element = withMember(elements.find(isMeant) ?? { type: elementType }, name, read(text, { name, ...subAttribute }, column))
  const kept = Object.keys(element).length > 1 ? [element] : []
  const at = elements.findIndex(isMeant)
  const all = at < 0 ? [...elements, ...kept] : [...elements.slice(0, at), ...kept, ...elements.slice(at + 1)]
  return all.length === 0 ? undefined : all
}

function read(text: string, { type, multiValued }: Attribute, { path, subAttribute }: Column): JsonValue | undefined {
  if (text === '') return undefined
  if (type === 'complex' || (multiValued && subAttribute === undefined)) return parseJson(text)
  switch (type) {
    case 'boolean':
      if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
      throw invalidValue(`${path} must be true or false, not "${excerpt(text)}".`)
    case 'integer':
    case 'decimal':
      if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) return Number(text)
      throw invalidValue(`${path} must be a number, not "${excerpt(text)}".`)
    case 'string':
    case 'dateTime':
    case 'binary':
    case 'reference':
      return text
  }
}

const objectIn = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})
