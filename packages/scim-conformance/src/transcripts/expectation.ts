import { readPath } from '../body-path.ts'
import type { WireResponse } from '../http/wire.ts'
import { equalJson, isJsonArray, isJsonObject, type JsonValue, parseJson, show } from '../json.ts'
import type { BodyExpectation, StepExpectation } from './scenario.ts'

/** What is not as expected of an answer: one sentence each, none when all is well. */
export function unmet(expected: StepExpectation, answer: WireResponse): string[] {
  const allowed = typeof expected.status === 'number' ? [expected.status] : expected.status
  const wrong: string[] = []
  if (!allowed.includes(answer.status))
    wrong.push(`expected status ${allowed.join(' or ')}, got ${answer.status} ${show(answer.body, 400)}`)
  for (const [name, pattern] of Object.entries(expected.headers ?? {})) {
    const value = answer.headers[name.toLowerCase()]
    if (value === undefined || !regularExpression(pattern).test(value))
      wrong.push(`expected header ${name} to match ${pattern}, got ${show(value)}`)
  }
  if (expected.maxMs !== undefined && answer.milliseconds > expected.maxMs) {
    wrong.push(`expected an answer within ${expected.maxMs} ms, it took ${Math.round(answer.milliseconds)}`)
  }
  if (expected.noBody === true && answer.body !== '') wrong.push(`expected no body, got ${show(answer.body)}`)
  if (answer.status === 204 || expected.body === undefined || wrong.length > 0) return wrong
  const body = parseJson(answer.body)
  if (body === undefined) return [`expected a JSON body, got ${show(answer.body)}`]
  return expected.body.flatMap((each) => unmetInBody(each, body) ?? [])
}

function unmetInBody(expected: BodyExpectation, body: JsonValue): string | undefined {
  const { path } = expected
  const value = readPath(body, path)
  const unless = (met: boolean, what: string) => (met ? undefined : `expected ${path} ${what}, got ${show(value)}`)
  if (expected.equals !== undefined) return unless(equalJson(value, expected.equals), `to be ${show(expected.equals)}`)
  if (expected.exists) return unless(value !== undefined && value !== null, 'to be present')
  if (expected.absent) return unless(value === undefined || value === null, 'to be absent')
  if (expected.count !== undefined)
    return unless((isJsonArray(value) ? value.length : 0) === expected.count, `to hold ${expected.count} elements`)
  if (expected.blank) return unless(isBlank(value), 'to be blank')
  if (expected.contains !== undefined) {
    const wanted = expected.contains
    return unless(isJsonArray(value) && value.some((each) => equalJson(each, wanted)), `to contain ${show(wanted)}`)
  }
  if (expected.type !== undefined) return unless(typeOf(value) === expected.type, `to be of type ${expected.type}`)
  if (expected.oneOf !== undefined) {
    return unless(
      expected.oneOf.some((each) => equalJson(each, value)),
      `to be one of ${show(expected.oneOf)}`,
    )
  }
  if (expected.matches !== undefined) {
    return unless(typeof value === 'string' && regularExpression(expected.matches).test(value), `to match ${expected.matches}`)
  }
  if (expected.countMatching !== undefined) {
    const found = matching(body, path)
    return found === expected.countMatching ? undefined : `expected ${expected.countMatching} elements at ${path}, got ${found}`
  }
  throw new Error(`The expectation for ${path} has no operator that this runner knows: ${show(expected)}.`)
}

/** How many elements a path that ends in `[?name=text]` fits. */
function matching(body: JsonValue, path: string): number {
  const condition = /^(.*)\[\?([^=\]]+)=([^\]]*)\]$/.exec(path)
  if (condition === null) throw new Error(`countMatching needs a path that ends in [?name=text], got ${path}.`)
  const [, list = '', name = '', text = ''] = condition
  const elements = readPath(body, list)
  return isJsonArray(elements)
    ? elements.filter((each) => isJsonObject(each) && Object.hasOwn(each, name) && String(each[name]) === text).length
    : 0
}

function isBlank(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true
  if (isJsonArray(value)) return value.length === 0
  return isJsonObject(value) && Object.keys(value).length === 0
}

function typeOf(value: JsonValue | undefined): string {
  if (value === null) return 'null'
  return isJsonArray(value) ? 'array' : typeof value
}

/** Patterns may start with `(?i)`, which JavaScript spells as a flag. */
function regularExpression(pattern: string): RegExp {
  return pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'i') : new RegExp(pattern)
}
