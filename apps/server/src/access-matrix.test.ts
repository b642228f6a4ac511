import { join } from 'node:path'
import { overHttp } from '@rollcall/scim-conformance'
import { type AccessMatrix, accessCells, createAccessMatrix } from '@rollcall/scim-conformance/access-matrix'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminToken, matrixTokens } from './access-matrix.fixture.ts'
import { openDatabase } from './database.ts'
import { startTestPostgres } from './postgres.fixture.ts'
import { startTestServer, type TestServer } from './server.fixture.ts'

const postgres = await startTestPostgres()
const wire = overHttp()
afterAll(async () => {
  wire.close()
  await postgres?.stop()
})

const databases = [
  { name: 'SQLite', isHere: true, settings: async () => ({}) },
  {
    name: 'PostgreSQL',
    isHere: postgres !== undefined,
    settings: async () => ({ DATABASE_URL: (await postgres?.newDatabase()) ?? '' }),
  },
]

for (const { name, isHere, settings } of databases) {
  describe.skipIf(!isHere)(`The access matrix on ${name}`, () => {
    let server: TestServer
    let matrix: AccessMatrix
    beforeAll(async () => {
      const chosen: Record<string, string> = await settings()
      server = await startTestServer({ ADMIN_TOKEN: adminToken, ...chosen })
      const database = await openDatabase(chosen['DATABASE_URL'] ?? `sqlite:${join(server.directory, 'data', 'rollcall.db')}`)
      const admin = async (method: string, path: string, body?: unknown) => {
        const answer = await fetch(`${server.origin}/api/admin/v1${path}`, {
          method,
          headers: { Authorization: `Bearer ${adminToken}` },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return answer.status === 204 ? {} : answer.json()
      }
      const tokens = await matrixTokens(admin, async (id) => {
        const credentials = database.accessStorage.forTenant('acme')
        const credential = await credentials.credential(id)
        if (credential === undefined) throw new Error(id)
        expect(await credentials.replaceCredential({ ...credential, expires: 1, version: credential.version + 1 })).toBe('written')
      })
      await database.close()
      matrix = createAccessMatrix({ base: server.scim, send: wire.send, tokens })
    })
    afterAll(() => server.end())

    it.each(accessCells)('$title', async (cell) => expect(await matrix.try(cell)).toEqual([]))

    it('has changed nothing else', async () => expect(await matrix.changes()).toEqual([]))
  })
}
