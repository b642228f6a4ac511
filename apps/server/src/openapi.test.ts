import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './server.fixture.ts'

let server: TestServer
let document: {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { examples: Record<string, { value: unknown }> }> } }>>
}
beforeAll(async () => {
  server = await startTestServer()
  document = JSON.parse(await (await fetch(`${server.origin}/openapi.json`)).text())
})
afterAll(() => server.end())

it('The description that is served is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  expect(errors ?? []).toEqual([])
  expect([valid, validator.version]).toEqual([true, '3.1'])
})

it('Every path of the description is answered, and asks for a token unless it says otherwise', async () => {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of Object.keys(item).filter((key) => key !== 'parameters')) {
      const isOpen = path.endsWith('/ServiceProviderConfig')
      const url = `${server.origin}${path.replace('{id}', 'x')}`
      expect((await fetch(url, { method: method.toUpperCase() })).status, `${method} ${path}`).toBe(isOpen ? 200 : 401)
    }
  }
})

it('The first example of every create is accepted as it stands, and so is the seed’s', async () => {
  const examples = (path: string) =>
    Object.values(document.paths[path]?.['post']?.requestBody?.content['application/scim+json']?.examples ?? {})
  const users = examples('/api/scim/v2/Users')
  expect(users).toHaveLength(3)
  for (const { value } of users) expect((await server.send('POST', '/Users', value)).status).toBe(201)
  expect((await server.send('POST', '/Groups', examples('/api/scim/v2/Groups')[0]?.value)).status).toBe(201)
  expect((await server.send('POST', '/Bulk', examples('/api/scim/v2/Bulk')[0]?.value)).status).toBe(200)
  expect((await server.send('POST', '/.search', examples('/api/scim/v2/.search')[0]?.value)).status).toBe(200)
})
