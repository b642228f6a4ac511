import { type Answer, scimTypes } from '../answer.ts'
import type { Client } from '../client.ts'
import { RawBody } from '../client.ts'
import type { Requirement } from '../requirement.ts'
import { USER } from '../urns.ts'

/** Requests that go wrong, each in its own way, from the router to the storage. */
async function mishaps(c: Client): Promise<Answer[]> {
  const user = await c.createUser()
  const path = `/Users/${user.id}`
  return [
    await c.get('/Users', {}, { token: null }),
    await c.get('/Users', {}, { token: 'wrong' }),
    await c.get('/Nope'),
    await c.get(`/Users/${crypto.randomUUID()}`),
    await c.get('/Users', { filter: 'userName xx "y"' }),
    await c.get('/Users', { count: 'abc' }),
    await c.request('PUT', '/Users', { schemas: [USER] }, {}),
    await c.post('/Users', { schemas: [USER], userName: user.text('userName') }),
    await c.post('/Users', { schemas: [USER] }),
    await c.post('/Users', new RawBody('{')),
    await c.post('/Users', new RawBody('x'), { headers: { 'content-type': 'text/plain' } }),
    await c.patch(path, [{ op: 'remove' }]),
    await c.patch(path, [{ op: 'replace', path: 'id', value: 'x' }]),
    await c.post('/Schemas', { schemas: [] }),
    await c.delete('/Users'),
  ]
}

/** O. Status codes and errors. */
export const errors: readonly Requirement[] = [
  {
    id: 'PROT-3.12-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.12',
    title: 'Every error has a JSON body with the Error URN and the status as a string, also those of the router',
    async run(c) {
      for (const answer of await mishaps(c)) answer.refused()
    },
  },
  {
    id: 'PROT-3.12-02',
    level: 'REC',
    ref: 'RFC 7644 §8.1',
    title: 'Errors are application/scim+json',
    async run(c) {
      for (const answer of await mishaps(c)) answer.refused().hasHeader('content-type', /^application\/scim\+json\b/)
      ;(await c.get('/Nope', {}, { headers: { accept: 'application/json' } }))
        .error(404)
        .hasHeader('content-type', /^application\/(scim\+)?json\b/)
    },
  },
  {
    id: 'PROT-3.12-03',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.2, §3.12',
    title: 'The status of the body is the status of the response',
    async run(c) {
      for (const answer of await mishaps(c)) answer.has('status', String(answer.status))
    },
  },
  {
    id: 'PROT-3.12-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.12 Table 9; RFC 9865 §2.1',
    title: 'scimType is one of the registered keywords, to the letter',
    async run(c) {
      for (const answer of await mishaps(c)) {
        const type = answer.at('scimType')
        answer.that(type === undefined || scimTypes.has(String(type)), `a scimType among ${[...scimTypes].join(', ')}`, type)
      }
    },
  },
  {
    id: 'PROT-3.12-05',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.12 Table 8',
    title: 'Statuses mean what Table 8 says',
    async run(c) {
      const user = await c.createUser()
      ;(await c.get('/Users', { filter: 'nonsense' })).error(400)
      ;(await c.get('/Users', {}, { token: 'wrong' })).error(401)
      ;(await c.get(`/Users/${crypto.randomUUID()}`)).error(404)
      ;(await c.post('/Users', { schemas: [USER], userName: user.text('userName') })).error(409)
      if (await c.discovery.supports('etag')) {
        ;(
          await c.put(`/Users/${user.id}`, { schemas: [USER], userName: user.text('userName') }, { headers: { 'if-match': 'W/"stale"' } })
        ).error(412)
      }
      const readOnly = c.features.readOnlyToken
      if (readOnly !== undefined) (await c.post('/Users', { schemas: [USER], userName: c.unique() }, { token: readOnly })).error(403)
    },
  },
  {
    id: 'PROT-3.12-06',
    level: 'REC',
    ref: 'RFC 7644 §3.12 Table 8; D-25',
    title: '401 is for credentials, 403 for rights, 404 for what is not there or belongs to another tenant',
    async run(c) {
      for (const token of [null, 'wrong'])
        (await c.get('/Users', {}, { token })).error(401).hasHeader('www-authenticate', /\bBearer\b|\bBasic\b/i)
      const unknown = (await c.get(`/Users/${crypto.randomUUID()}`)).error(404)
      const foreign = c.features.secondTenantToken
      if (foreign === undefined) return
      const user = await c.createUser()
      const seen = (await c.get(`/Users/${user.id}`, {}, { token: foreign })).error(404)
      const blank = (answer: Answer) => answer.response.body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '')
      seen.that(blank(seen) === blank(unknown), `the very answer that an unknown id has: ${unknown.response.body}`)
      ;(await c.delete(`/Users/${user.id}`, { token: foreign })).error(404)
      ;(await c.find('/Users', `id eq "${user.id}"`)).finds(user.id)
    },
  },
  {
    id: 'PROT-3.12-07',
    level: 'REC',
    ref: 'RFC 7644 §3.12 Table 8',
    title: '501 is for what SCIM has and the server has not; 405 with Allow for what makes no sense',
    async run(c) {
      ;(await c.request('PATCH', '/Schemas', { schemas: [] }, {})).error(405).hasHeader('allow', /\bGET\b/)
      if (!(await c.discovery.supports('bulk'))) (await c.post('/Bulk', {})).error([501, 404])
      if (!(await c.discovery.supports('patch'))) (await c.patch(`/Users/${crypto.randomUUID()}`, [])).error(501)
    },
  },
  {
    id: 'PROT-3.12-08',
    level: 'REC',
    ref: 'RFC 9110 §15.5.16, §15.5.7',
    title: 'A body that is neither SCIM nor JSON is 415; a client that wants neither gets 406, or SCIM all the same',
    async run(c) {
      const text = JSON.stringify({ schemas: [USER], userName: c.unique() })
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x']) {
        ;(await c.post('/Users', new RawBody(text), { headers: { 'content-type': type } })).error(415)
      }
      const answer = await c.get('/Users', { count: 1 }, { headers: { accept: 'text/html' } })
      if (answer.status === 200) answer.hasHeader('content-type', /^application\/scim\+json/)
      else answer.error(406)
    },
  },
  {
    id: 'PROT-3.12-09',
    level: 'REC',
    ref: 'OWASP API8:2023',
    title: 'An error helps, and lets nothing out: no stack, no SQL, no path, no password',
    async run(c) {
      const password = `Secret-${crypto.randomUUID()}`
      const answers = await mishaps(c)
      answers.push(await c.post('/Users', { schemas: [USER], userName: '', password }))
      answers.push(await c.post('/Users', { schemas: [USER], userName: c.unique(), password: { nested: password } }))
      answers.push(await c.find('/Users', `password eq "${password}"`))
      for (const answer of answers) {
        if (answer.status < 400) continue
        const { body } = answer.response
        const leak = [
          /\bat \S+ \(?\S+:\d+:\d+/,
          /node_modules|\.[jt]s:\d+/,
          /\b(SQLITE|sqlite|SELECT\s|INSERT\s|constraint failed)/,
          /\/(home|usr|var|work|app)\//,
        ].find((pattern) => pattern.test(body))
        answer.that(leak === undefined && !body.includes(password), 'an error without internals or secrets')
      }
    },
  },
  {
    id: 'PROT-3.12-10',
    level: 'REC',
    ref: 'RFC 6585 §4',
    title: 'Too many requests are answered with 429 and Retry-After, an overload with 503 and Retry-After',
    notTestable: 'Running into a limit on purpose would be a load test, and no load belongs on a server that may be in use.',
  },
  {
    id: 'PROT-3.12-11',
    level: 'REC',
    ref: 'RFC 9457',
    title: 'The SCIM error is not given up for application/problem+json',
    async run(c) {
      const missing = `/Users/${crypto.randomUUID()}`
      ;(await c.get(missing, {}, { headers: { accept: null } })).error(404).hasHeader('content-type', /^application\/scim\+json/)
      const both = await c.get(missing, {}, { headers: { accept: 'application/problem+json, application/scim+json;q=0.5' } })
      both.that([404, 406].includes(both.status), 'status 404')
    },
  },
  {
    id: 'PROT-3.12-12',
    level: 'REC',
    ref: 'RFC 7644 §3.12',
    title: 'An unknown path below the base is 404 with a SCIM error',
    async run(c) {
      for (const path of ['/Nope', '/Nope/1', '/users', '/Users/1/emails', '/Users//x']) (await c.get(path)).error(404)
      ;(await c.post('/Nope', { schemas: [USER] })).error(404)
    },
  },
]
