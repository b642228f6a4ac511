import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@rollcall/scim-core'
import { encodedAround, withoutLiterals } from './filter-literals.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** One request and its answer, as they were. */
export interface RecordedExchange {
  readonly method: string
  /** Below the SCIM base, as sent: not decoded. */
  readonly path: string
  /** Without its question mark; undefined where there was none. */
  readonly query: string | undefined
  readonly headers: Headers
  readonly sent: string
  readonly status: number
  readonly answered: string
}

/** An exchange as a step of a transcript, in the format that `@rollcall/scim-conformance` replays. Nothing of a credential is in it. */
export function stepOf(exchange: RecordedExchange, pseudonyms: Pseudonyms): JsonObject {
  const { method, status, headers } = exchange
  const answer = parsed(exchange.answered)
  // What was sent is told by what was known before the answer; what the answer names is known from then on.
  const request = { path: pathOf(exchange.path, pseudonyms), ...queryOf(exchange.query, pseudonyms), ...bodyOf(exchange, pseudonyms) }
  const capture = method === 'POST' && isJsonObject(answer) ? captured(answer, status, pseudonyms) : {}
  return {
    method,
    ...request,
    ...headersOf(headers),
    ...authOf(headers, status),
    ...capture,
    expect: { status, ...expected(answer, exchange, pseudonyms) },
  }
}

/** Endpoints stay, and the names of schemas and resource types; every other segment is an id or a stranger's word. */
function pathOf(path: string, pseudonyms: Pseudonyms): string {
  const [start = '', endpoint = '', ...rest] = path.split('/')
  const isDiscovery = /^(?:Schemas|ResourceTypes)$/i.test(endpoint)
  const shown = rest.map((segment) => (isDiscovery || segment === '.search' ? segment : segmentOf(segment, pseudonyms)))
  return path === '' ? '' : [start, /^[\w.]*$/.test(endpoint) ? endpoint : segmentOf(endpoint, pseudonyms), ...shown].join('/')
}

function segmentOf(segment: string, pseudonyms: Pseudonyms): string {
  const text = decoded(segment)
  const bulkId = 'bulkId:'
  return text.startsWith(bulkId) ? `${bulkId}${pseudonyms.of(text.slice(bulkId.length))}` : encodedAround(pseudonyms.of(text))
}

/** Parameters of the protocol as sent, filters without their literals; of any other parameter the name alone. */
function queryOf(query: string | undefined, pseudonyms: Pseudonyms): { query?: string } {
  if (query === undefined) return {}
  const parameters = query.split('&').map((parameter) => {
    const name = parameter.split('=', 1)[0] ?? ''
    if (name.toLowerCase() === 'filter') return withoutLiterals(parameter, pseudonyms, true)
    return name === parameter || plainParameters.has(name.toLowerCase()) ? parameter : `${name}=x`
  })
  return { query: parameters.join('&') }
}

const plainParameters = new Set(['startindex', 'count', 'sortby', 'sortorder', 'attributes', 'excludedattributes'])

function bodyOf({ sent }: RecordedExchange, pseudonyms: Pseudonyms): { body?: JsonValue; raw?: string } {
  if (sent === '') return {}
  const body = parsed(sent)
  // What is no JSON cannot be told apart into what is personal and what is not.
  return body === undefined ? { raw: '{"this was no JSON' } : { body: replaced(body, '', pseudonyms) }
}

/** A value of a body without what may be personal. `name` is that of the member it is the value of. */
function replaced(value: JsonValue, name: string, pseudonyms: Pseudonyms): JsonValue {
  if (typeof value === 'string') return replacedText(value, name.toLowerCase(), pseudonyms)
  if (typeof value === 'number') return Math.abs(value) < 1_000_000 ? value : 1_000_000
  if (isJsonArray(value)) return value.map((each) => replaced(each, name, pseudonyms))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [withoutLiterals(key, pseudonyms), replaced(each, key, pseudonyms)]))
}

function replacedText(text: string, name: string, pseudonyms: Pseudonyms): string {
  if (protocolMembers.has(name) || (regions.has(name) && /^[A-Za-z]{2,3}(?:[-_/][A-Za-z_]+)?$/.test(text))) return text
  if (name === 'password') return 'Password-{{run}}'
  if (name === 'filter') return withoutLiterals(text, pseudonyms)
  if (name === 'path') return text.startsWith('/') ? pathOf(text, pseudonyms) : withoutLiterals(text, pseudonyms)
  if (text.startsWith('bulkId:')) return `bulkId:${pseudonyms.of(text.slice('bulkId:'.length))}`
  if (name === '$ref' || name === 'location') return reference(text, pseudonyms)
  return pseudonyms.of(text)
}

/** Members whose values are words of the protocol, in requests of every kind. */
const protocolMembers = new Set([
  'schemas',
  'op',
  'method',
  'resourcetype',
  'sortby',
  'sortorder',
  'attributes',
  'excludedattributes',
  'version',
])

/** Languages and countries, which whole populations share and servers look at the form of. */
const regions = new Set(['locale', 'preferredlanguage', 'country'])

/** A reference by its last two segments: the origin is the server's or a customer's. */
function reference(uri: string, pseudonyms: Pseudonyms): string {
  const [endpoint, id] = uri.split('/').slice(-2)
  return id === undefined || endpoint === undefined ? pseudonyms.of(uri) : `{{base}}/${endpoint}/${pseudonyms.of(id)}`
}

/** The runner's defaults are left out, and removed where the client did not send them. */
function headersOf(headers: Headers): { contentType?: string; headers?: JsonObject } {
  const sent: [string, string | null][] = [
    ['User-Agent', headers.get('user-agent')],
    ['Accept', headers.get('accept')],
  ]
  for (const name of ['Accept-Charset', 'If-Match', 'If-None-Match']) {
    const value = headers.get(name)
    if (value !== null) sent.push([name, value])
  }
  return { contentType: headers.get('content-type') ?? '', headers: Object.fromEntries(sent) }
}

/** Known callers use the runner's own token; a refused credential is any text that is none. */
function authOf(headers: Headers, status: number): { auth?: boolean | string } {
  if (!headers.has('authorization')) return { auth: false }
  return status === 401 ? { auth: 'Bearer not-the-token-that-was-sent' } : {}
}

function captured(answer: JsonObject, status: number, pseudonyms: Pseudonyms): { capture?: JsonObject } {
  const { id } = answer
  const name = status === 201 && typeof id === 'string' ? pseudonyms.capture(id) : undefined
  return name === undefined ? {} : { capture: { [name]: 'id' } }
}

/** What a replay has to find again: whether and why it was refused, how many were found, and what tells a resource. */
function expected(answer: JsonValue | undefined, { query = '' }: RecordedExchange, pseudonyms: Pseudonyms): { body?: JsonValue } {
  if (!isJsonObject(answer)) return {}
  const found: JsonObject[] = []
  const equal = (path: string, value: JsonValue | undefined) => {
    if (value !== undefined) found.push({ path, equals: value })
  }
  equal('scimType', answer['scimType'])
  equal('active', answer['active'])
  const { id, userName, members, totalResults } = answer
  if (typeof id === 'string' && typeof userName === 'string') equal('userName', pseudonyms.of(userName))
  if (isJsonArray(members)) found.push({ path: 'members', count: members.length })
  // Found by whole values, that is: pseudonyms have other parts and another order.
  if (/\bfilter=.*?(?:%22|")/i.test(query) && !/(?:\+|%20|\s)(?:ne|co|sw|ew|gt|ge|lt|le|pr|not)(?![a-z])/i.test(query)) {
    equal('totalResults', totalResults)
  }
  return found.length === 0 ? {} : { body: found }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
