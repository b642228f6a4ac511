import { isJsonArray, isJsonObject, type JsonValue, parseJson } from '../json.ts'

const token = /\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)/gy
const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'pr', 'gt', 'ge', 'lt', 'le']

/** Whether a resource matches a filter without brackets, or a sentence that says what is wrong with the filter. */
export function matchesFilter(resource: Readonly<Record<string, JsonValue>>, filter: string, known: readonly string[]): boolean | string {
  const tokens: string[] = []
  token.lastIndex = 0
  for (let found = token.exec(filter); found !== null; found = token.exec(filter)) tokens.push(found[1] ?? '')
  try {
    const result = either(tokens)
    return tokens.length === 0 ? result : `${tokens[0]} is too much`
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable'
  }

  function either(rest: string[]): boolean {
    let result = both(rest)
    while (rest[0]?.toLowerCase() === 'or') {
      rest.shift()
      result = both(rest) || result
    }
    return result
  }

  function both(rest: string[]): boolean {
    let result = single(rest)
    while (rest[0]?.toLowerCase() === 'and') {
      rest.shift()
      result = single(rest) && result
    }
    return result
  }

  function single(rest: string[]): boolean {
    const first = rest.shift() ?? ''
    const negated = first.toLowerCase() === 'not'
    if (negated || first === '(') {
      if (negated && rest.shift() !== '(') throw new Error('not needs parentheses')
      const inner = either(rest)
      if (rest.shift() !== ')') throw new Error('a parenthesis is missing')
      return inner !== negated
    }
    const operator = rest.shift()?.toLowerCase() ?? ''
    if (!operators.includes(operator)) throw new Error(`${operator} is no operator`)
    const value = read(first)
    if (operator === 'pr') return value !== undefined && value !== ''
    const wanted = parseJson(rest.shift() ?? '')
    if (wanted === undefined) throw new Error('a value is missing')
    return compare(operator, value, wanted, /^(id|externalId)$/i.test(first))
  }

  function read(path: string): JsonValue | undefined {
    const [head = '', part] = path.toLowerCase().split('.')
    if (!['id', 'externalid', 'meta', 'schemas', ...known.map((each) => each.toLowerCase())].includes(head))
      throw new Error(`${path} is no attribute`)
    const value = member(resource, head)
    return part === undefined ? value : member(value, part)
  }
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (isJsonArray(value)) return value.map((each) => member(each, name) ?? null)
  if (!isJsonObject(value)) return undefined
  const found = Object.keys(value).find((each) => each.toLowerCase() === name)
  return found === undefined ? undefined : value[found]
}

function compare(operator: string, value: JsonValue | undefined, wanted: JsonValue, exact: boolean): boolean {
  if (isJsonArray(value)) return value.some((each) => compare(operator, each, wanted, exact))
  const fold = (each: JsonValue | undefined) => (typeof each === 'string' && !exact ? each.toLowerCase() : each)
  const [left, right] = [fold(value), fold(wanted)]
  if (operator === 'eq') return wanted === null ? value === undefined : left === right
  if (operator === 'ne') return wanted === null ? value !== undefined : left !== right
  if (typeof left !== 'string' || typeof right !== 'string') {
    if (typeof wanted !== 'string') throw new Error('a text is needed')
    return false
  }
  if (operator === 'co') return left.includes(right)
  if (operator === 'sw') return left.startsWith(right)
  if (operator === 'ew') return left.endsWith(right)
  if (operator === 'gt') return left > right
  if (operator === 'ge') return left >= right
  return operator === 'lt' ? left < right : left <= right
}
