import { RawBody } from '../client.ts'
import type { Requirement } from '../requirement.ts'
import { USER } from '../urns.ts'

const bytes = (text: string, ...raw: number[]) => new Uint8Array([...new TextEncoder().encode(text), ...raw])

/** P. Content types and JSON. */
export const content: readonly Requirement[] = [
  {
    id: 'PROT-3.8-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.8',
    title: 'JSON in UTF-8 goes in and comes out as it was',
    async run(c) {
      const name = { givenName: '王小明 عبد الله', familyName: 'Ångström 👩🏽‍🚀 e\u0301', formatted: '"\\/\t\u2028 \u00a0x' }
      const user = await c.createUser({ name })
      const read = await c.read(`/Users/${user.id}`)
      for (const [part, value] of Object.entries(name)) {
        const shown = read.at(`name.${part}`)
        read.that(
          typeof shown === 'string' && shown.normalize() === value.normalize(),
          `name.${part} to be ${JSON.stringify(value)}`,
          shown,
        )
      }
      await c.matches(`/Users/${user.id}`, 'name.familyName co "👩🏽‍🚀"')
    },
  },
  {
    id: 'PROT-3.8-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.8',
    title: 'Accept: application/scim+json is answered in that type',
    async run(c) {
      ;(await c.get('/Users', { count: 1 }, { headers: { accept: 'application/scim+json' } }))
        .is(200)
        .hasHeader('content-type', /^application\/scim\+json\b/)
    },
  },
  {
    id: 'PROT-3.8-03',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.8; D-45',
    title: 'Accept: application/json is answered too',
    async run(c) {
      const answer = (await c.get('/Users', { count: 1 }, { headers: { accept: 'application/json' } })).is(200)
      answer.hasHeader('content-type', /^application\/(scim\+)?json\b/)
      await c.recommend(() => {
        answer.hasHeader('content-type', /^application\/json\b/)
      })
    },
  },
  {
    id: 'PROT-3.8-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.8',
    title: 'Without Accept the answer is application/scim+json',
    async run(c) {
      const user = await c.createUser()
      for (const accept of [null, '*/*']) {
        for (const path of [`/Users/${user.id}`, '/Users', '/ServiceProviderConfig']) {
          ;(await c.get(path, {}, { headers: { accept } })).is(200).hasHeader('content-type', /^application\/scim\+json\b/)
        }
      }
    },
  },
  {
    id: 'PROT-3.8-05',
    level: 'REC',
    ref: 'RFC 7644 §3.8, §8.1',
    title: 'Bodies are taken as SCIM and as plain JSON, with and without a charset, in any case',
    async run(c) {
      for (const type of [
        'application/scim+json',
        'application/json',
        'application/scim+json; charset=utf-8',
        'APPLICATION/JSON',
        'application/json;charset=UTF-8',
      ]) {
        ;(await c.createUser({}, { headers: { 'content-type': type } })).present('id')
      }
    },
  },
  {
    id: 'PROT-3.8-06',
    level: 'MAY',
    ref: 'RFC 7644 §3.8',
    title: 'A suffix .scim may choose the format; what follows a dot in an id is not cut off',
    async run(c) {
      const user = await c.createUser()
      const suffixed = await c.get(`/Users/${user.id}.scim`)
      if (suffixed.status === 200) suffixed.has('id', user.id)
      else suffixed.error(404)
      ;(await c.get(`/Users/${user.id}.x`)).error(404)
    },
  },
  {
    id: 'PROT-3.8-07',
    level: 'REC',
    ref: 'RFC 8259 §8.1',
    title: 'No byte order mark comes out; one that comes in, and broken UTF-8, do no harm',
    async run(c) {
      const start = `{"schemas":["${USER}"],"userName":"${c.unique()}`
      ;(await c.post('/Users', bytes(start, 0xff, 0xfe, 0x22, 0x7d))).error(400, 'invalidSyntax')
      const marked = await c.post('/Users', new Uint8Array([0xef, 0xbb, 0xbf, ...bytes(`${start}"}`)]))
      if (marked.status === 201) marked.that(!marked.response.body.startsWith('\ufeff'), 'no byte order mark')
      else marked.error(400, 'invalidSyntax')
    },
  },
  {
    id: 'PROT-3.8-08',
    level: 'REC',
    ref: 'RFC 8259 §9',
    title: 'Bodies that are too big, too deep, or hold what is no text or number are refused, and nothing breaks',
    async run(c) {
      const body = (extra: string) => new RawBody(`{"schemas":["${USER}"],"userName":"${c.unique()}",${extra}}`)
      ;(await c.post('/Users', body(`"title":"${'x'.repeat(10 * 1024 * 1024)}"`))).error([413, 400])
      ;(await c.post('/Users', body(`"title":${'['.repeat(10_000)}${']'.repeat(10_000)}`))).error([400, 413])
      ;(await c.post('/Users', body(`"x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`))).error([400, 413])
      for (const extra of [String.raw`"title":"\ud800"`, '"title":1e400']) (await c.post('/Users', body(extra))).error(400)
      const nul = await c.post('/Users', body(String.raw`"title":"a\u0000b"`))
      if (nul.status === 201) nul.has('title', 'a\u0000b')
      else nul.error(400)
      for (const key of ['__proto__', 'constructor', 'prototype']) {
        const answer = await c.post('/Users', body(`"${key}":{"active":false,"polluted":true}`))
        if (answer.status !== 201) answer.error(400)
      }
      ;(await c.createUser()).absent('polluted')
    },
  },
  {
    id: 'PROT-3.8-09',
    level: 'MUST',
    ref: 'RFC 9110 §6.4.1, §15.3.5',
    title: '204 and 304 have no body; HEAD is GET without one',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const got = await c.read(path)
      const head = (await c.request('HEAD', path, undefined, {})).is(200)
      head.that(head.response.body === '', 'no body')
      for (const name of ['content-type', 'etag'])
        head.that(head.header(name) === got.header(name), `${name}: ${got.header(name)}`, head.header(name))
      const tag = got.header('etag')
      if (tag !== undefined) {
        const same = (await c.get(path, {}, { headers: { 'if-none-match': tag } })).is(304)
        same.that(same.response.body === '', 'no body')
      }
      const gone = (await c.delete(path)).is(204)
      gone.that(gone.response.body === '', 'no body')
    },
  },
  {
    id: 'PROT-3.8-10',
    level: 'MUST',
    ref: 'RFC 9110 §15.5.6',
    title: '405 says with Allow what is allowed, and so does OPTIONS',
    async run(c) {
      const both = /\bGET\b.*\bPOST\b|\bPOST\b.*\bGET\b/
      const refused = (await c.delete('/Users')).error([405, 404, 501])
      if (refused.status === 405) refused.hasHeader('allow', both)
      const config = (await c.post('/ServiceProviderConfig', {})).error([405, 501])
      if (config.status === 405) config.hasHeader('allow', /\bGET\b/)
      const options = await c.request('OPTIONS', '/Users', undefined, {})
      if (options.status === 200 || options.status === 204) options.hasHeader('allow', both)
      await c.recommend(() => {
        options.is(200, 204)
      })
    },
  },
]
