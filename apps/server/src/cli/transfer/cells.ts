import { type Attribute, isJsonObject, type JsonObject, type JsonValue, type ResourceType } from '@rollcall/scim-core'
import { own } from './members.ts'

/**
 * A resource as the cells of a CSV file: the text by the name of the column, in the order of the schema. Every column is one that
 * `columnOf` reads. What computes itself is left out.
 */
export function cellsOf(resource: JsonObject, type: ResourceType): ReadonlyMap<string, string> {
  const cells = new Map<string, string>([
    ['meta.resourceType', type.name],
    ['id', String(own(resource, 'id') ?? '')],
  ])
  const add = (attribute: Attribute, value: JsonValue | undefined) => {
    if (value === undefined || attribute.mutability === 'readOnly' || attribute.name === 'schemas') return
    for (const [path, text] of attributeCells(attribute, value, attribute === type.membership)) cells.set(path, text)
  }
  for (const attribute of type.attributes) add(attribute, own(resource, attribute.name))
  for (const { schema } of type.extensions) {
    const extension = own(resource, schema.id)
    if (isJsonObject(extension)) for (const attribute of schema.attributes) add(attribute, own(extension, attribute.name))
  }
  return cells
}

function attributeCells(attribute: Attribute, value: JsonValue, isMembership: boolean): readonly (readonly [string, string])[] {
  const { key } = attribute
  if (isMembership && Array.isArray(value)) return [[`${key}.value`, value.map(textOf).join('\n')]]
  if (Array.isArray(value)) {
    if (value.every(isOneLine)) return [[`${key}.value`, value.map(textOf).join('\n')]]
    const types = value.map((each) => (isJsonObject(each) && isPlain(each) ? own(each, 'type') : undefined))
    if (!areTold(types)) return [[key, JSON.stringify(value)]]
    return value.flatMap((each, index) =>
      subAttributeCells(attribute, each).flatMap(([name, text]) =>
        name === 'type' ? [] : [[`${key}[type eq "${types[index]}"].${name}`, text]],
      ),
    )
  }
  if (!isJsonObject(value)) return [[key, String(value)]]
  return isPlain(value)
    ? subAttributeCells(attribute, value).map(([name, text]) => [`${key}.${name}`, text])
    : [[key, JSON.stringify(value)]]
}

function subAttributeCells({ subAttributes }: Attribute, value: JsonValue): [string, string][] {
  if (!isJsonObject(value)) return []
  return subAttributes.flatMap((each): [string, string][] => {
    const text = own(value, each.name)
    // A `$ref` says where the resource is here.
    return text === undefined || each.mutability === 'readOnly' || each.name === '$ref' ? [] : [[each.name, String(text)]]
  })
}

/** Whether each value has a type of its own, so that a column can name it. */
function areTold(types: readonly (JsonValue | undefined)[]): boolean {
  const texts = types.filter((type) => typeof type === 'string' && /^[^"\\]+$/.test(type))
  return texts.length === types.length && new Set(texts).size === texts.length
}

/** Whether every member is one text, number or boolean, and one at least is more than the type. An empty text would be no value in a cell. */
function isPlain(value: JsonObject): boolean {
  const members = Object.entries(value)
  return members.some(([name]) => name !== 'type') && members.every(([, each]) => each !== '' && each !== null && typeof each !== 'object')
}

const textOf = (element: JsonValue): string => (isJsonObject(element) ? String(own(element, 'value') ?? '') : '')

/** Whether a value is nothing but text that fits into a line. */
function isOneLine(element: JsonValue): boolean {
  if (!isJsonObject(element)) return false
  const [[name, text] = [], ...more] = Object.entries(element)
  return name === 'value' && typeof text === 'string' && /^[^\r\n]+$/.test(text) && more.length === 0
}
