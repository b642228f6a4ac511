import { RawBody } from '../client.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { BULK_REQUEST, ENTERPRISE, GROUP, PATCH_OP, USER } from '../urns.ts'
import { bulk, bulkJob, creating, idIn, statuses } from './l-bulk-job.ts'

const group = (bulkId: string, displayName: string, members: readonly string[]): JsonObject => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) },
})

/** L. Bulk. */
export const bulkRequirements: readonly Requirement[] = [
  ...bulkJob,
  {
    id: 'PROT-3.7-11',
    level: 'MUST',
    ref: 'RFC 7644 §3.7.2',
    title: 'bulkId:… in data becomes the id, wherever a reference stands',
    async run(c) {
      const employee = {
        schemas: [USER, ENTERPRISE],
        userName: c.unique('bulk'),
        [ENTERPRISE]: { manager: { value: 'bulkId:boss' } },
        title: 'bulkId:boss is text here',
      }
      const answer = await bulk(c, [
        creating(c, 'boss'),
        { method: 'POST', path: '/Users', bulkId: 'employee', data: employee },
        group('tour', c.unique('group'), ['bulkId:boss']),
      ])
      statuses(answer, '201', '201', '201')
      const boss = idIn(answer, 0)
      ;(await c.read(`/Users/${idIn(answer, 1)}`)).has(`["${ENTERPRISE}"].manager.value`, boss).has('title', 'bulkId:boss is text here')
      ;(await c.read(`/Groups/${idIn(answer, 2)}`)).has('members[0].value', boss)
      await c.recommend(async () => {
        const patch = {
          method: 'PATCH',
          path: '/Groups/bulkId:later',
          data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:one' }] }] },
        }
        const later = await bulk(c, [creating(c, 'one'), group('later', c.unique('group'), []), patch])
        statuses(later, '201', '201', /200|204/)
        ;(await c.read(`/Groups/${idIn(later, 1)}`)).has('members[0].value', idIn(later, 0))
      })
    },
  },
  {
    id: 'PROT-3.7-12',
    level: 'MUST',
    ref: 'RFC 7644 §3.7, §3.7.1',
    title: 'A reference may come before what it refers to',
    async run(c) {
      const answer = statuses(await bulk(c, [group('g', c.unique('group'), ['bulkId:u']), creating(c, 'u')]), '201', '201')
      const at = answer.at('Operations[0].bulkId') === 'g' ? [0, 1] : [1, 0]
      ;(await c.read(`/Groups/${idIn(answer, at[0] ?? 0)}`)).has('members[0].value', idIn(answer, at[1] ?? 1))
    },
  },
  {
    id: 'PROT-3.7-13',
    level: 'MUST',
    ref: 'RFC 7644 §3.7.1; D-42',
    title: 'References in a circle are resolved, or answered with 409; never kept as text',
    async run(c) {
      const answer = await bulk(c, [group('a', c.unique('group'), ['bulkId:b']), group('b', c.unique('group'), ['bulkId:a'])])
      statuses(answer, /201|409/, /201|409/)
      for (const index of [0, 1]) {
        if (answer.at(`Operations[${index}].status`) !== '201') continue
        const read = await c.read(`/Groups/${idIn(answer, index)}`)
        read.that(!read.response.body.includes('bulkId:'), 'no bulkId: in what was kept')
      }
      await c.recommend(async () => {
        statuses(answer, '201', '201')
        ;(await c.read(`/Groups/${idIn(answer, 0)}`)).has('members[0].value', idIn(answer, 1))
        ;(await c.read(`/Groups/${idIn(answer, 1)}`)).has('members[0].value', idIn(answer, 0))
      })
    },
  },
  {
    id: 'PROT-3.7-14',
    level: 'MUST',
    ref: 'RFC 7644 §3.7.2',
    title: 'A reference to what is not created fails its operation; no bulkId: is kept',
    async run(c) {
      const names = [c.unique('group'), c.unique('group')]
      const answer = await bulk(c, [
        group('a', names[0] ?? '', ['bulkId:nobody']),
        { ...creating(c, 'broken'), data: { schemas: [USER] } },
        group('b', names[1] ?? '', ['bulkId:broken']),
      ])
      statuses(answer, /400|409/, '400', /400|409/)
      for (const name of names) (await c.find('/Groups', `displayName eq "${name}"`)).finds()
    },
  },
  {
    id: 'PROT-3.7-15',
    level: 'MAY',
    ref: 'RFC 7644 §3.7',
    title: 'version in an operation works as If-Match does',
    async run(c) {
      c.need(await c.discovery.supports('etag'), 'etag.supported')
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const stale = user.text('meta.version')
      ;(await c.patch(path, [{ op: 'replace', path: 'title', value: 'X' }])).is(200, 204)
      const fresh = (await c.read(path)).text('meta.version')
      const data = { schemas: [USER], userName: user.text('userName'), title: 'Y' }
      statuses(
        await bulk(c, [
          { method: 'PUT', path, version: stale, data },
          { method: 'DELETE', path, version: stale },
        ]),
        '412',
        '412',
      )
      ;(await c.read(path)).has('title', 'X')
      statuses(await bulk(c, [{ method: 'PUT', path, version: fresh, data }]), '200')
    },
  },
  {
    id: 'PROT-3.7.4-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.7.4',
    title: 'One operation or byte above the announced limits is 413, and the message names the limit; at the limit all is well',
    async run(c) {
      c.need(await c.discovery.supports('bulk'), 'bulk.supported')
      const config = await c.discovery.config()
      const most = config.number('bulk.maxOperations')
      const operations = (count: number) =>
        Array.from({ length: count }, () => ({ method: 'DELETE', path: `/Users/${crypto.randomUUID()}` }))
      if (most > 0 && most <= 10_000) {
        const full = (await bulk(c, operations(most))).is(200)
        full.that(full.array('Operations').length === most, `${most} results`, full.array('Operations').length)
        const answer = (await bulk(c, operations(most + 1))).error(413)
        answer.that(
          /maxOperations/.test(answer.text('detail')) || answer.text('detail').includes(String(most)),
          'a detail that names maxOperations',
        )
      }
      const bytes = config.number('bulk.maxPayloadSize')
      c.need(bytes > 0 && bytes <= 32 * 1024 * 1024, 'a bulk.maxPayloadSize of at most 32 MiB')
      const text = JSON.stringify({ schemas: [BULK_REQUEST], Operations: operations(1) })
      ;(await c.post('/Bulk', new RawBody(text.padEnd(bytes, ' ')))).is(200)
      for (const chunked of [false, true]) {
        const answer = (await c.post('/Bulk', new RawBody(text.padEnd(bytes + 1, ' ')), { chunked })).error(413)
        answer.that(
          /maxPayloadSize/.test(answer.text('detail')) || answer.text('detail').includes(String(bytes)),
          'a detail that names maxPayloadSize',
        )
      }
    },
  },
  {
    id: 'PROT-3.7-17',
    level: 'REC',
    ref: 'RFC 7644 §3.7',
    title: 'Each operation is authorised by itself',
    async run(c) {
      const token = c.needed(c.features.readOnlyToken, 'a token that may not write')
      c.need(await c.discovery.supports('bulk'), 'bulk.supported')
      const answer = await c.post('/Bulk', { schemas: [BULK_REQUEST], Operations: [creating(c, 'a')] }, { token })
      if (answer.status === 200) statuses(answer, '403')
      else answer.error(403)
    },
  },
  {
    id: 'PROT-3.7-18',
    level: 'REC',
    ref: 'RFC 7644 §3.7, erratum 5050',
    title: 'The data of a PATCH is a PatchOp message; its schemas may be missing',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const operations = [{ op: 'replace', path: 'title', value: 'X' }]
      statuses(await bulk(c, [{ method: 'PATCH', path, data: { schemas: [PATCH_OP], Operations: operations } }]), /200|204/)
      ;(await c.read(path)).has('title', 'X')
      // The letter of RFC 7644 §3.5.2 wants schemas in every PatchOp.
      if (c.profile === 'compat') statuses(await bulk(c, [{ method: 'PATCH', path, data: { Operations: operations } }]), /200|204/)
    },
  },
  {
    id: 'PROT-3.7-19',
    level: 'REC',
    ref: 'RFC 7644 §3.7',
    title: 'Results have the statuses of single operations: 201, 200, 200 or 204, 204',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const answer = await bulk(c, [
        creating(c, 'a'),
        { method: 'PUT', path, data: { schemas: [USER], userName: user.text('userName'), title: 'X' } },
        { method: 'PATCH', path, data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value: 'Y' }] } },
        { method: 'DELETE', path },
      ])
      statuses(answer, '201', '200', /200|204/, '204')
      ;(await c.get(path)).error(404)
      answer.that(answer.array('Operations').every(isJsonObject), 'results that are objects')
    },
  },
  {
    id: 'PROT-3.7-20',
    level: 'REC',
    ref: 'RFC 7644 §3.7',
    title: 'A job that is cut off leaves whole operations, never half of one',
    notTestable: 'The server would have to be killed in the middle of a job, which is not done over SCIM.',
  },
]
