import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream'
import { isJsonObject, type JsonObject, parseJson, type ResourceType, type ResourceTypes, ScimError } from '@rollcall/scim-core'
import { CsvError, parse } from 'csv-parse'
import { CommandError } from '../terminal.ts'
import { type Cell, type Column, columnOf, withCells } from './columns.ts'
import { plain } from './formula.ts'
import { own, withMember } from './members.ts'

/** One resource of a file that is imported. */
export interface Row {
  /** Counted from 1: of NDJSON the line, of CSV the row as a spreadsheet counts it, with the header as the first. */
  readonly line: number
  /** @throws ScimError when the row says something that cannot be meant. */
  read(): Entry
}

export interface Entry {
  readonly type: ResourceType
  readonly resource: JsonObject
  /** What becomes of a resource that is there already; undefined replaces it whole. */
  readonly onto: ((current: JsonObject) => JsonObject) | undefined
}

/**
 * Spreadsheets also write text as it was before Unicode, of which every name with an accent would come out damaged.
 * @throws CommandError when the file is not in UTF-8, nor in the UTF-16 that the CSV parser knows by its first two bytes.
 */
export async function assertUnicode(file: string): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  try {
    for await (const piece of createReadStream(file)) {
      if (bytes === 0 && piece[0] === 0xff && piece[1] === 0xfe) return
      bytes += piece.length
      decoder.decode(piece, { stream: true })
    }
    decoder.decode()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')) throw error
    throw new CommandError(`${file} is not in UTF-8. Save it as such: spreadsheets call it "CSV UTF-8".`)
  }
}

/** Reads a file as `export` writes it: one JSON object a line. */
export async function* ndjsonRows(file: string, { all }: ResourceTypes): AsyncGenerator<Row> {
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    if (text.trim() === '') continue
    yield {
      line,
      read() {
        const resource = parseJson(text)
        if (!isJsonObject(resource)) throw new ScimError(400, 'invalidSyntax', 'A line must be a JSON object.')
        const { schemas } = resource
        const named = Array.isArray(schemas) ? schemas : []
        const type = all.find(({ schema }) => named.includes(schema.id))
        if (type === undefined) throw new ScimError(400, 'invalidSyntax', 'schemas names no resource type that there is here.')
        return { type, resource, onto: undefined }
      },
    }
  }
}

/**
 * Reads a CSV file (RFC 4180) whose header has attribute paths. Of a resource that is there already only what has a column is changed.
 * @param typeName of rows that have no `meta.resourceType`.
 * @throws CommandError when it is no CSV, or a column names nothing.
 */
export async function* csvRows(file: string, types: ResourceTypes, typeName: string | undefined): AsyncGenerator<Row> {
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: 32 * 1_048_576 })
  // What goes wrong is thrown where the parser is read.
  pipeline(createReadStream(file), parser, () => {})
  let header: Header | undefined
  let line = 0
  try {
    for await (const record of parser) {
      const cells = Array.isArray(record) ? record.map(String) : []
      line += 1
      if (header === undefined) header = headerOf(cells, types, typeName)
      else if (cells.some((cell) => cell !== '')) yield rowOf(header, line, cells)
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const hint = 'A cell with quotation marks stands between quotation marks, and its own are doubled.'
    throw new CommandError(`${file} is no CSV after line ${line}: ${error.message}. ${hint}`)
  }
}

interface Header {
  readonly paths: readonly string[]
  /** By the type's name; a column that a type does not have is undefined. */
  readonly columns: ReadonlyMap<string, readonly (Column | undefined)[]>
  typeOf(name: string): ResourceType
}

function headerOf(paths: readonly string[], types: ResourceTypes, typeName: string | undefined): Header {
  const columns = new Map(types.all.map((type) => [type.name, paths.map((path) => columnOf(path, type))]))
  const unknown = paths.find(
    (path, index) => path !== resourceTypeColumn && ![...columns.values()].some((each) => each[index] !== undefined),
  )
  if (unknown !== undefined) throw new CommandError(`The column "${unknown.slice(0, 80)}" names no attribute of any resource type.`)
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice !== undefined) throw new CommandError(`The column "${twice}" is there twice.`)
  if (typeName === undefined && !paths.includes(resourceTypeColumn))
    throw new CommandError(`Say --type, e.g. --type User: the file has no column ${resourceTypeColumn}.`)
  return {
    paths,
    columns,
    typeOf(name) {
      const type = types.named(name === '' ? (typeName ?? '') : name)
      if (type === undefined) throw new ScimError(400, 'invalidValue', `There is no resource type "${name.slice(0, 80)}".`)
      return type
    },
  }
}

const resourceTypeColumn = 'meta.resourceType'

function rowOf({ paths, columns, typeOf }: Header, line: number, cells: readonly string[]): Row {
  return {
    line,
    read() {
      if (cells.length !== paths.length)
        throw new ScimError(400, 'invalidSyntax', `The row has ${cells.length} cells, where the header has ${paths.length}.`)
      const type = typeOf(cells[paths.indexOf(resourceTypeColumn)] ?? '')
      const named = columns.get(type.name) ?? []
      const stray = cells.findIndex((cell, index) => cell !== '' && named[index] === undefined && paths[index] !== resourceTypeColumn)
      if (stray >= 0) throw new ScimError(400, 'invalidPath', `${type.name} has no attribute "${paths[stray]?.slice(0, 80)}".`)
      const filled = named.flatMap((column, index): Cell[] => (column === undefined ? [] : [[column, plain(cells[index] ?? '')]]))
      const onto = (current: JsonObject) => withSchemas(withCells(current, filled), type)
      const id = cells[paths.indexOf('id')] ?? ''
      const resource = onto({ schemas: [] })
      return { type, resource: id === '' ? resource : withMember(resource, 'id', id), onto }
    },
  }
}

/** RFC 7643 §3: the base schema, and every extension that there is something of. */
function withSchemas(resource: JsonObject, { schema, extensions }: ResourceType): JsonObject {
  const used = extensions.map((extension) => extension.schema.id).filter((urn) => own(resource, urn) !== undefined)
  return withMember(resource, 'schemas', [schema.id, ...used])
}
