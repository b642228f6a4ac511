import { type AccessMatrix, accessCells, createAccessMatrix } from '@rollcall/scim-conformance/access-matrix'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminToken, matrixTokens } from '../../server/src/access-matrix.fixture.ts'
import { origin, scim, startEdge, type TestEdge } from './edge.fixture.ts'

let edge: TestEdge
let matrix: AccessMatrix
beforeAll(async () => {
  edge = await startEdge({ ADMIN_TOKEN: adminToken, LOG_LEVEL: 'error' })
  const admin = async (method: string, path: string, body?: unknown) => {
    const answer = await edge.send({
      method,
      url: `${origin}/api/admin/v1${path}`,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answer.status === 204 ? {} : JSON.parse(answer.body)
  }
  const tokens = await matrixTokens(admin, (id) =>
    edge.query('update credentials set expires = 1 where tenant = ?1 and id = ?2', 'acme', id),
  )
  matrix = createAccessMatrix({ base: scim, send: edge.send, tokens })
})
afterAll(() => edge.end())

describe('The access matrix on D1', () => {
  it.each(accessCells)('$title', async (cell) => expect(await matrix.try(cell)).toEqual([]))

  it('has changed nothing else', async () => expect(await matrix.changes()).toEqual([]))
})
