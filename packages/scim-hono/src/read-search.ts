import {
  invalidSyntax,
  invalidValue,
  isJsonObject,
  type JsonValue,
  membersByLowerCaseName,
  type ProjectionRequest,
  type SearchRequest,
} from '@rollcall/scim-core'

/** The URN of RFC 7644 §3.4.3. */
const searchRequestSchema = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

/**
 * The query parameters of RFC 7644 §3.4.2 and RFC 9865 §2, form-decoded, names in any case. Unknown parameters are ignored.
 * @throws ScimError invalidValue.
 */
export function searchOfQuery(request: Request): SearchRequest {
  const parameters = readQuery(request)
  return {
    ...projectionOf(parameters),
    filter: parameters.get('filter'),
    sortBy: parameters.get('sortby'),
    sortOrder: parameters.get('sortorder'),
    startIndex: wholeNumber('startIndex', parameters.get('startindex')),
    count: wholeNumber('count', parameters.get('count')),
    cursor: parameters.get('cursor'),
  }
}

/** `attributes` and `excludedAttributes` (RFC 7644 §3.9) of a request on one resource. */
export function projectionOfQuery(request: Request): ProjectionRequest {
  return request.url.includes('?') ? projectionOf(readQuery(request)) : everyDefault
}

/** Whether the query asks for a filter, known without judging the rest. */
export function hasFilter(request: Request): boolean {
  return request.url.includes('?') && readQuery(request).has('filter')
}

/**
 * The body of a POST to `.search` (RFC 7644 §3.4.3). Member names in any case; unknown members are ignored.
 * @throws ScimError invalidSyntax or invalidValue.
 */
export function searchOfBody(body: JsonValue): SearchRequest {
  if (!isJsonObject(body)) throw invalidSyntax('The body must be a SearchRequest: a JSON object.')
  const members = membersByLowerCaseName(body, 'The SearchRequest')
  const schemas = members.get('schemas')
  if (
    !Array.isArray(schemas) ||
    !schemas.some((each) => typeof each === 'string' && each.toLowerCase() === searchRequestSchema.toLowerCase())
  ) {
    throw invalidSyntax(`schemas must be ["${searchRequestSchema}"].`)
  }
  const text = (name: string) => textMember(name, members.get(name.toLowerCase()))
  const number = (name: string) => numberMember(name, members.get(name.toLowerCase()))
  const names = (name: string) => namesMember(name, members.get(name.toLowerCase()))
  return {
    attributes: names('attributes'),
    excludedAttributes: names('excludedAttributes'),
    filter: text('filter'),
    sortBy: text('sortBy'),
    sortOrder: text('sortOrder'),
    startIndex: number('startIndex'),
    count: number('count'),
    cursor: text('cursor'),
  }
}

const everyDefault: ProjectionRequest = { attributes: undefined, excludedAttributes: undefined }
const known = new Set(['filter', 'sortby', 'sortorder', 'startindex', 'count', 'cursor', 'attributes', 'excludedattributes'])

/** The known parameters by lower-case name. `+` is a space, `%2B` a plus; raw quotes and empty parts do no harm. */
function readQuery(request: Request): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  const start = request.url.indexOf('?')
  if (start < 0) return parameters
  for (const [sentName, value] of new URLSearchParams(request.url.slice(start + 1))) {
    const name = sentName.toLowerCase()
    if (!known.has(name)) continue
    if (value.includes('\0')) throw invalidValue(`${sentName} must not contain U+0000.`)
    const earlier = parameters.get(name)
    const isList = name === 'attributes' || name === 'excludedattributes'
    if (earlier !== undefined && !isList) throw invalidValue(`${sentName} was sent more than once.`)
    parameters.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return parameters
}

function projectionOf(parameters: ReadonlyMap<string, string>): ProjectionRequest {
  return { attributes: nameList(parameters.get('attributes')), excludedAttributes: nameList(parameters.get('excludedattributes')) }
}

/** RFC 7644 §3.9: names separated by commas. A list without names asks for nothing in particular. */
function nameList(text: string | undefined): readonly string[] | undefined {
  return text === undefined ? undefined : namesOrNothing(text.split(','))
}

function namesOrNothing(texts: readonly string[]): readonly string[] | undefined {
  const names = texts.map((text) => text.trim()).filter((text) => text !== '')
  return names.length === 0 ? undefined : names
}

/** A whole number of any size and sign (D-28), held within 32 bits: no page is that far away. */
function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw invalidValue(`${name} must be a whole number.`)
  return within32Bits(Number(text))
}

const within32Bits = (value: number) => Math.max(-2_147_483_648, Math.min(2_147_483_647, value))

function textMember(name: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalidValue(`${name} must be a string.`)
  return value
}

function numberMember(name: string, value: JsonValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidValue(`${name} must be a whole number.`)
  return within32Bits(value)
}

function namesMember(name: string, value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) throw invalidValue(`${name} must be an array of attribute names.`)
  const texts = value.map((each) => {
    if (typeof each !== 'string') throw invalidValue(`${name} must be an array of attribute names.`)
    return each
  })
  return namesOrNothing(texts)
}
