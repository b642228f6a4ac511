import { startTestServer, type TestServer } from '../server.fixture.ts'

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group'

export interface Answer {
  readonly status: number
  readonly text: string
  /** Empty where the answer was no JSON object. */
  readonly body: Readonly<Record<string, unknown>>
}

/** A server with the tenants `acme` and `globex`, and a client of each. */
export interface House {
  readonly server: TestServer
  acme(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  globex(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  admin(method: string, path: string, body?: unknown): Promise<Answer>
  /** The id of a new user of acme. */
  user(userName: string, more?: object): Promise<string>
  /** The id of a new group of acme. */
  group(displayName: string, members?: readonly string[]): Promise<string>
}

const adminToken = 'admin-token-for-tests-of-forty-characters'

export async function openHouse(): Promise<House> {
  const server = await startTestServer({ ADMIN_TOKEN: adminToken, LOG_LEVEL: 'silent' })
  const ask = async (
    authorization: string,
    method: string,
    url: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const answer = await fetch(url, { method, headers: { authorization, 'content-type': 'application/scim+json', ...headers }, ...text })
    const content = await answer.text()
    return { status: answer.status, text: content, body: content.startsWith('{') ? JSON.parse(content) : {} }
  }
  const admin: House['admin'] = (method, path, body) => ask(`Bearer ${adminToken}`, method, `${server.origin}/api/admin/v1${path}`, body)
  const client = async (tenant: string): Promise<House['acme']> => {
    const rate = { perSecond: 100_000, burst: 1_000_000 }
    await admin('POST', '/tenants', { id: tenant, settings: { rate } })
    const { body } = await admin('POST', `/tenants/${tenant}/credentials`, { name: tenant, settings: { rate } })
    return (method, path, content, headers) => ask(`Bearer ${String(body['token'])}`, method, `${server.scim}${path}`, content, headers)
  }
  const [acme, globex] = [await client('acme'), await client('globex')]
  const made = async ({ status, text, body }: Answer) => {
    if (status !== 201) throw new Error(text)
    return String(body['id'])
  }
  return {
    server,
    acme,
    globex,
    admin,
    user: async (userName, more = {}) => made(await acme('POST', '/Users', { schemas: [userUrn], userName, ...more })),
    group: async (displayName, members = []) =>
      made(await acme('POST', '/Groups', { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) })),
  }
}

export const patch = (...Operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations })
export const bulk = (...Operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations })
export const filtered = (filter: string) => `?filter=${encodeURIComponent(filter)}`
