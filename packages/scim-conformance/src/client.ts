import { Answer } from './answer.ts'
import { AssertionFailed, NotApplicable } from './assertion.ts'
import type { Discovery } from './discovery.ts'
import type { Send, WireRequest } from './http/wire.ts'
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts'
import type { TargetFeatures } from './target.ts'
import { GROUP, PATCH_OP, SEARCH_REQUEST, USER } from './urns.ts'

/** `strict` is the letter of the RFC; `compat` also understands what real clients send. */
export type ProfileName = 'strict' | 'compat'

/** Query parameters; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

export interface RequestOptions {
  readonly query?: Query
  /** A query string as it is, instead of `query`. */
  readonly rawQuery?: string
  /** null removes a header that is sent by default: authorization, accept, content-type. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Another bearer token, or none. */
  readonly token?: string | null
  readonly chunked?: boolean
}

/** What all requirements of one run share. */
export interface Session {
  readonly base: string
  readonly token: string
  readonly profile: ProfileName
  readonly features: TargetFeatures
  readonly send: Send
  readonly discovery: Discovery
  /** A text that ends no name and starts no other: unlike any other run's. */
  readonly mark: string
}

/** A SCIM client for one requirement: remembers what it created, so that it can be taken away again. */
export class Client {
  readonly profile: ProfileName
  readonly features: TargetFeatures
  readonly discovery: Discovery
  /** Recommendations that were not followed. */
  readonly advice: string[] = []
  private readonly session: Session
  private readonly name: string
  private readonly created = new Set<string>()
  private counter = 0

  /** @param name tells this requirement's resources from those of others */
  constructor(session: Session, name: string) {
    this.session = session
    this.profile = session.profile
    this.features = session.features
    this.discovery = session.discovery
    this.name = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  }

  get base(): string {
    return this.session.base
  }

  /** A name nobody else uses: lower-case letters, digits and dots, starting with `prefix`. */
  unique(prefix = 'x'): string {
    this.counter += 1
    return `${prefix}.${this.name}.${this.session.mark}.${this.counter}`
  }

  /** The requirement needs something this server does not have. */
  need(condition: boolean, what: string): void {
    if (!condition) throw new NotApplicable(`needs ${what}`)
  }

  /** The same for something that may be missing. */
  needed<T>(thing: T | undefined, what: string): T {
    if (thing === undefined) throw new NotApplicable(`needs ${what}`)
    return thing
  }

  /** Demands that come from good practice and not from the requirement itself: unmet, they become advice. */
  async recommend(demands: () => void | Promise<void>): Promise<void> {
    try {
      await demands()
    } catch (error) {
      if (!(error instanceof AssertionFailed)) throw error
      this.advice.push(error.message)
    }
  }

  get(path: string, query?: Query, options: RequestOptions = {}): Promise<Answer> {
    return this.request('GET', path, undefined, { ...options, ...(query && { query }) })
  }

  post(path: string, body: JsonValue | Uint8Array | RawBody, options: RequestOptions = {}): Promise<Answer> {
    return this.request('POST', path, body, options)
  }

  put(path: string, body: JsonValue | RawBody, options: RequestOptions = {}): Promise<Answer> {
    return this.request('PUT', path, body, options)
  }

  /** A PATCH with these operations, wrapped in a PatchOp message. */
  patch(path: string, operations: readonly JsonValue[], options: RequestOptions = {}): Promise<Answer> {
    return this.request('PATCH', path, { schemas: [PATCH_OP], Operations: operations }, options)
  }

  delete(path: string, options: RequestOptions = {}): Promise<Answer> {
    return this.request('DELETE', path, undefined, options)
  }

  /** The resources of an endpoint that match a filter. */
  find(endpoint: string, filter: string, query: Query = {}): Promise<Answer> {
    return this.get(endpoint, { filter, ...query })
  }

  /** The resource matches the filter: demanded of a query for it alone, so that nobody else's resources play a part. */
  async matches(path: string, filter: string): Promise<Answer> {
    const { endpoint, id } = split(path)
    return (await this.find(endpoint, `id eq "${id}" and (${filter})`)).finds(id)
  }

  /** The resource does not match the filter, and the filter is no error. */
  async matchesNot(path: string, filter: string): Promise<Answer> {
    const { endpoint, id } = split(path)
    return (await this.find(endpoint, `id eq "${id}" and (${filter})`)).finds()
  }

  /** The filter is refused, whatever is stored. */
  async refusesFilter(endpoint: string, filter: string): Promise<Answer> {
    return (await this.find(endpoint, filter)).error(400, 'invalidFilter')
  }

  search(endpoint: string, parameters: JsonObject, options: RequestOptions = {}): Promise<Answer> {
    return this.post(`${endpoint}/.search`, { schemas: [SEARCH_REQUEST], ...parameters }, options)
  }

  /** Creates a User with a unique userName unless one is given. */
  async createUser(attributes: JsonObject = {}, options: RequestOptions = {}): Promise<Answer> {
    return (await this.post('/Users', { schemas: [USER], userName: this.unique('user'), ...attributes }, options)).is(201)
  }

  async createGroup(attributes: JsonObject = {}, options: RequestOptions = {}): Promise<Answer> {
    return (await this.post('/Groups', { schemas: [GROUP], displayName: this.unique('group'), ...attributes }, options)).is(201)
  }

  /** Creates users whose userName starts with `prefix`, one for each set of attributes, in order; a userName given becomes the ending. */
  async createUsers(sets: readonly JsonObject[]): Promise<{ prefix: string; ids: string[]; filter: string }> {
    const prefix = this.unique('set')
    const ids: string[] = []
    for (const [index, attributes] of sets.entries()) {
      const ending = typeof attributes['userName'] === 'string' ? attributes['userName'] : String(index).padStart(4, '0')
      ids.push((await this.createUser({ ...attributes, userName: `${prefix}.${ending}` })).id)
    }
    return { prefix, ids, filter: `userName sw "${prefix}."` }
  }

  /** Creates so many users alike, several at once, in no order. */
  async createMany(count: number): Promise<{ prefix: string; ids: string[]; filter: string }> {
    const prefix = this.unique('many')
    const ids: string[] = []
    await inParallel(
      Array.from({ length: count }, (_, index) => index),
      async (index) => {
        ids.push((await this.createUser({ userName: `${prefix}.${index}` })).id)
      },
    )
    return { prefix, ids, filter: `userName sw "${prefix}."` }
  }

  /** The resource as it is now. */
  async read(path: string, query?: Query): Promise<Answer> {
    return (await this.get(path, query)).is(200)
  }

  /** Remembers a resource to be deleted in the end. What POST creates is remembered by itself. */
  remember(path: string): void {
    this.created.add(path)
  }

  /** Deletes what is left of what was created, the youngest first. */
  async cleanUp(): Promise<void> {
    await inParallel([...this.created].reverse(), async (path) => {
      await this.request('DELETE', path, undefined, {})
    })
    this.created.clear()
  }

  async request(
    method: string,
    path: string,
    body: JsonValue | Uint8Array | RawBody | undefined,
    options: RequestOptions,
  ): Promise<Answer> {
    const request = this.toWire(method, path, body, options)
    const answer = new Answer(request, await this.session.send(request))
    this.follow(method, path, answer)
    return answer
  }

  private toWire(method: string, path: string, body: JsonValue | Uint8Array | RawBody | undefined, options: RequestOptions): WireRequest {
    const headers = new Map([['accept', 'application/scim+json']])
    const token = options.token === undefined ? this.session.token : options.token
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    if (body !== undefined) headers.set('content-type', 'application/scim+json')
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === null) headers.delete(name.toLowerCase())
      else headers.set(name.toLowerCase(), value)
    }
    const url = `${path.startsWith('http') ? '' : this.session.base}${path}${queryString(options)}`
    const text = body === undefined || body instanceof Uint8Array ? body : body instanceof RawBody ? body.text : JSON.stringify(body)
    return {
      method,
      url,
      headers: Object.fromEntries(headers),
      ...(text !== undefined && { body: text }),
      ...(options.chunked && { chunked: true }),
    }
  }

  /** Keeps account of what exists, also of what a wrong server creates against expectation. */
  private follow(method: string, path: string, answer: Answer): void {
    if (method === 'DELETE' && answer.status === 204) this.created.delete(path)
    if (method !== 'POST') return
    const id = answer.at('id')
    if (answer.status === 201 && typeof id === 'string') this.remember(`${path.replace(/\/$/, '')}/${encodeURIComponent(id)}`)
    for (const operation of answer.status === 200 && path === '/Bulk' ? answer.array('Operations') : []) {
      if (!isJsonObject(operation)) continue
      const { location, status } = operation
      if (status === '201' && typeof location === 'string') this.remember(location)
      if (status === '204' && operation['method'] === 'DELETE' && typeof location === 'string') this.created.delete(location)
    }
  }
}

/** A request body as text, for JSON that JSON.stringify would not write. */
export class RawBody {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Does the work for each, a few at a time: a suite is no load test. */
async function inParallel<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const waiting = all.values()
  const worker = async () => {
    for (const each of waiting) await work(each)
  }
  await Promise.all([worker(), worker(), worker(), worker()])
}

function split(path: string): { endpoint: string; id: string } {
  const slash = path.lastIndexOf('/')
  return { endpoint: path.slice(0, slash), id: path.slice(slash + 1) }
}

function queryString({ query, rawQuery }: RequestOptions): string {
  if (rawQuery !== undefined) return `?${rawQuery}`
  const parts: string[] = []
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
