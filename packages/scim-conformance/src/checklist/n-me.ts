import type { Client } from '../client.ts'
import type { Requirement } from '../requirement.ts'
import { USER } from '../urns.ts'

/** The token of a user, and what /Me shows to it. */
async function me(c: Client) {
  const token = c.needed(c.features.userToken, 'a token that stands for a user')
  const answer = await c.get('/Me', {}, { token })
  c.need(answer.status !== 501, 'support for /Me')
  return { token, answer }
}

async function direct(c: Client) {
  const { token, answer } = await me(c)
  c.need(answer.status !== 308, 'a /Me that is answered directly and not by a redirect')
  return { token, answer: answer.is(200) }
}

/** N. /Me. */
export const meEndpoint: readonly Requirement[] = [
  {
    id: 'PROT-3.11-01',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.11; D-43',
    title: 'Where /Me is not supported it is answered with 501',
    async run(c) {
      const answer = await c.get('/Me', {}, c.features.serviceToken === undefined ? {} : { token: c.features.serviceToken })
      c.need(answer.status !== 200 && answer.status !== 308, 'a token that stands for no user')
      // 403 and 404 are right where /Me is supported and this credential stands for no user (PROT-3.11-05).
      answer.error(c.features.userToken === undefined ? [501] : [501, 404, 403])
    },
  },
  {
    id: 'PROT-3.11-02',
    level: 'MAY',
    ref: 'RFC 7644 §3.11',
    title: 'Where it is supported /Me is the user, or a redirect to it',
    async run(c) {
      const { answer } = await me(c)
      if (answer.status === 308) answer.hasHeader('location', new RegExp(`^${c.base}/Users/`))
      else answer.is(200).has('meta.resourceType', 'User')
    },
  },
  {
    id: 'PROT-3.11-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.11',
    title: 'A /Me answered directly says where the resource really is',
    async run(c) {
      const { answer } = await direct(c)
      const location = answer.text('meta.location')
      const header = answer.header('location') ?? answer.header('content-location')
      answer.that(header === location && location.endsWith(`/Users/${answer.id}`), 'Location equal to meta.location, below /Users', header)
    },
  },
  {
    id: 'PROT-3.11-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.2, §3.11',
    title: 'The methods and parameters of a resource work on /Me',
    async run(c) {
      const { token, answer } = await direct(c)
      ;(await c.get('/Me', { attributes: 'userName' }, { token })).is(200).present('userName').absent('meta')
      const nickName = c.unique('nick')
      ;(await c.patch('/Me', [{ op: 'replace', path: 'nickName', value: nickName }], { token })).is(200, 204)
      ;(await c.get(`/Users/${answer.id}`)).is(200).has('nickName', nickName)
      const body = { ...answer.object(), nickName: `${nickName}.2` }
      ;(await c.put('/Me', body, { token })).is(200).has('nickName', `${nickName}.2`)
      const tag = answer.header('etag')
      if (tag !== undefined) {
        ;(await c.put('/Me', body, { token, headers: { 'if-match': tag } })).error(412)
        const current = (await c.get('/Me', {}, { token })).header('etag') ?? ''
        ;(await c.get('/Me', {}, { token, headers: { 'if-none-match': current } })).is(304)
      }
    },
  },
  {
    id: 'PROT-3.11-05',
    level: 'REC',
    ref: 'RFC 7644 §3.11, §7.6',
    title: 'A credential that stands for no user has no /Me',
    async run(c) {
      c.needed(c.features.userToken, 'a token that stands for a user')
      const token = c.features.serviceToken
      ;(await c.get('/Me', {}, token === undefined ? {} : { token })).error([404, 403, 501])
      ;(await c.post('/Me', { schemas: [USER], userName: c.unique() }, token === undefined ? {} : { token })).error([404, 403, 501, 405])
    },
  },
  {
    id: 'PROT-3.11-06',
    level: 'REC',
    ref: 'RFC 7644 §2',
    title: 'At /Me users change what is theirs to change, not their rights',
    async run(c) {
      const { token, answer } = await direct(c)
      for (const operation of [
        { op: 'add', path: 'roles', value: [{ value: 'admin' }] },
        { op: 'add', path: 'entitlements', value: [{ value: 'all' }] },
        { op: 'replace', path: 'userName', value: c.unique() },
        { op: 'replace', path: 'active', value: false },
      ]) {
        ;(await c.patch('/Me', [operation], { token })).error(403)
      }
      ;(await c.get(`/Users/${answer.id}`)).is(200).has('userName', answer.text('userName'))
    },
  },
]
