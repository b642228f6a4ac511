import { token } from './server-process.ts'

export const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
export const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
export const errorMessage = 'urn:ietf:params:scim:api:messages:2.0:Error'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests look at
  readonly body: any
}

/** One SCIM request. Rejects when there is no answer. */
export async function send(
  scim: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${scim}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** Every resource at an endpoint, page by page, with what the pages say that there are in all. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export async function listAll(scim: string, endpoint: string): Promise<{ total: number; resources: any[] }> {
  const resources = []
  for (let cursor: string | undefined = ''; ; ) {
    const { status, body } = await send(scim, 'GET', `${endpoint}?count=200&cursor=${encodeURIComponent(cursor)}`)
    if (status !== 200) throw new Error(`Listing ${endpoint} was answered by ${status}.`)
    resources.push(...(body.Resources ?? []))
    if (body.nextCursor === undefined) return { total: body.totalResults, resources }
    cursor = String(body.nextCursor)
  }
}
