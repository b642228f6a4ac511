import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, type House, openHouse, patch, userUrn } from './house.fixture.ts'

// What went wrong elsewhere, one test each: authentication, tenants, identity.

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.server.end())

const bare = (path: string, headers: Record<string, string> = {}) => fetch(`${house.server.origin}${path}`, { headers })
const users = '/api/scim/v2/Users'
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('authentication that was passed by', () => {
  it('ZITADEL CVE-2026-32130: an encoded path was routed, but not checked', async () => {
    for (const path of [
      '/api/scim/v2/%55sers',
      '/api/%73cim/v2/Users',
      '/api/scim/v2//Users',
      '/api/scim/v2/./Users',
      '/api/scim/v2/Users%2f',
    ]) {
      expect([401, 404]).toContain((await bare(path)).status)
    }
  })

  it('Casdoor CVE-2025-4210: a whole API had no check at all', async () => {
    for (const path of ['/Users', '/Groups', '/Users/x', '/Groups/x', '/', '/Schemas', '/ResourceTypes', '/Me', '/nothing']) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        expect((await fetch(`${house.server.scim}${path}`, { method })).status).toBe(401)
      }
    }
  })

  it('ToolJet #16217: an empty secret was right where none was set', async () => {
    for (const authorization of ['Bearer', 'Bearer ', 'Bearer  ', 'Basic Og==', 'Bearer undefined', 'Bearer null']) {
      expect((await bare(users, { authorization })).status).toBe(401)
      expect((await bare('/api/admin/v1/tenants', { authorization })).status).toBe(401)
    }
  })

  it('Hono CVE-2026-47673: any scheme was taken for Bearer', async () => {
    const { body } = await house.admin('POST', '/tenants/acme/credentials', { name: 'x' })
    for (const scheme of ['Basic', 'Token', 'DPoP', 'JWT', 'Negotiate']) {
      expect((await bare(users, { authorization: `${scheme} ${body['token']}` })).status).toBe(401)
    }
  })

  it('Hono CVE-2026-22817: a token signed with a public key as a shared secret was taken', async () => {
    const signed = `${encode({ alg: 'HS256', typ: 'at+jwt' })}.${encode({ sub: 'acme', client_id: 'acme.0123456789abcdef', exp: 4_000_000_000 })}`
    const forged = `${signed}.${createHmac('sha256', 'a-public-key').update(signed).digest('base64url')}`
    expect((await bare(users, { authorization: `Bearer ${forged}` })).status).toBe(401)
  })

  it('Hono CVE-2026-22818: a token without an algorithm was taken', async () => {
    for (const alg of ['none', 'None', '', null]) {
      expect((await bare(users, { authorization: `Bearer ${encode({ alg })}.${encode({ sub: 'acme' })}.` })).status).toBe(401)
    }
  })

  it('RFC 6750 §2.3: a token in the query is refused, because URIs are logged', async () => {
    const { body } = await house.admin('POST', '/tenants/acme/credentials', { name: 'x' })
    expect((await bare(`${users}?access_token=${body['token']}`)).status).toBe(401)
  })
})

describe('tenants that met', () => {
  it('Grafana CVE-2026-92539: a service account changed users of other organisations', async () => {
    const id = await house.user('grafana')
    for (const [method, body] of [
      ['GET'],
      ['PUT', { schemas: [userUrn], userName: 'x' }],
      ['PATCH', patch({ op: 'replace', path: 'active', value: false })],
      ['DELETE'],
    ] as const) {
      expect((await house.globex(method, `/Users/${id}`, body)).status).toBe(404)
    }
    expect((await house.acme('GET', `/Users/${id}`)).body).toMatchObject({ userName: 'grafana', meta: { version: 'W/"1"' } })
  })

  it.each(['vouch #310', 'Atlas #175', 'Cogtrix #578'])(
    '%s: the organisation of the token was thrown away, and the id alone looked up',
    async (incident) => {
      const id = await house.user(incident)
      const [foreign, unknown] = [
        await house.globex('GET', `/Users/${id}`),
        await house.globex('GET', '/Users/00000000-0000-7000-8000-000000000000'),
      ]
      expect(foreign).toEqual(unknown)
    },
  )

  it("tale #2036: creating with another's e-mail address took over the account", async () => {
    const id = await house.user('tale', { emails: [{ value: 'tale@acme.example', type: 'work' }] })
    const other = await house.globex('POST', '/Users', {
      schemas: [userUrn],
      userName: 'tale',
      emails: [{ value: 'tale@acme.example', type: 'work' }],
      displayName: 'Taken',
    })
    expect(other.status).toBe(201)
    expect(other.body['id']).not.toBe(id)
    expect((await house.acme('GET', `/Users/${id}`)).body).not.toHaveProperty('displayName')
  })

  it('open-mercato #3907: without an organisation the filter was dropped', async () => {
    expect((await house.admin('POST', '/tenants/%20/credentials', { name: 'x' })).status).toBe(404)
    expect((await house.admin('POST', '/tenants', { id: '' })).status).toBe(400)
  })

  it('Keycloak #46658: PUT changed whom the body named, not whom the path named', async () => {
    const [one, other] = [await house.user('put-one'), await house.user('put-other')]
    await house.acme('PUT', `/Users/${one}`, { schemas: [userUrn], id: other, userName: 'put-changed' })
    expect((await house.acme('GET', `/Users/${other}`)).body).toMatchObject({ userName: 'put-other' })
    expect((await house.acme('GET', `/Users/${one}`)).body).toMatchObject({ id: one, userName: 'put-changed' })
  })

  it('better-auth CVE-2026-67330: ids that operators choose collided with those that were there', async () => {
    const { body } = await house.admin('POST', '/tenants/acme/credentials', { name: 'globex' })
    expect(body['id']).toMatch(/^acme\.[0-9a-z]{16}$/)
    expect((await house.admin('POST', '/tenants/acme/credentials', { name: 'x', id: 'globex.0123456789abcdef' })).status).toBe(400)
  })

  it('Keycloak #47536: what /Users refused, /Groups did', async () => {
    const { body } = await house.admin('POST', '/tenants/acme/credentials', { name: 'x', scopes: ['users:write'] })
    const headers = { authorization: `Bearer ${body['token']}`, 'content-type': 'application/scim+json' }
    const group = await house.group('no groups')
    for (const [method, path] of [
      ['GET', '/Groups'],
      ['GET', `/Groups/${group}`],
      ['POST', '/Groups/.search'],
      ['PATCH', `/Groups/${group}`],
      ['DELETE', `/Groups/${group}`],
    ]) {
      const content = method === 'GET' ? {} : { body: JSON.stringify(patch({ op: 'remove', path: 'members' })) }
      expect([403, 400]).toContain((await fetch(`${house.server.scim}${path}`, { method: method ?? '', headers, ...content })).status)
    }
    expect((await house.acme('GET', `/Groups/${group}`)).status).toBe(200)
  })

  it('RFC 9865 §5.2: a cursor gives no access: forged and foreign ones are refused alike', async () => {
    await house.user('cursor-1')
    await house.user('cursor-2')
    const { body } = await house.acme('GET', '/Users?cursor&count=1')
    const cursor = String(body['nextCursor'])
    const foreign = await house.globex('GET', `/Users?count=1&cursor=${encodeURIComponent(cursor)}`)
    expect(foreign).toMatchObject({ status: 400, body: { scimType: 'invalidCursor' } })
    for (let at = 0; at < cursor.length; at += 3) {
      const forged = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`
      const { status, body: error } = await house.acme('GET', `/Users?count=1&cursor=${encodeURIComponent(forged)}`)
      expect([status, error['scimType']]).toEqual([400, 'invalidCursor'])
    }
  })

  it('RFC 7644 §6.1: a header names no tenant', async () => {
    const before = (await house.globex('GET', '/Users')).body['totalResults']
    await house.user('header')
    const { body } = await house.globex('GET', '/Users', undefined, { 'x-tenant': 'acme', 'x-tenant-id': 'acme', host: 'acme.example' })
    expect(body['totalResults']).toBe(before)
  })

  it('Keycloak CVE-2026-9099: a filter told about members that a caller may not see', async () => {
    const id = await house.user('hidden-member')
    await house.group('hidden', [id])
    expect((await house.globex('GET', `/Groups${filtered(`members.value eq "${id}"`)}`)).body['totalResults']).toBe(0)
    expect((await house.globex('GET', `/Users${filtered('groups.display eq "hidden"')}`)).body['totalResults']).toBe(0)
  })
})

describe('accounts that were taken over', () => {
  it('Grafana CVE-2025-41115: an externalId of "1" became the account with that number', async () => {
    const ids: string[] = []
    for (const externalId of ['1', '0', '-1', 'admin', '00000000-0000-7000-8000-000000000000', '😀', 'x'.repeat(500)]) {
      const id = await house.user(`external-${ids.length}`, { externalId })
      expect(id).not.toBe(externalId)
      expect((await house.acme('GET', `/Users/${encodeURIComponent(externalId)}`)).status).toBe(404)
      ids.push(id)
    }
    expect(new Set(ids).size).toBe(7)
  })

  it('GitLab CVE-2022-1680: changing the e-mail address changed who the account is', async () => {
    const id = await house.user('gitlab', { emails: [{ value: 'before@acme.example', type: 'work' }] })
    await house.acme('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'emails[type eq "work"].value', value: 'after@acme.example' }))
    expect((await house.acme('GET', `/Users/${id}`)).body).toMatchObject({ id, userName: 'gitlab' })
  })

  it.each(['GitLab HackerOne #565883', 'Langfuse #15997'])('%s: a password that came by SCIM was one to sign in with', async (incident) => {
    const id = await house.user(incident, { password: 'placeholder-of-okta' })
    expect((await house.acme('GET', `/Users/${id}`)).text).not.toContain('placeholder')
    expect((await house.acme('GET', `/Users/${id}?attributes=password`)).text).not.toContain('placeholder')
  })

  it('An id is never used again: who is made anew inherits nothing', async () => {
    const before = await house.user('again')
    const group = await house.group('inherited', [before])
    await house.acme('DELETE', `/Users/${before}`)
    const after = await house.user('again')
    expect(after).not.toBe(before)
    expect((await house.acme('GET', `/Groups/${group}`)).text).not.toContain(after)
    expect((await house.acme('GET', `/Users/${before}`)).status).toBe(404)
  })

  it.each([
    ['GitLab !120049', { op: 'replace', path: 'active', value: false }],
    ['authentik #25081', { op: 'replace', value: { active: false } }],
    ['better-auth #10242', { op: 'Replace', path: 'active', value: 'False' }],
    ['agent-bom #3535', { op: 'add', path: 'active', value: 'false' }],
  ])('%s: a deactivation was not one', async (incident, operation) => {
    const id = await house.user(incident)
    expect((await house.acme('PATCH', `/Users/${id}`, patch(operation))).body['active']).toBe(false)
    expect((await house.acme('GET', `/Users${filtered(`id eq "${id}" and active eq false`)}`)).body['totalResults']).toBe(1)
  })

  it.each([
    ['GitLab #565884', 'a token could be read after it was made'],
    ['GitLab #435096', 'tokens had no prefix and no end'],
  ])('%s: %s', async () => {
    const { body } = await house.admin('POST', '/tenants/acme/credentials', { name: 'x' })
    expect(body['token']).toMatch(/^scim_/)
    expect(Date.parse(String(body['expires']))).toBeLessThanOrEqual(Date.now() + 180 * 86_400_000)
    expect((await house.admin('GET', `/tenants/acme/credentials/${body['id']}`)).text).not.toContain(String(body['token']).slice(-20))
  })
})
