import { createServer, type IncomingMessage, type Server } from 'node:http'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, parseJson } from '../json.ts'
import { ERROR, GROUP, LIST_RESPONSE, PATCH_OP, RESOURCE_TYPE, SCHEMA, SEARCH_REQUEST, SERVICE_PROVIDER_CONFIG, USER } from '../urns.ts'
import { matchesFilter } from './fake-filter.ts'

/** The token that the fake lets in. */
export const fakeToken = 'fake-token'

type Resource = Record<string, JsonValue>
interface Reply {
  readonly status: number
  readonly body?: JsonValue
  readonly headers?: Record<string, string>
}

/** A refusal, thrown from anywhere. */
class Refusal extends Error {
  readonly status: number
  readonly scimType: string | undefined

  constructor(status: number, scimType?: string, detail = 'Refused.') {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

/** Just enough of a SCIM service provider, in memory, for this package to be tried on: right where it answers at all. */
export async function startFakeServiceProvider(): Promise<{ base: string; stop: () => Promise<void> }> {
  const fake = new Fake()
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { status, body, headers } = fake.answer(request, text)
      const bodyText = body === undefined || request.method === 'HEAD' ? undefined : JSON.stringify(body)
      response.writeHead(status, { ...(body !== undefined && { 'content-type': 'application/scim+json' }), ...headers })
      response.end(bodyText)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  fake.base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/scim/v2`
  return {
    base: fake.base,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  return text
}

class Fake {
  base = ''
  private readonly resources = new Map<string, { endpoint: string; version: number; resource: Resource }>()

  answer(request: IncomingMessage, text: string): Reply {
    try {
      return this.route(request, text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, scimType, message } = error
      const headers: Record<string, string> = {}
      if (status === 401) headers['www-authenticate'] = 'Bearer realm="fake"'
      if (status === 405) headers['allow'] = 'GET, POST'
      return {
        status,
        headers,
        body: { schemas: [ERROR], status: String(status), detail: message, ...(scimType !== undefined && { scimType }) },
      }
    }
  }

  private route(request: IncomingMessage, text: string): Reply {
    const url = new URL(request.url ?? '/', 'http://fake')
    const [, endpoint = '', id, ...rest] = /^\/scim\/v2(\/[^/]*)(?:\/([^/]+))?(\/.+)?$/.exec(url.pathname.replace(/(.)\/$/, '$1')) ?? []
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
    if (endpoint === '/ServiceProviderConfig' && method === 'GET') return { status: 200, body: this.config() }
    if (request.headers.authorization !== `Bearer ${fakeToken}`) throw new Refusal(401)
    if (['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'].includes(endpoint)) return this.discover(endpoint, id, method, url)
    if (!['/Users', '/Groups'].includes(endpoint) || rest[0] !== undefined) throw new Refusal(404)
    if (method !== 'GET' && method !== 'DELETE' && !/^application\/(scim\+)?json/i.test(request.headers['content-type'] ?? ''))
      throw new Refusal(415)
    const query = new Map(url.searchParams)
    if (id === '.search' && method === 'POST') return this.list(endpoint, searchParameters(objectOf(text)))
    if (id === undefined && method === 'GET') return this.list(endpoint, query)
    if (id === undefined && method === 'POST') return this.create(endpoint, objectOf(text), query)
    if (id === undefined || method === 'POST') throw new Refusal(405)
    const known = this.resources.get(id)
    if (known?.endpoint !== endpoint) throw new Refusal(404)
    const tag = `W/"${known.version}"`
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers
    if (method === 'GET') return ifNoneMatch === tag ? { status: 304, headers: { etag: tag } } : this.show(id, query)
    if (ifMatch !== undefined && ifMatch !== tag) throw new Refusal(412)
    if (method === 'DELETE') {
      this.resources.delete(id)
      return { status: 204 }
    }
    if (method === 'PUT') this.store(endpoint, id, this.clean(endpoint, objectOf(text)))
    else this.store(endpoint, id, this.clean(endpoint, patched(known.resource, objectOf(text))))
    return this.show(id, query)
  }

  private create(endpoint: string, body: Resource, query: ReadonlyMap<string, string>): Reply {
    const id = crypto.randomUUID()
    this.store(endpoint, id, this.clean(endpoint, body))
    const { headers, ...shown } = this.show(id, query)
    return { ...shown, status: 201, headers: { ...headers, location: `${this.base}${endpoint}/${id}` } }
  }

  /** What a client may set, without what is unassigned. */
  private clean(endpoint: string, body: Resource): Resource {
    const urn = endpoint === '/Users' ? USER : GROUP
    if (!isJsonArray(body['schemas']) || !body['schemas'].includes(urn)) throw new Refusal(400, 'invalidSyntax', 'schemas')
    const known = ['externalId', ...Object.keys(attributes[urn] ?? {})]
    const entries = Object.entries(body).filter(
      ([name, value]) => known.includes(name) && name !== 'password' && value !== null && value !== '',
    )
    const resource = Object.fromEntries(entries.filter(([, value]) => !isJsonArray(value) || value.length > 0))
    const name = endpoint === '/Users' ? 'userName' : 'displayName'
    if (typeof resource[name] !== 'string') throw new Refusal(400, 'invalidValue', name)
    if (resource['active'] !== undefined && typeof resource['active'] !== 'boolean') throw new Refusal(400, 'invalidValue', 'active')
    return resource
  }

  private store(endpoint: string, id: string, resource: Resource): void {
    const before = this.resources.get(id)
    const folded = String(resource['userName']).toLowerCase()
    for (const [other, { endpoint: place, resource: taken }] of this.resources) {
      if (place === '/Users' && endpoint === '/Users' && other !== id && String(taken['userName']).toLowerCase() === folded)
        throw new Refusal(409, 'uniqueness')
    }
    const now = new Date().toISOString()
    const { meta, schemas: _, id: __, ...old } = before?.resource ?? {}
    if (before !== undefined && JSON.stringify(sorted(old)) === JSON.stringify(sorted(resource))) return
    const version = (before?.version ?? 0) + 1
    const created = isJsonObject(meta) ? (meta['created'] ?? now) : now
    const location = `${this.base}${endpoint}/${id}`
    const complete = {
      schemas: [endpoint === '/Users' ? USER : GROUP],
      id,
      ...resource,
      meta: { resourceType: endpoint.slice(1, -1), created, lastModified: now, location, version: `W/"${version}"` },
    }
    this.resources.set(id, { endpoint, version, resource: complete })
  }

  private show(id: string, query: ReadonlyMap<string, string>): Reply {
    const { version, resource } = this.resources.get(id) ?? { version: 0, resource: {} }
    return {
      status: 200,
      body: project(resource, query),
      headers: { etag: `W/"${version}"`, 'content-location': String(locationOf(resource)) },
    }
  }

  private list(endpoint: string, query: ReadonlyMap<string, string>): Reply {
    const all = [...this.resources.values()].filter((each) => each.endpoint === endpoint).map(({ resource }) => resource)
    const filter = query.get('filter')
    const found = filter === undefined ? all : all.filter((each) => matches(each, filter))
    if (filter !== undefined) matches({}, filter)
    const sortBy = query.get('sortBy')
    if (sortBy !== undefined) {
      const key = (each: Resource) => String(each[sortBy] ?? '\uffff').toLowerCase()
      found.sort((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0))
      if (query.get('sortOrder') === 'descending') found.reverse()
    }
    const startIndex = Math.max(1, numeric(query.get('startIndex'), 1))
    const count = Math.min(200, Math.max(0, numeric(query.get('count'), 200)))
    const page = found.slice(startIndex - 1, startIndex - 1 + count).map((each) => project(each, query))
    return {
      status: 200,
      body: { schemas: [LIST_RESPONSE], totalResults: found.length, startIndex, itemsPerPage: page.length, Resources: page },
    }
  }

  private discover(endpoint: string, id: string | undefined, method: string, url: URL): Reply {
    if (method !== 'GET') throw new Refusal(405)
    if (url.searchParams.has('filter')) throw new Refusal(403)
    const all = endpoint === '/Schemas' ? this.schemas() : this.types()
    if (id === undefined) return { status: 200, body: { schemas: [LIST_RESPONSE], totalResults: all.length, Resources: all } }
    const found = all.find((each) => each['id'] === decodeURIComponent(id))
    if (found === undefined) throw new Refusal(404)
    return { status: 200, body: found }
  }

  private types(): Resource[] {
    return [
      { name: 'User', endpoint: '/Users', schema: USER },
      { name: 'Group', endpoint: '/Groups', schema: GROUP },
    ].map((each) => ({ schemas: [RESOURCE_TYPE], id: each.name, ...each, schemaExtensions: [] }))
  }

  private schemas(): Resource[] {
    return [USER, GROUP].map((id) => ({
      schemas: [SCHEMA],
      id,
      name: id.replace(/.*:/, ''),
      attributes: Object.entries(attributes[id] ?? {}).map(([name, more]) => ({ ...usual, name, ...more })),
      meta: { resourceType: 'Schema', location: `${this.base}/Schemas/${id}` },
    }))
  }

  private config(): Resource {
    const authenticationSchemes = [{ type: 'oauthbearertoken', name: 'Bearer', description: 'A bearer token.', primary: true }]
    const no = { supported: false }
    const yes = { supported: true }
    const bulk = { ...no, maxOperations: 0, maxPayloadSize: 0 }
    return {
      schemas: [SERVICE_PROVIDER_CONFIG],
      patch: yes,
      bulk,
      filter: { ...yes, maxResults: 200 },
      changePassword: no,
      sort: yes,
      etag: yes,
      authenticationSchemes,
    }
  }
}

const usual = {
  type: 'string',
  multiValued: false,
  description: '-',
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
}
const sub = [{ ...usual, name: 'value' }]
const attributes: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  [USER]: {
    userName: { required: true, uniqueness: 'server' },
    title: {},
    nickName: {},
    displayName: {},
    active: { type: 'boolean' },
    password: { mutability: 'writeOnly', returned: 'never' },
    name: {
      type: 'complex',
      subAttributes: [
        { ...usual, name: 'givenName' },
        { ...usual, name: 'familyName' },
      ],
    },
    emails: { type: 'complex', multiValued: true, subAttributes: sub },
  },
  [GROUP]: { displayName: { required: true }, members: { type: 'complex', multiValued: true, subAttributes: sub } },
}

function matches(resource: Resource, filter: string): boolean {
  const result = matchesFilter(resource, filter, Object.keys({ ...attributes[USER], ...attributes[GROUP] }))
  if (typeof result === 'string') throw new Refusal(400, 'invalidFilter', result)
  return result
}

function patched(resource: Resource, message: Resource): Resource {
  const operations = message['Operations']
  if (!isJsonArray(message['schemas']) || !message['schemas'].includes(PATCH_OP) || !isJsonArray(operations))
    throw new Refusal(400, 'invalidSyntax')
  const after: Resource = structuredClone(resource)
  for (const operation of operations) {
    if (!isJsonObject(operation)) throw new Refusal(400, 'invalidSyntax')
    const { op, path, value } = operation
    const kind = String(op).toLowerCase()
    if (!['add', 'remove', 'replace'].includes(kind)) throw new Refusal(400, 'invalidSyntax')
    if (path === undefined && kind === 'remove') throw new Refusal(400, 'noTarget')
    const changes = path === undefined ? Object.entries(isJsonObject(value) ? value : {}) : [[String(path), value] as const]
    for (const [at, change] of changes) apply(after, kind, at, change)
  }
  return after
}

function apply(resource: Resource, kind: string, at: string, value: JsonValue | undefined): void {
  const [, name = '', selected, part] = /^(\w+)(?:\[value eq "([^"]*)"\])?(?:\.(\w+))?$/.exec(at) ?? []
  if (['id', 'meta', 'groups'].includes(name)) throw new Refusal(400, 'mutability')
  if (attributes[USER]?.[name] === undefined && attributes[GROUP]?.[name] === undefined) throw new Refusal(400, 'invalidPath')
  const before = resource[name]
  if (selected !== undefined) {
    if (!isJsonArray(before) || kind !== 'remove') throw new Refusal(400, 'noTarget')
    resource[name] = before.filter((each) => !isJsonObject(each) || each['value'] !== selected)
  } else if (part !== undefined || (name === 'name' && kind !== 'remove')) {
    const change = part === undefined ? value : { [part]: kind === 'remove' ? null : (value ?? null) }
    const merged = Object.entries({ ...(isJsonObject(before) && before), ...(isJsonObject(change) && change) })
    resource[name] = Object.fromEntries(merged.filter(([, each]) => each !== null))
  } else if (kind === 'remove') {
    if (['userName', 'displayName'].includes(name)) throw new Refusal(400, 'mutability')
    delete resource[name]
  } else if (kind === 'add' && isJsonArray(before)) {
    const more = isJsonArray(value) ? value : [value ?? null]
    resource[name] = [...before, ...more.filter((each) => !before.some((old) => JSON.stringify(old) === JSON.stringify(each)))]
  } else resource[name] = value ?? null
}

function project(resource: Resource, query: ReadonlyMap<string, string>): Resource {
  const names = (list: string | undefined) => (list ?? '').split(',').map((each) => each.trim().toLowerCase())
  const wanted = names(query.get('attributes'))
  const unwanted = names(query.get('excludedAttributes'))
  const always = ['schemas', 'id']
  const isShown = (name: string) =>
    always.includes(name) || (query.has('attributes') ? wanted.includes(name.toLowerCase()) : !unwanted.includes(name.toLowerCase()))
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isShown(name)))
}

function searchParameters(body: Resource): Map<string, string> {
  if (!isJsonArray(body['schemas']) || !body['schemas'].includes(SEARCH_REQUEST)) throw new Refusal(400, 'invalidSyntax')
  return new Map(Object.entries(body).map(([name, value]) => [name, isJsonArray(value) ? value.join() : String(value)]))
}

function objectOf(text: string): Resource {
  const body = parseJson(text)
  if (!isJsonObject(body)) throw new Refusal(400, 'invalidSyntax')
  return { ...body }
}

function numeric(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^-?\d+$/.test(text)) throw new Refusal(400, 'invalidValue')
  return Number(text)
}

function locationOf(resource: Resource): JsonValue | undefined {
  const meta = resource['meta']
  return isJsonObject(meta) ? meta['location'] : undefined
}

function sorted(resource: Resource): Resource {
  return Object.fromEntries(Object.entries(resource).sort(([left], [right]) => (left < right ? -1 : 1)))
}
