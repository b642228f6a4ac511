import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulk, filtered, type House, openHouse, patch, userUrn } from './house.fixture.ts'

// What went wrong elsewhere, one test each: immutability, injection, floods, races.

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.server.end())

describe('attributes that were changed although they may not', () => {
  it.each([
    ['Keycloak #51155, by PATCH', 'PATCH', patch({ op: 'replace', path: 'meta.created', value: '2000-01-01T00:00:00Z' })],
    [
      'Keycloak #52690, by PUT',
      'PUT',
      { schemas: [userUrn], userName: 'kept', id: 'x', meta: { created: '2000-01-01T00:00:00Z', version: 'W/"9"' } },
    ],
    [
      'Keycloak #50991, by an object',
      'PATCH',
      patch({ op: 'add', value: { id: 'x', groups: [{ value: 'x' }], meta: { created: '2000-01-01T00:00:00Z' } } }),
    ],
    ['scim-patch, by path id', 'PATCH', patch({ op: 'replace', path: 'id', value: 'x' })],
    ['scim-patch, by path groups', 'PATCH', patch({ op: 'add', path: 'groups', value: [{ value: 'x' }] })],
  ])('%s', async (incident, method, body) => {
    const id = await house.user(incident)
    const before = (await house.acme('GET', `/Users/${id}`)).body
    await house.acme(method, `/Users/${id}`, body)
    const after = (await house.acme('GET', `/Users/${id}`)).body
    expect(after['id']).toBe(id)
    expect(after['groups']).toEqual(before['groups'])
    expect(Object(after['meta']).created).toBe(Object(before['meta']).created)
  })

  it('Passwords can be neither read, sorted by, nor asked about', async () => {
    await house.user('password', { password: 'a-secret-password' })
    for (const query of [
      filtered('password eq "a-secret-password"'),
      filtered('password pr'),
      '?sortBy=password',
      '?attributes=password',
    ]) {
      const { status, text, body } = await house.acme('GET', `/Users${query}`)
      expect(text).not.toContain('a-secret-password')
      expect(status === 400 || !JSON.stringify(body).includes('"password"')).toBe(true)
    }
  })
})

describe('injection', () => {
  it.each([
    ['GHSA-9m6g-wc8r-q59c', '__proto__.polluted'],
    ['GHSA-2mhw-wcx5-v3xj', 'constructor.prototype.polluted'],
    ['scim-patch, a method', 'toString'],
    ['scim-patch, an own property', 'hasOwnProperty.call'],
  ])('%s: a path of a PATCH led to a prototype: %s', async (incident, path) => {
    const id = await house.user(incident)
    for (const operation of [
      { op: 'add', path, value: 'yes' },
      { op: 'replace', value: { [path]: 'yes' } },
    ])
      await house.acme('PATCH', `/Users/${id}`, patch(operation))
    await house.acme('POST', '/Users', `{"schemas":["${userUrn}"],"userName":"x${incident}","__proto__":{"polluted":"yes"}}`)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect((await house.acme('GET', `/Users/${id}`)).text).not.toContain('polluted')
  })

  it('drizzle-orm CVE-2026-39356: a name from a request became part of SQL', async () => {
    for (const name of ['userName"; drop table resources; --', "userName' or '1'='1", 'name.givenName`', 'a b', '1=1']) {
      for (const query of [`?sortBy=${encodeURIComponent(name)}`, `?attributes=${encodeURIComponent(name)}`, filtered(`${name} eq "x"`)]) {
        expect((await house.acme('GET', `/Users${query}`)).status).toBeLessThan(500)
      }
    }
    expect((await house.acme('GET', `/Users${filtered(`userName eq "' or 1=1 --"`)}`)).body['totalResults']).toBe(0)
  })

  it.each([
    ['a member twice: databases disagree on which counts', `{"schemas":["${userUrn}"],"userName":"a","userName":"b"}`],
    ['U+0000: PostgreSQL cannot keep it', `{"schemas":["${userUrn}"],"userName":"a\\u0000b"}`],
    ['a lone surrogate: two names become one in UTF-8', `{"schemas":["${userUrn}"],"userName":"a\\ud800b"}`],
    ['__proto__ as a member', `{"schemas":["${userUrn}"],"userName":"a","__proto__":{}}`],
  ])('is refused before anything is kept: %s', async (_, body) => {
    expect((await house.acme('POST', '/Users', body)).status).toBe(400)
  })

  it('LIKE wildcards are letters like any other', async () => {
    await house.user('wild')
    for (const filter of ['userName co "%"', 'userName sw "_"', 'userName ew "%"', 'userName co "\\\\"']) {
      expect((await house.acme('GET', `/Users${filtered(filter)}`)).body['totalResults']).toBe(0)
    }
  })

  it('Keycloak #50471: a negative or huge count reached the database', async () => {
    for (const query of ['count=-1', 'count=99999999999999999999', 'startIndex=99999999999999999999', 'startIndex=-5&count=1']) {
      expect((await house.acme('GET', `/Users?${query}`)).status).toBe(200)
    }
  })

  it('SCIMple #1126: what was sent came back in the error', async () => {
    const { text } = await house.acme('GET', `/Users${filtered(`userName eq ${'<script>alert(1)</script>'.repeat(50)}`)}`)
    expect(text.length).toBeLessThan(600)
  })
})

describe('names that are one', () => {
  it.each([
    ['bytebase #18943', 'BJensen', 'bjensen'],
    ['wasp #4698', 'Zoé', 'zoe\u0301'],
    ['prompts.chat #1098', 'ALICE@EXAMPLE.COM', 'alice@example.com'],
    ['the Kelvin sign', 'kelvin', '\u212Aelvin'],
    ['full width', 'wide', '\uff57\uff49\uff44\uff45'],
  ])('%s: two accounts whose names differ in spelling only', async (_, one, other) => {
    await house.user(one)
    expect(await house.acme('POST', '/Users', { schemas: [userUrn], userName: other })).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness' },
    })
    expect((await house.acme('GET', `/Users${filtered(`userName eq "${other}"`)}`)).body['totalResults']).toBe(1)
  })
})

describe('floods', () => {
  it.each([
    ['Keycloak #50472', `${'('.repeat(1_000)}userName pr${')'.repeat(1_000)}`],
    ['Microsoft SCIMReferenceCode #138', `${Array.from({ length: 300 }, () => 'a').join('.')} pr`],
    ['scim-v2-rust #49', `${'not ('.repeat(500)}userName pr${')'.repeat(500)}`],
    ['SCIMMY: (a or b) and …, multiplied out', Array.from({ length: 40 }, () => '(userName eq "a" or userName eq "b")').join(' and ')],
  ])('%s: a filter that grows', async (_, filter) => {
    const begun = performance.now()
    const { status, body } = await house.acme('POST', '/Users/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter,
    })
    expect([status, body['scimType']]).toEqual([400, 'invalidFilter'])
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('Keycloak #46705: a page without an end', async () => {
    const { body } = await house.acme('GET', '/Users?count=1000000')
    expect(Number(body['itemsPerPage'])).toBeLessThanOrEqual(200)
  })

  it('Keycloak #50475: a PATCH without an end', async () => {
    const id = await house.user('operations')
    const operations = Array.from({ length: 1_001 }, () => ({ op: 'replace', path: 'title', value: 'x' }))
    expect((await house.acme('PATCH', `/Users/${id}`, patch(...operations))).status).toBe(400)
    expect((await house.acme('PATCH', `/Users/${id}`, patch(...operations.slice(1)))).status).toBe(200)
  })

  it('SCIMple #1125: limits of Bulk that were shown and not kept', async () => {
    const { body } = await house.acme('GET', '/ServiceProviderConfig')
    const { maxOperations } = Object(body['bulk'])
    const operation = { method: 'DELETE', path: '/Users/x' }
    expect((await house.acme('POST', '/Bulk', bulk(...Array.from({ length: maxOperations + 1 }, () => operation)))).status).toBe(413)
  })

  it('A JSON text that is deeper than a parser', async () => {
    const { status, body } = await house.acme('POST', '/Users', '['.repeat(100_000) + ']'.repeat(100_000))
    expect([status, body['scimType']]).toEqual([400, 'invalidSyntax'])
  })

  it('RFC 7644 §3.7.1: references in a circle', async () => {
    const member = (bulkId: string) => ({ members: [{ value: `bulkId:${bulkId}` }] })
    const group = (bulkId: string, other: string) => ({
      method: 'POST',
      path: '/Groups',
      bulkId,
      data: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: bulkId, ...member(other) },
    })
    const { status, body } = await house.acme('POST', '/Bulk', bulk(group('one', 'two'), group('two', 'one')))
    expect(status).toBe(200)
    expect(body['Operations']).toHaveLength(2)
  })
})

describe('races and halves', () => {
  it.each(['gravitee #8290', 'WSO2 #26148', 'onyx #12966', 'Passbolt PBL-15-005'])(
    '%s: the same name, created at the same time',
    async (incident) => {
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => house.acme('POST', '/Users', { schemas: [userUrn], userName: incident })),
      )
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 15 }, () => 409)])
    },
  )

  it.each(['Sentry #117860', 'FusionAuth #1776', 'go-scim #65'])('%s: a conflict that did not say so', async (incident) => {
    await house.user(incident)
    const { status, body } = await house.acme('POST', '/Users', { schemas: [userUrn], userName: incident })
    expect([status, body]).toEqual([
      409,
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '409',
        scimType: 'uniqueness',
        detail: expect.stringContaining('userName'),
      },
    ])
  })

  it.each(['Fleet #50724', 'SCIMMY #79', 'litellm #34162'])('%s: of members added at the same time some were lost', async (incident) => {
    const group = await house.group(incident)
    const users = await Promise.all(Array.from({ length: 16 }, (_, index) => house.user(`${incident} ${index}`)))
    const add = (value: string) => house.acme('PATCH', `/Groups/${group}`, patch({ op: 'add', path: 'members', value: [{ value }] }))
    expect(new Set((await Promise.all(users.map(add))).map(({ status }) => status))).toEqual(new Set([204]))
    expect((await house.acme('GET', `/Groups/${group}`)).body['members']).toHaveLength(16)
  })

  it('thunderid #3971: a version was checked, and then not what was written', async () => {
    const id = await house.user('thunderid')
    const change = (title: number) =>
      house.acme('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'title', value: String(title) }), { 'if-match': 'W/"1"' })
    const statuses = (await Promise.all(Array.from({ length: 16 }, (_, index) => change(index)))).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 15 }, () => 412)])
  })

  it.each(['Zulip #39869', 'scim2-models #155', 'SCIM-SDK #200', 'SCIMple-Identity #51'])(
    '%s: half of a PATCH was kept',
    async (incident) => {
      const id = await house.user(incident)
      const operations = [
        { op: 'replace', path: 'title', value: 'half' },
        { op: 'replace', path: 'active', value: { not: 'a boolean' } },
      ]
      expect((await house.acme('PATCH', `/Users/${id}`, patch(...operations))).status).toBe(400)
      expect((await house.acme('GET', `/Users/${id}`)).body).not.toHaveProperty('title')
    },
  )

  it('FusionAuth #2784: a change of a group of more than a page removed the others', async () => {
    const users = await Promise.all(Array.from({ length: 210 }, (_, index) => house.user(`fusion ${index}`)))
    const group = await house.group('fusion', users.slice(0, 209))
    await house.acme('PATCH', `/Groups/${group}`, patch({ op: 'add', path: 'members', value: [{ value: users[209] }] }))
    expect((await house.acme('GET', `/Groups/${group}`)).body['members']).toHaveLength(210)
  })

  it('A member that is deleted is in no group any more, and one that is not there is never in one', async () => {
    const id = await house.user('orphan')
    const group = await house.group('orphans', [id])
    const [, added] = await Promise.all([
      house.acme('DELETE', `/Users/${id}`),
      house.acme('PATCH', `/Groups/${group}`, patch({ op: 'add', path: 'members', value: [{ value: id }] })),
    ])
    expect([204, 400]).toContain(added.status)
    expect((await house.acme('GET', `/Groups/${group}`)).body['members'] ?? []).toEqual([])
  })
})
