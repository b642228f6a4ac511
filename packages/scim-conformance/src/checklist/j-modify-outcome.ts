import type { Answer } from '../answer.ts'
import type { FoundAttribute } from '../discovery.ts'
import { isJsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimal, sample } from '../sample.ts'
import { ENTERPRISE, USER } from '../urns.ts'
import { refusedWhole } from './refused-whole.ts'

const set = (path: string, value: JsonValue) => ({ op: 'replace', path, value })

/** How many values of a multi-valued attribute are primary. */
function primaries(answer: Answer, path: string): JsonValue[] {
  return answer.array(path).filter((each) => isJsonObject(each) && each['primary'] === true)
}

/** J, second part: what a PATCH may change, and what is answered. */
export const modifyOutcome: readonly Requirement[] = [
  {
    id: 'PROT-3.5.2-10',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2, §3.12',
    title: 'What mutability or the schema forbids is answered with the error that fits',
    async run(c) {
      await refusedWhole(c, [set('id', 'other')], 400, 'mutability')
      await refusedWhole(c, [set('meta.created', '1999-01-01T00:00:00Z')], 400, 'mutability')
      await refusedWhole(c, [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }], 400, 'mutability')
      await refusedWhole(c, [{ op: 'add', path: 'title', value: { a: 1 } }], 400, 'invalidValue')
      await refusedWhole(c, [{ op: 'add', path: 'emails', value: [5] }], 400, 'invalidValue')
    },
  },
  {
    id: 'PROT-3.5.2-11',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2; D-16',
    title: 'readOnly cannot be patched; immutable can be set while it is empty',
    async run(c) {
      const user = await c.createUser()
      ;(await c.patch(`/Users/${user.id}`, [set('groups', [{ value: 'x' }])])).error(400, 'mutability')
      const isOptionalImmutable = ({ attribute }: FoundAttribute) =>
        attribute.mutability === 'immutable' && !attribute.required && !attribute.multiValued && attribute.type === 'string'
      const found = await c.discovery.find('an optional immutable attribute', isOptionalImmutable)
      const created = (await c.post(found.type.endpoint, await minimal(c, found.type))).is(201)
      const path = `${found.type.endpoint}/${created.id}`
      const value = sample(c, found.attribute)
      ;(await c.patch(path, [{ op: 'add', path: found.path, value }])).is(200, 204)
      ;(await c.patch(path, [set(found.path, sample(c, found.attribute))])).error(400, 'mutability')
      ;(await c.patch(path, [{ op: 'remove', path: found.path }])).error(400, 'mutability')
      ;(await c.patch(path, [set(found.path, value)])).is(200, 204)
      ;(await c.read(path)).has(bodyPath(found), value)
    },
  },
  {
    id: 'PROT-3.5.2-12',
    level: 'REC',
    ref: 'RFC 7643 §3.1; D-17',
    title: 'In a value without a path the same id, any meta and schemas are ignored; another id is refused',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const value = { id: user.id, schemas: [USER], meta: { resourceType: 'User', created: '1999-01-01T00:00:00Z' }, nickName: 'X' }
      ;(await c.patch(path, [{ op: 'add', value }])).is(200, 204)
      ;(await c.read(path)).has('nickName', 'X').has('meta.created', user.text('meta.created'))
      ;(await c.patch(path, [{ op: 'replace', value: { id: 'other', nickName: 'Y' } }])).error(400, 'mutability')
    },
  },
  {
    id: 'PROT-3.5.2-13',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2',
    title: 'Adding an attribute of an extension adds its URN to schemas',
    async run(c) {
      const path = `/Users/${(await c.createUser()).id}`
      ;(await c.patch(path, [{ op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '7' }])).is(200, 204)
      const read = (await c.read(path)).has(`["${ENTERPRISE}"].employeeNumber`, '7')
      read.that(read.array('schemas').includes(ENTERPRISE), `${ENTERPRISE} among the schemas`, read.at('schemas'))
    },
  },
  {
    id: 'PROT-3.5.2-14',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2',
    title: 'The base schema cannot be removed; removing an extension from schemas removes its data, or is refused',
    async run(c) {
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber: '7' } })
      const path = `/Users/${user.id}`
      for (const each of [`schemas[value eq "${USER}"]`, 'schemas'])
        (await c.patch(path, [{ op: 'remove', path: each }])).error(400, ['mutability', 'invalidValue'])
      const answer = await c.patch(path, [{ op: 'remove', path: `schemas[value eq "${ENTERPRISE}"]` }])
      if (answer.status === 200 || answer.status === 204) (await c.read(path)).has('schemas', [USER]).absent(`["${ENTERPRISE}"]`)
      else answer.error(400, ['mutability', 'invalidValue'])
    },
  },
  {
    id: 'PROT-3.5.2-15',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2; D-21',
    title: 'PATCH answers 200 with the resource or 204 without a body; 200 when attributes are asked for',
    async run(c) {
      const user = await c.createUser()
      const group = await c.createGroup()
      for (const [path, name] of [
        [`/Users/${user.id}`, 'displayName'],
        [`/Groups/${group.id}`, 'displayName'],
      ] as const) {
        const plain = (await c.patch(path, [set(name, 'A')])).is(200, 204)
        if (plain.status === 200) plain.has(name, 'A').present('id', 'schemas', 'meta')
        const again = await c.patch(path, [set(name, 'B')])
        again.that(again.status === plain.status, `status ${plain.status}, as before`)
        const asked = (await c.patch(path, [set(name, 'C')], { query: { attributes: name } })).is(200).has(name, 'C')
        asked.absent('meta')
        await c.recommend(async () => {
          ;(await c.patch(path, [set(name, 'D')], { query: { excludedAttributes: 'meta' } })).is(200).has(name, 'D').absent('meta')
        })
      }
    },
  },
  {
    id: 'PROT-3.5.2-16',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.1, erratum 5295',
    title: 'A 204 has the ETag, no body, no Content-Type, and does not repeat the Authorization',
    async run(c) {
      const user = await c.createUser()
      const group = await c.createGroup()
      const answers = [
        await c.patch(`/Users/${user.id}`, [set('title', 'X')]),
        await c.patch(`/Groups/${group.id}`, [set('displayName', 'X')]),
      ]
      const answer = c.needed(
        answers.find((each) => each.status === 204),
        'a PATCH that is answered with 204',
      )
      answer.that(
        answer.response.body === '' && answer.header('content-type') === undefined,
        'no body and no Content-Type',
        answer.response.headers,
      )
      answer.that(answer.header('authorization') === undefined, 'no Authorization header', answer.response.headers)
      if (await c.discovery.supports('etag')) answer.hasHeader('etag')
    },
  },
  {
    id: 'PROT-3.5.2-17',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2',
    title: 'A PATCH that fails is answered with a status and a SCIM error that says why',
    async run(c) {
      const path = `/Users/${(await c.createUser()).id}`
      for (const operation of [
        { op: 'move', path: 'title' },
        { op: 'remove' },
        set('nope', 1),
        set('id', 'x'),
        set('active', { a: 1 }),
        'x',
      ]) {
        ;(await c.patch(path, [operation])).error(400).text('detail')
      }
    },
  },
  {
    id: 'PROT-3.5.2-18',
    level: 'REC',
    ref: 'RFC 7644 §3.12; D-22',
    title: 'A PATCH that takes the unique value of another is answered with 409',
    async run(c) {
      const [one, two] = [await c.createUser({ title: 'X' }), await c.createUser()]
      const operations = [set('title', 'Y'), set('userName', two.text('userName').toUpperCase())]
      ;(await c.patch(`/Users/${one.id}`, operations)).error(409, 'uniqueness')
      ;(await c.read(`/Users/${one.id}`)).has('title', 'X').has('userName', one.text('userName'))
    },
  },
  {
    id: 'PROT-3.5.2-19',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2',
    title: 'A PATCH of an unknown resource is 404, whatever is in it',
    async run(c) {
      const path = `/Users/${crypto.randomUUID()}`
      ;(await c.patch(path, [set('title', 'X')])).error(404)
      ;(await c.patch(path, [set('title', 'X')], { headers: { 'if-match': 'W/"1"' } })).error(404)
      ;(await c.patch(path, [set('nope', 'X')])).error(404)
    },
  },
  {
    id: 'PROT-3.5.2-20',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2',
    title: 'Making one value primary makes all others of the attribute not primary',
    async run(c) {
      const emails = [
        { type: 'work', value: 'a@example.test', primary: true },
        { type: 'home', value: 'b@example.test' },
      ]
      for (const [operation, expected] of [
        [set('emails[value eq "b@example.test"].primary', true), 'b@example.test'],
        [{ op: 'add', path: 'emails', value: [{ type: 'other', value: 'c@example.test', primary: true }] }, 'c@example.test'],
        [{ op: 'add', value: { emails: [{ type: 'other', value: 'd@example.test', primary: true }] } }, 'd@example.test'],
        [set('emails[type eq "home"]', { primary: true }), 'b@example.test'],
      ] as const) {
        const path = `/Users/${(await c.createUser({ emails })).id}`
        ;(await c.patch(path, [operation])).is(200, 204)
        const read = await c.read(path)
        const [only, ...others] = primaries(read, 'emails')
        read.that(
          isJsonObject(only) && only['value'] === expected && others.length === 0,
          `${expected} alone to be primary`,
          read.at('emails'),
        )
      }
    },
  },
  {
    id: 'PROT-3.5.2-21',
    level: 'REC',
    ref: 'RFC 7643 §2.4; D-15',
    title: 'An operation that brings two primary values is refused; never are two kept',
    async run(c) {
      const path = `/Users/${(await c.createUser()).id}`
      const value = ['a', 'b'].map((name) => ({ value: `${name}@example.test`, primary: true }))
      const answer = await c.patch(path, [{ op: 'add', path: 'emails', value }])
      if (c.profile === 'strict' || answer.status === 400) answer.error(400, 'invalidValue')
      const read = await c.read(path)
      read.that(primaries(read, 'emails').length <= 1, 'at most one primary e-mail', read.at('emails'))
    },
  },
]
