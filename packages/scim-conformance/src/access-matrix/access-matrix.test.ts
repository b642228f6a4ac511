import { expect, it } from 'vitest'
import type { Send } from '../http/wire.ts'
import { accessCells, createAccessMatrix } from './access-matrix.ts'

const tokens = { own: 'own', foreign: 'foreign', 'read-only': 'reader', revoked: 'revoked', expired: 'expired' }

/** A server that knows tokens but not tenants, rights or ends: it lets everybody read and create everything. */
function careless(): Send {
  const resources = new Map<string, string>()
  return async ({ method, url, headers, body }) => {
    const answer = (status: number, text: string) => ({ status, headers: {}, body: text, milliseconds: 0 })
    if (headers['authorization'] === undefined) return answer(401, '{}')
    const path = new URL(url).pathname.slice('/scim'.length)
    if (method === 'POST') {
      const id = `id-${resources.size}`
      resources.set(`${path}/${id}`, JSON.stringify({ ...JSON.parse(String(body)), id }))
      return answer(201, resources.get(`${path}/${id}`) ?? '')
    }
    const found = resources.get(path)
    if (found !== undefined && method === 'DELETE') resources.delete(path)
    return found === undefined ? answer(404, '{"status":"404"}') : answer(method === 'DELETE' ? 204 : 200, found)
  }
}

const matrix = createAccessMatrix({ base: 'http://127.0.0.1/scim', send: careless(), tokens })
const cell = (title: string) => {
  const found = accessCells.find((each) => each.title === title)
  if (found === undefined) throw new Error(title)
  return found
}

it('has at least 700 cells, each with a title of its own', () => {
  expect(new Set(accessCells.map(({ title }) => title)).size).toBe(accessCells.length)
  expect(accessCells.length).toBeGreaterThanOrEqual(700)
})

it('finds nothing wrong with what is right', async () => {
  expect(await matrix.try(cell('GET at /Users, own id, own credential'))).toEqual([])
  expect(await matrix.try(cell('GET at /Users, unknown id, own credential'))).toEqual([])
  expect(await matrix.try(cell('DELETE at /Users, own id, own credential'))).toEqual([])
  expect(await matrix.try(cell('PUT at /Users, own id, none credential'))).toEqual([])
})

it.each([
  ['GET at /Users, foreign id, own credential', /^Expected .*404.* 200/, /^A foreign and an unknown id answer differently/],
  ['GET at /Users, own id, revoked credential', /^Expected .*401.* 200/],
  ['DELETE at /Users, own id, read-only credential', /^Expected .*403.* 204/, /\/Users\/.* of the own tenant changed/],
  ['DELETE at /Users, foreign id, own credential', /^Expected .*404.* 204/, /\/Users\/.* of the foreign tenant changed/],
  ['DELETE at /Groups, own id, expired credential', /^Expected .*401.* 204/, /\/Groups\/.* of the own tenant changed/],
])('notices what is wrong: %s', async (title, ...sentences) => {
  const wrong = await matrix.try(cell(title))
  for (const sentence of sentences) expect(wrong).toContainEqual(expect.stringMatching(sentence))
})

it('notices at the end what changed behind its back', async () => {
  const send = careless()
  const quiet = createAccessMatrix({ base: 'http://127.0.0.1/scim', send, tokens })
  expect(await quiet.try(cell('GET at /Users, own id, own credential'))).toEqual([])
  expect(await quiet.changes()).toEqual([])
  await send({ method: 'DELETE', url: 'http://127.0.0.1/scim/Users/id-1', headers: { authorization: 'Bearer foreign' } })
  expect(await quiet.changes()).toEqual(['/Users/id-1 of the foreign tenant changed.'])
})
