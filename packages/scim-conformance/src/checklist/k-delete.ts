import type { Requirement } from '../requirement.ts'
import { ENTERPRISE, USER } from '../urns.ts'

/** K. Delete. */
export const remove: readonly Requirement[] = [
  {
    id: 'PROT-3.6-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.6',
    title: 'DELETE answers 204 without a body',
    async run(c) {
      const user = await c.createUser()
      const answer = (await c.delete(`/Users/${user.id}`)).is(204)
      answer.that(answer.response.body === '' && (answer.header('content-length') ?? '0') === '0', 'no body')
    },
  },
  {
    id: 'PROT-3.6-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.6',
    title: 'After it every operation on the id is answered with 404',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      ;(await c.delete(path)).is(204)
      ;(await c.get(path)).error(404)
      ;(await c.put(path, { schemas: [USER], userName: c.unique() })).error(404)
      ;(await c.patch(path, [{ op: 'replace', path: 'title', value: 'X' }])).error(404)
      ;(await c.delete(path)).error(404)
    },
  },
  {
    id: 'PROT-3.6-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.6',
    title: 'What is deleted is found by no query',
    async run(c) {
      const user = await c.createUser()
      ;(await c.delete(`/Users/${user.id}`)).is(204)
      for (const filter of [`id eq "${user.id}"`, `userName eq "${user.text('userName')}"`])
        (await c.find('/Users', filter)).finds().has('totalResults', 0)
    },
  },
  {
    id: 'PROT-3.6-04',
    level: 'SHOULD NOT',
    ref: 'RFC 7644 §3.6',
    title: 'What is deleted stands in nobody’s way',
    async run(c) {
      const user = await c.createUser()
      ;(await c.delete(`/Users/${user.id}`)).is(204)
      const again = await c.createUser({ userName: user.text('userName') })
      again.that(again.id !== user.id, 'a new id', again.id)
    },
  },
  {
    id: 'PROT-3.6-05',
    level: 'REC',
    ref: 'RFC 7643 §2.3.7, §4.2; D-34',
    title: 'What is deleted is no longer a member, and the groups it was in have a new version',
    async run(c) {
      const [user, other] = [await c.createUser(), await c.createUser()]
      const group = await c.createGroup({ members: [{ value: user.id }, { value: other.id }] })
      const path = `/Groups/${group.id}`
      const before = await c.read(path)
      ;(await c.delete(`/Users/${user.id}`)).is(204)
      const after = (await c.read(path)).has('members[0].value', other.id).absent('members[1]')
      if (await c.discovery.supports('etag'))
        after.that(after.at('meta.version') !== before.at('meta.version'), 'a new meta.version', after.at('meta.version'))
      ;(await c.find('/Groups', `members.value eq "${user.id}"`)).finds()
      ;(await c.delete(`${path}`)).is(204)
      ;(await c.read(`/Users/${other.id}`)).absent('groups')
    },
  },
  {
    id: 'PROT-3.6-06',
    level: 'REC',
    ref: 'RFC 7644 §3.6',
    title: 'DELETE deletes, and nothing else does',
    async run(c) {
      const user = await c.createUser({ active: true })
      const path = `/Users/${user.id}`
      ;(await c.patch(path, [{ op: 'replace', path: 'active', value: false }])).is(200, 204)
      ;(await c.read(path)).has('active', false)
      ;(await c.delete(path)).is(204)
      ;(await c.get(path)).error(404)
      const boss = await c.createUser()
      const report = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { manager: { value: boss.id } } })
      ;(await c.delete(`/Users/${boss.id}`)).is(204)
      ;(await c.read(`/Users/${report.id}`)).has('id', report.id)
    },
  },
  {
    id: 'PROT-3.6-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.14',
    title: 'DELETE minds If-Match where ETags are supported',
    async run(c) {
      c.need(await c.discovery.supports('etag'), 'etag.supported')
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const stale = user.text('meta.version')
      ;(await c.patch(path, [{ op: 'replace', path: 'title', value: 'X' }])).is(200, 204)
      ;(await c.delete(path, { headers: { 'if-match': stale } })).error(412)
      const fresh = (await c.read(path)).text('meta.version')
      ;(await c.delete(path, { headers: { 'if-match': fresh } })).is(204)
    },
  },
  {
    id: 'PROT-3.6-08',
    level: 'REC',
    ref: 'RFC 7644 §3.6',
    title: 'DELETE of a whole collection is not allowed; a body sent along is ignored',
    async run(c) {
      const user = await c.createUser()
      ;(await c.delete('/Users')).error(405).hasHeader('allow')
      await c.read(`/Users/${user.id}`)
      ;(await c.request('DELETE', `/Users/${user.id}`, { any: 'thing' }, {})).is(204)
    },
  },
]
