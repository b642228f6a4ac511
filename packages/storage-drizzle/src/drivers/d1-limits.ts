import type { SqlValue, Statement } from '../statement.ts'
import { tooLargeForD1 } from './d1-errors.ts'

/** D1's limits (Platform, Limits): bytes of a row and of a value; values of a statement. */
const largestRow = 2_000_000
const mostValues = 100
/** A list is sent in parts of about this many bytes. */
const partSize = 1_000_000

/**
 * The statement as D1 takes it, with the same meaning: a long list in several values, more than 100 values as one JSON array.
 * @throws ScimError 413 when what would become one row is larger than D1 keeps.
 */
export function withinD1Limits<Row>(statement: Statement<Row>): Statement<Row> {
  // A character is at most three bytes of UTF-8: nearly every statement is known to fit without counting them.
  const atMost = statement.params.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length * 3 : 8), 0)
  const fitting = atMost <= partSize ? statement : withSplitLists(statement)
  return fitting.params.length <= mostValues ? fitting : withGatheredValues(fitting)
}

function withSplitLists<Row>({ sql, params }: Statement<Row>): Statement<Row> {
  const values: SqlValue[] = [...params]
  let text = sql
  let rowSize = 0
  for (const [index, value] of params.entries()) {
    if (typeof value !== 'string') continue
    const list = `json_each(?${index + 1})`
    if (!text.includes(list)) rowSize += bytes(value)
    else if (value.length * 3 > partSize) {
      const [first = '[]', ...others] = parts(value)
      values[index] = first
      const places = [index + 1, ...others.map((part) => values.push(part))]
      // `values` may have any number of rows; a compound select may not.
      const rows = places.map((place) => `(?${place})`).join(', ')
      text = text.replaceAll(list, `(select j.value from (values ${rows}) p cross join json_each(p.column1) j)`)
    }
  }
  if (rowSize > largestRow) throw tooLargeForD1()
  return { sql: text, params: values }
}

/** A JSON array as several, in its order. */
function parts(list: string): string[] {
  const elements: readonly unknown[] = JSON.parse(list)
  const texts: string[] = []
  let part: string[] = []
  let size = 0
  for (const element of elements) {
    const text = JSON.stringify(element)
    const length = bytes(text)
    if (length > largestRow - 2) throw tooLargeForD1()
    if (size + length > partSize && part.length > 0) {
      texts.push(`[${part.join(',')}]`)
      part = []
      size = 0
    }
    part.push(text)
    size += length + 1
  }
  texts.push(`[${part.join(',')}]`)
  return texts
}

// What is in quotation marks is the statement's own text, and no place is in it.
const places = /'(?:[^']|'')*'|\?(\d+)/g

function withGatheredValues<Row>({ sql, params }: Statement<Row>): Statement<Row> {
  const gathered = JSON.stringify(params)
  if (bytes(gathered) > largestRow) throw tooLargeForD1()
  return {
    sql: sql.replace(places, (text, place: string | undefined) => (place === undefined ? text : `(?1 ->> '$[${Number(place) - 1}]')`)),
    params: [gathered],
  }
}

function bytes(text: string): number {
  let size = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    // A pair of surrogates is two units and four bytes.
    if (unit > 0x7f) size += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return size
}
