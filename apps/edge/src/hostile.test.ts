import { overHttp, type Send, type WireResponse } from '@rollcall/scim-conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../server/src/server.fixture.ts'
import { origin, scim, startEdge, type TestEdge, token } from './edge.fixture.ts'
import { hostileRequests } from './hostile.fixture.ts'

let node: TestServer
let edge: TestEdge
const ids = { node: '', edge: '' }
const wire = overHttp()
const toNode: Send = (request) => wire.send({ ...request, url: request.url.replace(origin, node.origin) })

beforeAll(async () => {
  node = await startTestServer()
  edge = await startEdge()
  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'victim' })
  const create = { method: 'POST', url: `${scim}/Users`, headers: { authorization: `Bearer ${token}` }, body }
  ids.node = JSON.parse((await toNode(create)).body).id
  ids.edge = JSON.parse((await edge.send(create)).body).id
})
afterAll(async () => {
  wire.close()
  await node.end()
  await edge.end()
})

// Set by whatever carries the answer, or different by design: the request's id, and D1's bookmark.
const carried = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'x-request-id', 'x-d1-bookmark']

/** An answer without ids, dates and the name of the server. */
function essence({ status, headers, body }: WireResponse) {
  const masked = (text: string) =>
    text
      .replaceAll(node.origin, origin)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
  const kept = Object.entries(headers).filter(([name]) => !carried.includes(name))
  return { status, headers: Object.fromEntries(kept.map(([name, value]) => [name, masked(value)]).sort()), body: masked(body) }
}

describe('A hostile request is answered by workerd as by Node', () => {
  it.each(hostileRequests)('%s', async (_, { url, headers, ...rest }) => {
    const sent = (id: string) => ({
      ...rest,
      url: `${scim}${url.replace('{{id}}', id)}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', accept: 'application/scim+json', ...headers },
    })
    const [byNode, byEdge] = [await toNode(sent(ids.node)), await edge.send(sent(ids.edge))]
    expect(essence(byEdge)).toEqual(essence(byNode))
    expect(byEdge.status).not.toBe(500)
  })

  it('and nothing failed on our side', async () => {
    expect(
      edge
        .log()
        .map((line) => JSON.parse(line))
        .filter(({ level }) => level === 'error'),
    ).toEqual([])
    const read = { method: 'GET', url: `${scim}/Users/${ids.edge}`, headers: { authorization: `Bearer ${token}` } }
    expect(JSON.parse((await edge.send(read)).body)).toMatchObject({ userName: 'victim', meta: { version: 'W/"1"' } })
  })
})
