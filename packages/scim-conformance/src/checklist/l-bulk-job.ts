import type { Answer } from '../answer.ts'
import type { Client } from '../client.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { BULK_REQUEST, BULK_RESPONSE, PATCH_OP, USER } from '../urns.ts'

/** Sends operations as one job; not applicable where Bulk is not supported. */
export async function bulk(c: Client, operations: readonly JsonValue[], more: JsonObject = {}): Promise<Answer> {
  c.need(await c.discovery.supports('bulk'), 'bulk.supported')
  return c.post('/Bulk', { schemas: [BULK_REQUEST], Operations: operations, ...more })
}

/** An operation that creates a user. */
export function creating(c: Client, bulkId: string, attributes: JsonObject = {}): JsonObject {
  return { method: 'POST', path: '/Users', bulkId, data: { schemas: [USER], userName: c.unique('bulk'), ...attributes } }
}

/** Demands a 200 whose results have these statuses, in order. */
export function statuses(answer: Answer, ...expected: (string | RegExp)[]): Answer {
  answer.is(200)
  const got = answer.array('Operations').map((each) => (isJsonObject(each) ? each['status'] : undefined))
  const met =
    got.length === expected.length &&
    expected.every((each, index) => new RegExp(`^${typeof each === 'string' ? each : each.source}$`).test(String(got[index])))
  return answer.that(met, `results with the statuses ${expected.join(', ')}`, got)
}

/** The id at the end of a result's location. */
export function idIn(answer: Answer, index: number): string {
  return answer.text(`Operations[${index}].location`).replace(/^.*\//, '')
}

/** L, first part: the job and its results. */
export const bulkJob: readonly Requirement[] = [
  {
    id: 'PROT-3.7-01',
    level: 'MAY',
    ref: 'RFC 7644 §3.7; RFC 7643 §5; D-43',
    title: 'Bulk works when it is announced, and is answered with 501 or 404 when it is not',
    async run(c) {
      const answer = await c.post('/Bulk', { schemas: [BULK_REQUEST], Operations: [creating(c, 'a')] })
      if (await c.discovery.supports('bulk')) statuses(answer, '201')
      else answer.error([501, 404])
    },
  },
  {
    id: 'PROT-3.7-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.7',
    title: 'The request is a BulkRequest with Operations, the answer a BulkResponse',
    async run(c) {
      ;(await bulk(c, [creating(c, 'a')])).is(200).has('schemas', [BULK_RESPONSE])
      for (const body of [
        { Operations: [creating(c, 'a')] },
        { schemas: [USER], Operations: [creating(c, 'a')] },
        { schemas: [BULK_REQUEST] },
        { schemas: [BULK_REQUEST], Operations: {} },
        [],
      ]) {
        ;(await c.post('/Bulk', body)).error(400, 'invalidSyntax')
      }
      const empty = await bulk(c, [])
      if (empty.status === 200) statuses(empty)
      else empty.error(400)
    },
  },
  {
    id: 'PROT-3.7-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.7',
    title: 'An operation with a wrong method or path, or without its data, fails alone',
    async run(c) {
      const user = await c.createUser()
      const data = { schemas: [USER], userName: c.unique() }
      const wrong = [
        { method: 'GET', path: `/Users/${user.id}` },
        { method: 'MOVE', path: '/Users', bulkId: 'a', data },
        { method: 'POST', path: `/Users/${user.id}`, bulkId: 'b', data },
        { method: 'POST', path: '/Nothing', bulkId: 'c', data },
        { method: 'POST', path: '/Users', bulkId: 'd' },
        { method: 'PUT', path: `/Users/${user.id}` },
        { method: 'DELETE', path: '/Users' },
        { method: 'POST', path: '/Bulk', bulkId: 'e', data },
        { method: 'POST', path: 'https://example.test/Users', bulkId: 'f', data },
        { method: 'DELETE', path: `/Groups/../Users/${user.id}` },
        { method: 'POST', bulkId: 'g', data },
      ]
      const answer = await bulk(c, [...wrong, creating(c, 'right')])
      statuses(answer, ...wrong.map(() => /4\d\d/), '201')
      await c.read(`/Users/${user.id}`)
    },
  },
  {
    id: 'PROT-3.7-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.7',
    title: 'A POST needs a bulkId that is unique in the job, and has it in its result',
    async run(c) {
      const answer = await bulk(c, [creating(c, 'qwerty')])
      statuses(answer, '201').has('Operations[0].bulkId', 'qwerty')
      const { bulkId: _, ...nameless } = creating(c, '')
      const missing = await bulk(c, [nameless])
      if (missing.status === 200) statuses(missing, '400')
      else missing.error(400)
      const twice = await bulk(c, [creating(c, 'twin'), creating(c, 'twin')])
      if (twice.status === 200) statuses(twice, /201|400/, '400')
      else twice.error(400, ['invalidSyntax', 'invalidValue'])
    },
  },
  {
    id: 'PROT-3.7-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.7; D-40',
    title: 'A job that was processed is 200, also when operations of it failed',
    async run(c) {
      const broken = { ...creating(c, 'b'), data: { schemas: [USER] } }
      statuses(await bulk(c, [creating(c, 'a'), broken]), '201', '400')
      statuses(await bulk(c, [broken], { failOnErrors: 1 }), '400')
    },
  },
  {
    id: 'PROT-3.7-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.7, §3.7.3',
    title: 'Without failOnErrors every operation is tried',
    async run(c) {
      const broken = { ...creating(c, 'b'), data: { schemas: [USER] } }
      statuses(await bulk(c, [creating(c, 'a'), broken, creating(c, 'c')]), '201', '400', '201')
    },
  },
  {
    id: 'PROT-3.7-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.7, §3.7.3',
    title: 'failOnErrors ends the job after so many errors, and takes nothing back',
    async run(c) {
      const names = [c.unique('kept'), c.unique('never')]
      const broken = (bulkId: string) => ({ ...creating(c, bulkId), data: { schemas: [USER] } })
      const first = creating(c, 'a', { userName: names[0] ?? '' })
      const last = creating(c, 'last', { userName: names[1] ?? '' })
      statuses(await bulk(c, [first, broken('b'), last], { failOnErrors: 1 }), '201', '400')
      ;(await c.find('/Users', `userName eq "${names[0]}"`)).has('totalResults', 1)
      ;(await c.find('/Users', `userName eq "${names[1]}"`)).has('totalResults', 0)
      statuses(await bulk(c, [broken('a'), creating(c, 'b'), broken('c'), last], { failOnErrors: 2 }), '400', '201', '400')
      await c.recommend(async () => {
        for (const failOnErrors of [0, -1, 1.5, 'x'])
          (await bulk(c, [creating(c, 'a')], { failOnErrors })).error(400, ['invalidValue', 'invalidSyntax'])
      })
    },
  },
  {
    id: 'PROT-3.7-08',
    level: 'MUST',
    ref: 'RFC 7644 §3.7.3',
    title: 'Each result has its method, status, location, version and bulkId',
    async run(c) {
      const etag = await c.discovery.supports('etag')
      const users = [await c.createUser(), await c.createUser(), await c.createUser()]
      const [put, patch, gone] = users.map((each) => `/Users/${each.id}`)
      const answer = await bulk(c, [
        creating(c, 'a'),
        { method: 'PUT', path: put ?? '', data: { schemas: [USER], userName: c.unique(), title: 'X' } },
        {
          method: 'PATCH',
          path: patch ?? '',
          bulkId: 'p',
          data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value: 'X' }] },
        },
        { method: 'DELETE', path: gone ?? '' },
        { ...creating(c, 'b'), data: { schemas: [USER] } },
      ])
      statuses(answer, '201', '200', /200|204/, '204', '400')
      for (const [index, method] of ['POST', 'PUT', 'PATCH', 'DELETE', 'POST'].entries()) answer.has(`Operations[${index}].method`, method)
      for (const [index, user] of users.entries()) answer.has(`Operations[${index + 1}].location`, user.text('meta.location'))
      answer
        .has('Operations[0].bulkId', 'a')
        .has('Operations[2].bulkId', 'p')
        .has('Operations[4].bulkId', 'b')
        .absent('Operations[4].location')
      const created = (await c.get(answer.text('Operations[0].location'))).is(200)
      if (!etag) return
      answer.has('Operations[0].version', created.text('meta.version'))
      for (const index of [1, 2])
        answer.has(`Operations[${index}].version`, (await c.get(answer.text(`Operations[${index}].location`))).text('meta.version'))
    },
  },
  {
    id: 'PROT-3.7-09',
    level: 'MUST',
    ref: 'RFC 7644 §3.7.3, erratum 7916; D-41',
    title: 'The status of a result is a string',
    async run(c) {
      const answer = (await bulk(c, [creating(c, 'a'), { method: 'DELETE', path: `/Users/${crypto.randomUUID()}` }])).is(200)
      for (const index of [0, 1])
        answer.that(typeof answer.at(`Operations[${index}].status`) === 'string', `Operations[${index}].status to be a string`)
      answer.has('Operations[0].status', '201').has('Operations[1].status', '404')
    },
  },
  {
    id: 'PROT-3.7-10',
    level: 'MUST',
    ref: 'RFC 7644 §3.7',
    title: 'A result that is no success carries the SCIM error',
    async run(c) {
      const answer = await bulk(c, [
        { ...creating(c, 'a'), data: { schemas: [USER] } },
        { method: 'DELETE', path: `/Users/${crypto.randomUUID()}` },
      ])
      statuses(answer, '400', '404')
      for (const [index, status] of ['400', '404'].entries()) {
        answer
          .has(`Operations[${index}].response.schemas`, ['urn:ietf:params:scim:api:messages:2.0:Error'])
          .has(`Operations[${index}].response.status`, status)
      }
      answer.has('Operations[0].response.scimType', 'invalidValue')
    },
  },
  {
    id: 'PROT-3.7-16',
    level: 'MUST',
    ref: 'RFC 7644 §3.12',
    title: 'scimType in a result is that of the single operation',
    async run(c) {
      const user = await c.createUser()
      const patch = (operation: JsonValue) => ({
        method: 'PATCH',
        path: `/Users/${user.id}`,
        data: { schemas: [PATCH_OP], Operations: [operation] },
      })
      const answer = await bulk(c, [
        creating(c, 'a', { userName: user.text('userName') }),
        patch({ op: 'remove' }),
        patch({ op: 'replace', path: 'id', value: 'x' }),
      ])
      statuses(answer, '409', '400', '400')
      for (const [index, scimType] of ['uniqueness', 'noTarget', 'mutability'].entries())
        answer.has(`Operations[${index}].response.scimType`, scimType)
    },
  },
]
