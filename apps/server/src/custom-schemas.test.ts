import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCustomSchemas } from './custom-schemas.ts'
import { startTestServer, type TestServer } from './server.fixture.ts'

const example = join(import.meta.dirname, '../../../docs/examples/rollcall.config.ts')
const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const badgeUrn = 'urn:example:params:scim:schemas:extension:badge:2.0:User'
const deviceUrn = 'urn:example:params:scim:schemas:core:2.0:Device'

describe('the worked example of docs/guides/custom-schemas.md', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ SCHEMAS: example, PROFILE: 'strict' })
  })
  afterAll(() => server.end())

  const json = async (response: Response) => ({ status: response.status, body: await response.json() })
  const list = (path: string, filter: string) => server.send('GET', `${path}?filter=${encodeURIComponent(filter)}`).then(json)

  it('shows the extension and the resource type in discovery and in OpenAPI', async () => {
    const types = await json(await server.send('GET', '/ResourceTypes'))
    expect(types.body.Resources.map((each: { id: string }) => each.id)).toEqual(['User', 'Group', 'Device'])
    expect((await json(await server.send('GET', `/Schemas/${badgeUrn}`))).body.attributes).toHaveLength(4)
    const description = await (await fetch(`${server.origin}/openapi.json`)).json()
    expect(Object.keys(description.paths).some((path) => path.endsWith('/Devices/{id}'))).toBe(true)
  })

  it('validates, filters, sorts, patches and keeps unique by the data file alone', async () => {
    const user = (userName: string, badge: object) =>
      server.send('POST', '/Users', { schemas: [userUrn, badgeUrn], userName, [badgeUrn]: badge }).then(json)
    const anna = await user('anna', { number: 'A-1', issued: '2026-01-01T00:00:00Z', floors: [1, 2], pin: '0000' })
    expect(anna).toMatchObject({ status: 201, body: { schemas: [userUrn, badgeUrn], [badgeUrn]: { number: 'A-1', pin: '0000' } } })
    expect(await user('bert', { number: 'A-1' })).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
    expect(await user('bert', { number: 'B-2', floors: ['three'] })).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } })
    expect(await user('bert', { number: 'B-2', floors: [3] })).toMatchObject({ status: 201 })
    expect(await list('/Users', `${badgeUrn}:floors eq 2`)).toMatchObject({ body: { totalResults: 1, Resources: [{ userName: 'anna' }] } })
    const sorted = await json(await server.send('GET', `/Users?sortBy=${badgeUrn}:number&sortOrder=descending`))
    expect(sorted.body.Resources.map((each: { userName: string }) => each.userName)).toEqual(['bert', 'anna'])
    const read = await json(await server.send('GET', `/Users/${anna.body.id}`))
    expect(read.body[badgeUrn]).not.toHaveProperty('pin')
    const patch = (path: string, value: unknown) =>
      server
        .send('PATCH', `/Users/${anna.body.id}`, {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', path: `${badgeUrn}:${path}`, value }],
        })
        .then(json)
    expect(await patch('issued', '2027-01-01T00:00:00Z')).toMatchObject({ status: 400, body: { scimType: 'mutability' } })
    expect(await patch('number', 'A-9')).toMatchObject({ status: 200, body: { [badgeUrn]: { number: 'A-9' } } })
  })

  it('serves the resource type of its own like any other', async () => {
    const owner = (await json(await server.send('POST', '/Users', { schemas: [userUrn], userName: 'carl' }))).body.id
    const body = { schemas: [deviceUrn], serialNumber: 'SN1', weight: 1.5, owner: { value: owner } }
    const device = await json(await server.send('POST', '/Devices', body))
    expect(device).toMatchObject({ status: 201, body: { weight: 1.5, owner: { value: owner, $ref: `${server.scim}/Users/${owner}` } } })
    expect(await list('/Devices', `weight gt 1 and owner.value eq "${owner}"`)).toMatchObject({ body: { totalResults: 1 } })
    expect(await json(await server.send('POST', '/Devices', body))).toMatchObject({ status: 409 })
    const { body: group } = await json(
      await server.send('POST', '/Groups', { schemas: [groupUrn], displayName: 'Pool', members: [{ value: device.body.id }] }),
    )
    expect(group.members).toMatchObject([{ type: 'Device', $ref: `${server.scim}/Devices/${device.body.id}` }])
    expect(await json(await server.send('PUT', `/Groups/${group.id}`, group))).toMatchObject({ status: 200, body: group })
    expect((await server.send('DELETE', `/Devices/${device.body.id}`)).status).toBe(204)
  })
})

describe('readCustomSchemas', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-schemas-'))
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  it('reads JSON', async () => {
    const schema = { id: 'urn:example:x:1.0', name: 'X', description: 'x', attributes: [{ name: 'a', description: 'a' }] }
    expect(await readCustomSchemas(file('good.json', JSON.stringify({ extensions: { User: [{ schema }] } })))).toEqual({
      extensions: { User: [{ schema }] },
    })
  })

  it.each([
    ['broken.json', '{', 'cannot be read'],
    ['missing.json', undefined, 'cannot be read'],
    ['typo.json', '{"extension":{}}', 'extension'],
    ['type.json', '{"resourceTypes":[{"name":"X","endpoint":"Xs","description":"x"}]}', 'resourceTypes.0.endpoint'],
  ])('says in one sentence what is wrong with %s', async (name, content, sentence) => {
    const path = content === undefined ? join(folder, name) : file(name, content)
    await expect(readCustomSchemas(path)).rejects.toThrow(sentence)
  })
})
