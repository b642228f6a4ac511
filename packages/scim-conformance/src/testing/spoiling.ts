import type { Send, WireRequest, WireResponse } from '../http/wire.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, parseJson } from '../json.ts'
import { ERROR } from '../urns.ts'

/** A way to get SCIM wrong, put between the suite and a server that gets it right. */
export interface Spoiler {
  /** What a server with this fault does. */
  readonly fault: string
  readonly spoil: (send: Send) => Send
  /** Requirements that have to notice it. */
  readonly noticedBy: readonly string[]
}

/** Changes requests on their way to the server. */
export const asking = (change: (request: WireRequest) => WireRequest) => (send: Send) => (request: WireRequest) => send(change(request))

/** Changes answers on their way back. */
export const answering =
  (change: (answer: WireResponse, request: WireRequest) => WireResponse) => (send: Send) => async (request: WireRequest) =>
    change(await send(request), request)

/** Changes the JSON object of answers; undefined leaves it as it is. */
export const saying = (change: (body: JsonObject, request: WireRequest) => JsonObject | undefined) =>
  answering((answer, request) => {
    const body = parseJson(answer.body)
    const changed = isJsonObject(body) ? change(body, request) : undefined
    return changed === undefined ? answer : { ...answer, body: JSON.stringify(changed) }
  })

/** Changes every resource that is answered, alone or in a list; undefined leaves one as it is. */
export const showing = (change: (resource: JsonObject, request: WireRequest) => JsonObject | undefined) =>
  saying((body, request) => {
    if (isJsonArray(body['schemas']) && body['schemas'].includes(ERROR)) return undefined
    if (!isJsonArray(body['Resources'])) return change(body, request)
    return { ...body, Resources: body['Resources'].map((each) => (isJsonObject(each) ? (change(each, request) ?? each) : each)) }
  })

/** Changes a member where there is one. */
export const member =
  (name: string, change: (value: JsonValue) => JsonValue | undefined) =>
  (object: JsonObject): JsonObject | undefined => {
    const value = object[name]
    if (value === undefined) return undefined
    const changed = change(value)
    return changed === undefined ? without(object, name) : { ...object, [name]: changed }
  }

/** The same object without a member. */
export function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name))
}

/** The elements that are objects changed, the others as they are. */
export const each = (change: (element: JsonObject) => JsonValue) => (list: JsonValue) =>
  isJsonArray(list) ? list.map((element) => (isJsonObject(element) ? change(element) : element)) : list

/** Changes the text of answers. */
export const writing = (change: (text: string, request: WireRequest) => string) =>
  answering((answer, request) => ({ ...answer, body: change(answer.body, request) }))

/** Changes the operations of PATCH requests. */
export const patching = (change: (operation: JsonObject) => JsonObject[]) =>
  asking((request) => {
    const message = request.method === 'PATCH' ? parseJson(String(request.body)) : undefined
    if (!isJsonObject(message) || !isJsonArray(message['Operations'])) return request
    const operations = message['Operations'].flatMap((operation): JsonValue[] =>
      isJsonObject(operation) ? change(operation) : [operation],
    )
    return { ...request, body: JSON.stringify({ ...message, Operations: operations }) }
  })

/** Changes the query of requests. */
export const querying = (edit: (query: URLSearchParams) => void) =>
  asking((request) => {
    const at = request.url.indexOf('?')
    if (at < 0) return request
    const query = new URLSearchParams(request.url.slice(at))
    edit(query)
    return { ...request, url: `${request.url.slice(0, at)}${query.size === 0 ? '' : `?${query}`}` }
  })

export const ignoringParameter = (name: string) => querying((query) => query.delete(name))

export const ignoringHeader = (name: string) => asking((request) => ({ ...request, headers: headersWithout(request.headers, name) }))

export const sendingNo = (name: string) => answering((answer) => ({ ...answer, headers: headersWithout(answer.headers, name) }))

/** Answers instead of the server where `when` holds. */
export const instead = (when: (request: WireRequest) => boolean, answer: WireResponse) => (send: Send) => async (request: WireRequest) =>
  when(request) ? answer : send(request)

/** A SCIM error. */
export function refusal(status: number, scimType?: string): WireResponse {
  const body = { schemas: [ERROR], status: String(status), detail: 'x', ...(scimType && { scimType }) }
  return { status, headers: { 'content-type': 'application/scim+json' }, body: JSON.stringify(body), milliseconds: 1 }
}

export const noContent: WireResponse = { status: 204, headers: {}, body: '', milliseconds: 1 }

function headersWithout(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name))
}
