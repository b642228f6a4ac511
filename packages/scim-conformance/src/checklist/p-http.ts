import type { Requirement } from '../requirement.ts'
import { PATCH_OP, USER } from '../urns.ts'

/** P. URIs, protocol versions, methods and what no request may cause. */
export const http: readonly Requirement[] = [
  {
    id: 'PROT-1.3-01',
    level: 'MUST NOT',
    ref: 'RFC 7644 §1.3',
    title: 'Links carry no query string',
    async run(c) {
      const user = await c.createUser({}, { query: { foo: 'bar' } })
      const read = await c.read(`/Users/${user.id}`, { foo: 'bar' })
      for (const link of [user.text('meta.location'), read.text('meta.location'), user.header('location') ?? '']) {
        read.that(!link.includes('?') && link.startsWith(c.base), `a link that starts with ${c.base} and has no query`, link)
      }
    },
  },
  {
    id: 'PROT-1.3-02',
    level: 'MUST',
    ref: 'RFC 7644 §1.2; RFC 3986 §2.1',
    title: 'Links are absolute, lead to the resource, and do not believe a forged Host',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      ;(await c.get(user.text('meta.location'))).is(200).has('id', user.id)
      for (const headers of [
        { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
        { forwarded: 'host=evil.example;proto=https' },
        { host: 'evil.example' },
      ]) {
        const answer = await c.get(path, {}, { headers })
        answer.that(
          !answer.response.body.includes('evil.example') && answer.header('location')?.includes('evil.example') !== true,
          'no link to evil.example',
        )
      }
    },
  },
  {
    id: 'PROT-3.13-01',
    level: 'MAY',
    ref: 'RFC 7644 §3.13',
    title: 'The base URI may end in a version',
    async run(c) {
      c.need(/\/v2$/i.test(c.base), 'a base URI that ends in /v2')
      ;(await c.get('/Users', { count: 1 })).is(200)
    },
  },
  {
    id: 'PROT-3.13-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.13',
    title: 'A version that is not supported is refused',
    async run(c) {
      c.need(/\/v2$/i.test(c.base), 'a base URI that ends in /v2')
      for (const version of ['v1', 'v3']) {
        const answer = await c.get(`${c.base.replace(/v2$/i, version)}/Users`)
        answer.that(answer.status === 404 || answer.status === 400, 'status 400 with invalidVers, or 404')
        if (answer.status === 400) answer.error(400, 'invalidVers')
        await c.recommend(() => {
          answer.error(400, 'invalidVers')
        })
      }
    },
  },
  {
    id: 'PROT-3.13-03',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.13',
    title: 'Without a version the newest is meant, and links have one form',
    async run(c) {
      c.need(/\/v2$/i.test(c.base), 'a base URI that ends in /v2')
      const user = await c.createUser()
      const answer = await c.get(`${c.base.replace(/\/v2$/i, '')}/Users/${user.id}`)
      answer.is(200).has('meta.location', user.text('meta.location'))
    },
  },
  {
    id: 'PROT-3.2-02',
    level: 'REC',
    ref: 'RFC 7644 §3.2',
    title: 'Endpoints are spelled as published; a slash at the end is tolerated',
    async run(c) {
      const user = await c.createUser()
      ;(await c.get('/Users/', { filter: `id eq "${user.id}"` })).finds(user.id)
      ;(await c.get(`/Users/${user.id}/`)).is(200).has('id', user.id)
      ;(await c.post('/Users/', { schemas: [USER], userName: c.unique() })).is(201)
      ;(await c.get('/users')).error(404)
    },
  },
  {
    id: 'PROT-3.1-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.1',
    title: 'Responses show what the server has, not what the client sent',
    async run(c) {
      const body = { emails: [{ type: 'WORK', value: 'A@EXAMPLE.test', primary: true }], id: 'mine', nickName: null, locale: 'en_US' }
      const created = await c.createUser(body)
      const read = await c.read(`/Users/${created.id}`)
      read.that(read.response.body === created.response.body, `what the 201 said: ${created.response.body}`)
      const replaced = (await c.put(`/Users/${created.id}`, { schemas: [USER], userName: created.text('userName'), ...body })).is(200)
      const again = await c.read(`/Users/${created.id}`)
      again.that(again.response.body === replaced.response.body, `what the PUT said: ${replaced.response.body}`)
    },
  },
  {
    id: 'PROT-3.12-13',
    level: 'REC',
    ref: 'RFC 9110 §15.5.6',
    title: 'POST on a resource, and PUT, PATCH or DELETE on a collection, are 405',
    async run(c) {
      const user = await c.createUser()
      ;(await c.post(`/Users/${user.id}`, { schemas: [USER], userName: c.unique() })).error(405).hasHeader('allow', /\bGET\b/)
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        ;(await c.request(method, '/Users', method === 'DELETE' ? undefined : { schemas: [PATCH_OP] }, {}))
          .error(405)
          .hasHeader('allow', /\bPOST\b/)
      }
    },
  },
  {
    id: 'PROT-3.12-14',
    level: 'MUST',
    ref: 'RFC 9110 §15.6.1; RFC 7644 §3.12 Table 8',
    title: 'No request of a client is answered with 500',
    async run(c) {
      const user = await c.createUser()
      const group = await c.createGroup()
      const values = [
        null,
        true,
        0,
        -1,
        1e308,
        '',
        ' ',
        '\u0000',
        '%',
        '__proto__',
        'constructor',
        "'; DROP TABLE x; --",
        '$ref',
        '[',
        '..',
        'x'.repeat(5000),
        [],
        [[]],
        [null],
        {},
        { a: {} },
        { $ref: null },
      ]
      for (const value of values) {
        const text = typeof value === 'string' ? value : JSON.stringify(value)
        for (const answer of [
          await c.post('/Users', {
            schemas: [USER],
            userName: c.unique(),
            name: value,
            emails: value,
            title: value,
            active: value,
            meta: value,
          }),
          await c.post('/Users', value),
          await c.put(`/Users/${user.id}`, { schemas: value, userName: value }),
          await c.request('PATCH', `/Users/${user.id}`, { schemas: [PATCH_OP], Operations: value }, {}),
          await c.patch(`/Users/${user.id}`, [
            { op: 'add', path: value, value },
            { op: value, path: 'title', value },
          ]),
          await c.patch(`/Groups/${group.id}`, [{ op: 'replace', path: 'members', value }]),
          await c.search('/Users', { filter: value, sortBy: value, count: 1 }),
          await c.get('/Users', { filter: text, count: 1 }),
          await c.get('/Users', { sortBy: text, attributes: text, count: text, cursor: text }),
          await c.get(`/Users/${encodeURIComponent(text.slice(0, 1000))}x`),
          await c.post('/Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: value, failOnErrors: value }),
        ]) {
          answer.that(answer.status < 500 || answer.status === 501, 'a status below 500')
        }
      }
      for (const rawQuery of ['filter=%', 'filter=%ff', 'filter=%00', '&&&', '=', 'count=1&count=2', 'filter[]=x']) {
        const answer = await c.get('/Users', undefined, { rawQuery })
        answer.that(answer.status < 500, 'a status below 500')
      }
    },
  },
]
