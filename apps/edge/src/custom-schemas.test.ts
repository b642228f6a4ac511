import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { origin, scim, startWorker, type TestEdge, token } from './edge.fixture.ts'
import { readSchemas } from './schemas.ts'

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
const badgeUrn = 'urn:example:params:scim:schemas:extension:badge:2.0:User'
const deviceUrn = 'urn:example:params:scim:schemas:core:2.0:Device'

describe('The Worker with the schemas of docs/guides/custom-schemas.md', () => {
  let edge: TestEdge
  beforeAll(async () => {
    edge = await startWorker('configured.fixture.ts', { BASE_URL: origin, ROLLCALL_TOKEN: token, DEBUG_TOLERANCES: '1' })
  })
  afterAll(() => edge.end())

  const send = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
    const answer = await edge.send({
      method,
      url: `${scim}${path}`,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { ...answer, body: JSON.parse(answer.body) }
  }

  it('keeps, finds and refuses by an extension', async () => {
    const user = (userName: string, badge: object) => send('POST', '/Users', { schemas: [userUrn, badgeUrn], userName, [badgeUrn]: badge })
    expect(await user('anna', { number: 'A-1', floors: [1, 2] })).toMatchObject({ status: 201, body: { [badgeUrn]: { number: 'A-1' } } })
    expect(await user('bert', { number: 'A-1' })).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
    const found = await send('GET', `/Users?filter=${encodeURIComponent(`${badgeUrn}:floors eq 2`)}`)
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'anna' }] })
  })

  it('serves a resource type', async () => {
    const body = { schemas: [deviceUrn], serialNumber: 'SN1', weight: 1.5 }
    expect(await send('POST', '/Devices', body)).toMatchObject({ status: 201, body: { weight: 1.5 } })
    expect(await send('POST', '/Devices', body)).toMatchObject({ status: 409 })
  })

  it('names what was tolerated, when DEBUG_TOLERANCES says so', async () => {
    const created = await send('POST', '/Users', { schemas: [userUrn], userName: 'carl', active: 'True' })
    expect(created).toMatchObject({ status: 201, headers: { 'x-scim-tolerated': expect.stringContaining('Q-') } })
  })
})

it('Schemas that do not go together are a mistake of the configuration', () => {
  const schema = { id: 'urn:example:x:1.0', name: 'X', description: 'x', attributes: [{ name: 'a', description: 'a' }] }
  expect(() => readSchemas({ extensions: { Usr: [{ schema }] } })).toThrow(
    'rollcall.config.ts cannot be used: extensions names the resource type Usr, which does not exist.',
  )
})
