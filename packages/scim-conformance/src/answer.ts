import { AssertionFailed } from './assertion.ts'
import { readPath } from './body-path.ts'
import type { WireRequest, WireResponse } from './http/wire.ts'
import { equalJson, isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue, parseJson, show } from './json.ts'
import { ERROR, LIST_RESPONSE } from './urns.ts'

/** RFC 7644 Table 9, RFC 9865 §2.1. */
export const scimTypes: ReadonlySet<string> = new Set([
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
])

/** The answer to one request, and what can be demanded of it. Each demand throws AssertionFailed when it is not met. */
export class Answer {
  readonly request: WireRequest
  readonly response: WireResponse
  /** The parsed body; undefined when there is none or when it is no JSON. */
  readonly body: JsonValue | undefined

  constructor(request: WireRequest, response: WireResponse) {
    this.request = request
    this.response = response
    this.body = parseJson(response.body)
  }

  get status(): number {
    return this.response.status
  }

  /** The status is one of these. */
  is(...statuses: number[]): this {
    return this.that(statuses.includes(this.status), `status ${statuses.join(' or ')}`)
  }

  /** The general demand: `condition` holds, or else `expected` was expected and `got` came. */
  that(condition: boolean, expected: string, got?: unknown): this {
    if (!condition) throw this.failure(expected, got)
    return this
  }

  failure(expected: string, got?: unknown): AssertionFailed {
    const { method, url, body } = this.request
    const sent = typeof body === 'string' ? ` ${show(parseJson(body) ?? body, 400)}` : ''
    const came = got === undefined ? `${this.status} ${this.response.body.slice(0, 400)}`.trim() : show(got, 400)
    return new AssertionFailed(`${method} ${shortened(url)}${sent}: expected ${expected}; got ${came}`)
  }

  /**
   * A SCIM error (RFC 7644 §3.12): the Error URN, the status also in the body and as a string, a registered scimType or none, a
   * `detail` that is one string.
   */
  error(status: number | readonly number[], scimType?: string | readonly string[]): this {
    const statuses = typeof status === 'number' ? [status] : status
    const types = scimType === undefined ? undefined : typeof scimType === 'string' ? [scimType] : scimType
    const wanted = `a SCIM error with status ${statuses.join(' or ')}${types === undefined ? '' : ` and scimType ${types.join(' or ')}`}`
    this.that(statuses.includes(this.status), wanted)
    this.isScimError(wanted)
    const got = this.at('scimType')
    return this.that(types === undefined || (typeof got === 'string' && types.includes(got)), wanted)
  }

  /** Any SCIM error that is the client's to mend, or says that something is not offered. */
  refused(): this {
    this.that((this.status >= 400 && this.status < 500) || this.status === 501, 'a refusal with a 4xx status or 501')
    return this.isScimError('a SCIM error')
  }

  private isScimError(wanted: string): this {
    this.that(isJsonObject(this.body), `${wanted}, with a JSON body`)
    this.that(equalJson(this.at('schemas'), [ERROR]), `${wanted}, with schemas ["${ERROR}"]`)
    this.that(this.at('status') === String(this.status), `${wanted}, with "status":"${this.status}" as a string`)
    const detail = this.at('detail')
    this.that(detail === undefined || typeof detail === 'string', `${wanted}, whose detail is one string`)
    const type = this.at('scimType')
    return this.that(
      type === undefined || (typeof type === 'string' && scimTypes.has(type)),
      `${wanted}, whose scimType is a registered keyword`,
    )
  }

  /** The value at a path (see readPath), or undefined. */
  at(path: string): JsonValue | undefined {
    return readPath(this.body, path)
  }

  /** The value at the path is this one, type-exact. */
  has(path: string, value: JsonValue): this {
    return this.that(equalJson(this.at(path), value), `${path} to be ${show(value)}`, `${show(this.at(path))} (${this.status})`)
  }

  present(...paths: string[]): this {
    for (const path of paths) this.that(this.at(path) !== undefined && this.at(path) !== null, `${path} to be present`)
    return this
  }

  absent(...paths: string[]): this {
    for (const path of paths) this.that(this.at(path) === undefined, `${path} to be absent`, this.at(path))
    return this
  }

  text(path: string): string {
    const value = this.at(path)
    if (typeof value !== 'string' || value === '') throw this.failure(`${path} to be a text`, this.at(path) ?? 'nothing there')
    return value
  }

  number(path: string): number {
    const value = this.at(path)
    if (typeof value !== 'number') throw this.failure(`${path} to be a number`, this.at(path) ?? 'nothing there')
    return value
  }

  /** The array at the path; a missing one counts as empty (RFC 7643 §2.5). */
  array(path: string): JsonArray {
    const value = this.at(path) ?? []
    if (!isJsonArray(value)) throw this.failure(`${path} to be an array`, value)
    return value
  }

  object(path?: string): JsonObject {
    const value = path === undefined ? this.body : this.at(path)
    if (!isJsonObject(value)) throw this.failure(`${path ?? 'the body'} to be an object`, value ?? 'nothing there')
    return value
  }

  /** `id` of the resource answered. */
  get id(): string {
    return this.text('id')
  }

  header(name: string): string | undefined {
    return this.response.headers[name.toLowerCase()]
  }

  /** The header is there and, when a value or pattern is given, equals or matches it. */
  hasHeader(name: string, value?: string | RegExp): this {
    const got = this.header(name)
    const met = got !== undefined && (value === undefined || (typeof value === 'string' ? got === value : value.test(got)))
    return this.that(met, `header ${name}${value === undefined ? '' : ` ${value}`}`, `${this.status}, ${name}: ${got ?? '(none)'}`)
  }

  /** The resources of a ListResponse (RFC 7644 §3.4.2) answered with 200. */
  list(): JsonObject[] {
    this.is(200)
    this.that(this.array('schemas').includes(LIST_RESPONSE), `a ListResponse with schemas ["${LIST_RESPONSE}"]`)
    return this.array('Resources').filter((each) => isJsonObject(each))
  }

  /** The ids on the page, in order. */
  ids(): string[] {
    return this.list().map((each) => String(each['id']))
  }

  /** The query found exactly these ids, in any order. */
  finds(...ids: string[]): this {
    const found = this.ids()
    const met = found.length === ids.length && ids.every((each) => found.includes(each))
    return this.that(
      met,
      `exactly ${ids.length === 0 ? 'no resource' : `the resources ${ids.join(', ')}`}`,
      found.length === 0 ? 'none' : found,
    )
  }
}

function shortened(url: string): string {
  const target = decodeForReading(url.slice(url.indexOf('/', url.indexOf('//') + 2)))
  return target.length > 300 ? `${target.slice(0, 300)}…` : target
}

function decodeForReading(target: string): string {
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}
