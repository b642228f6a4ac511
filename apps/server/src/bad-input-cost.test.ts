import process from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './server.fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: 'silent' })
})
afterAll(() => server.end())

const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const search = (filter: string) => JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter })
const create = (member: string) => `{"schemas":["${user}"],"userName":"x",${member}}`
const mebibyte = 1_048_576

// Client and server share this process, so what is measured is more than what the server spends.
it.each<[what: string, path: string, body: () => string]>([
  ['5,000 parentheses', '/Users/.search', () => search(`${'('.repeat(5000)}title pr${')'.repeat(5000)}`)],
  ['as many terms as fit', '/Users/.search', () => search(Array.from({ length: 250 }, () => 'title pr').join(' or '))],
  ['an unclosed string', '/Users/.search', () => search(`title eq "${'\\\\'.repeat(1500)}`)],
  ['JSON 10,000 deep', '/Users', () => create(`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
  ['a body of opening brackets as large as is read', '/Users', () => '['.repeat(mebibyte)],
  ['a body of spaces as large as is read', '/Users', () => ' '.repeat(mebibyte)],
  ['a number of 100,000 digits', '/Users', () => create(`"x":${'9'.repeat(100_000)}`)],
  ['10,000 members of one object', '/Users', () => create(Array.from({ length: 10_000 }, (_, index) => `"k${index}":1`).join())],
])('%s costs less than 50 ms of CPU', async (_, path, body) => {
  const sent = body()
  await server.send('POST', path, sent)
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage()
    const response = await server.send('POST', path, sent)
    const { user: userTime, system } = process.cpuUsage(before)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    least = Math.min(least, (userTime + system) / 1000)
  }
  expect(least).toBeLessThan(50)
})
