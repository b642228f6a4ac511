import type { Answer } from '../answer.ts'
import type { Client } from '../client.ts'
import type { FoundAttribute } from '../discovery.ts'
import { isJsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimal, sample } from '../sample.ts'
import { ENTERPRISE, GROUP, PATCH_OP, USER } from '../urns.ts'

const set = (path: string, value: JsonValue) => ({ op: 'replace', path, value })

/** How many values of a multi-valued attribute are primary. */
function primaries(answer: Answer, path: string): JsonValue[] {
  return answer.array(path).filter((each) => isJsonObject(each) && each['primary'] === true)
}

/** Demands that the PATCH failed with this error and left the user as it was. */
async function refusedWhole(
  c: Client,
  operations: readonly JsonValue[],
  status: number,
  scimType: string | readonly string[],
): Promise<void> {
  const user = await c.createUser({ title: 'Before', emails: [{ type: 'work', value: 'a@example.test' }] })
  const path = `/Users/${user.id}`
  ;(await c.patch(path, operations)).error(status, scimType)
  const after = await c.read(path)
  after.that(after.response.body === user.response.body, 'the user as it was before the PATCH that failed')
}

/** J, first part: the PatchOp message, its paths, its order and its result. */
export const modifyMessage: readonly Requirement[] = [
  {
    id: 'PROT-3.5.2-01',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.5, §3.5.2',
    title: 'PATCH is supported, or answered with 501',
    async run(c) {
      const user = await c.createUser()
      const answer = await c.patch(`/Users/${user.id}`, [set('title', 'X')])
      if (await c.discovery.supports('patch')) answer.is(200, 204)
      else answer.error(501)
      answer.that(answer.status !== 501, 'support for PATCH')
    },
  },
  {
    id: 'PROT-3.5.2-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2',
    title: 'The body is a PatchOp with one operation or more; anything else is invalidSyntax',
    async run(c) {
      const path = `/Users/${(await c.createUser({ title: 'Before' })).id}`
      const operation = set('title', 'After')
      const wrong: JsonValue[] = [
        { schemas: [PATCH_OP] },
        { schemas: [PATCH_OP], Operations: operation },
        { schemas: [PATCH_OP], Operations: ['x'] },
        [],
      ]
      // Two clients are known to send no schemas and no operations; the letter of the RFC knows neither.
      if (c.profile === 'strict') {
        wrong.push({ schemas: [PATCH_OP], Operations: [] }, { Operations: [operation] }, { schemas: [USER], Operations: [operation] })
      }
      for (const body of wrong) (await c.request('PATCH', path, body, {})).error(400, 'invalidSyntax')
      ;(await c.read(path)).has('title', 'Before')
      ;(await c.request('PATCH', path, { SCHEMAS: [PATCH_OP], operations: [operation] }, {})).is(200, 204)
      ;(await c.read(path)).has('title', 'After')
    },
  },
  {
    id: 'PROT-3.5.2-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2; D-09',
    title: 'op is add, remove or replace; anything else is invalidSyntax',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      for (const op of [undefined, 'move', 'test', '', 5, null]) {
        ;(await c.patch(path, [{ ...(op !== undefined && { op }), path: 'title', value: 'X' }])).error(400, 'invalidSyntax')
      }
      await c.recommend(async () => {
        for (const op of ['Add', 'REPLACE', 'Replace']) (await c.patch(path, [{ op, path: 'title', value: op }])).is(200, 204)
        ;(await c.patch(path, [{ op: 'Remove', path: 'title' }])).is(200, 204)
        ;(await c.read(path)).absent('title')
      })
    },
  },
  {
    id: 'PROT-3.5.2-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2',
    title: 'add and replace may go without a path, remove may not',
    async run(c) {
      const path = `/Users/${(await c.createUser()).id}`
      ;(await c.patch(path, [{ op: 'add', value: { title: 'A' } }])).is(200, 204)
      ;(await c.patch(path, [{ op: 'replace', value: { nickName: 'B' } }])).is(200, 204)
      ;(await c.patch(path, [{ op: 'remove' }])).error(400, 'noTarget')
      ;(await c.read(path)).has('title', 'A').has('nickName', 'B')
    },
  },
  {
    id: 'PROT-3.5.2-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2 Figure 7',
    title: 'Every path of the grammar is understood, and every other is refused',
    async run(c) {
      const member = await c.createUser()
      const boss = await c.createUser()
      const path = `/Users/${(await c.createUser({ addresses: [{ type: 'work', locality: 'Rome' }], name: { familyName: 'B' } })).id}`
      for (const operation of [
        set('name.familyName', 'Byron'),
        set('addresses[type eq "work"]', { locality: 'Paris' }),
        set('addresses[type eq "work" and not (locality eq "Rome")].locality', 'Oslo'),
        set(`${USER}:name.givenName`, 'Ada'),
        set(`${ENTERPRISE}:manager.value`, boss.id),
      ]) {
        ;(await c.patch(path, [operation])).is(200, 204)
      }
      const read = (await c.read(path)).has('name', { familyName: 'Byron', givenName: 'Ada' }).has('addresses[0].locality', 'Oslo')
      read.has(`["${ENTERPRISE}"].manager.value`, boss.id)
      const group = `/Groups/${(await c.createGroup()).id}`
      ;(await c.patch(group, [{ op: 'add', path: 'members', value: [{ value: member.id }] }])).is(200, 204)
      ;(await c.patch(group, [{ op: 'remove', path: `members[value eq "${member.id}"]` }])).is(200, 204)
      const wrong = [
        '/name/givenName',
        'emails[0]',
        'emails[type eq "work"',
        'emails[type eq "work"]value',
        'name.',
        '.name',
        'name givenName',
        'emails[type eq "work"].value.x',
        'title eq "x"',
      ]
      for (const each of wrong) (await c.patch(path, [set(each, 'x')])).error(400, ['invalidPath', 'invalidFilter'])
      if (c.profile === 'strict') (await c.patch(path, [set('', 'x')])).error(400, ['invalidPath', 'invalidValue'])
      ;(await c.patch(path, [set('emails[type xx "work"].value', 'x')])).error(400, ['invalidPath', 'invalidFilter'])
    },
  },
  {
    id: 'PROT-3.5.2-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.10',
    title: 'Paths are understood in any case, and URN-qualified for core attributes too',
    async run(c) {
      const member = await c.createUser()
      const path = `/Groups/${(await c.createGroup()).id}`
      ;(await c.patch(path, [{ op: 'add', path: 'Members', value: [{ value: member.id }] }])).is(200, 204)
      ;(await c.read(path)).has('members[0].value', member.id)
      ;(await c.patch(path, [{ op: 'remove', path: `${GROUP.toUpperCase()}:members[VALUE eq "${member.id}"]` }])).is(200, 204)
      ;(await c.read(path)).absent('members')
    },
  },
  {
    id: 'PROT-3.5.2-07',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2, §3.12 Table 9; D-56',
    title: 'A path to an attribute that no schema has is invalidPath',
    async run(c) {
      for (const path of ['nope', 'name.nope', 'emails[type eq "work"].nope', 'urn:example:unheard-of:2.0:Thing:foo']) {
        await refusedWhole(c, [set(path, 'x')], 400, 'invalidPath')
      }
      await refusedWhole(c, [{ op: 'remove', path: 'nope' }], 400, 'invalidPath')
    },
  },
  {
    id: 'PROT-3.5.2-08',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2',
    title: 'Operations take effect one after the other, each on the result of the one before',
    async run(c) {
      const { ids } = await c.createUsers([{}, {}])
      const [a = '', b = ''] = ids
      const group = `/Groups/${(await c.createGroup({ members: [{ value: a }] })).id}`
      ;(
        await c.patch(group, [
          { op: 'remove', path: 'members' },
          { op: 'add', path: 'members', value: [{ value: b }] },
        ])
      ).is(200, 204)
      ;(await c.read(group)).has('members[0].value', b).absent('members[1]')
      ;(
        await c.patch(group, [
          { op: 'add', path: 'members', value: [{ value: a }] },
          { op: 'remove', path: `members[value eq "${b}"]` },
          { op: 'add', path: 'members', value: [{ value: b }] },
          { op: 'remove', path: `members[value eq "${a}"]` },
        ])
      ).is(200, 204)
      ;(await c.read(group)).has('members[0].value', b).absent('members[1]')
      const path = `/Users/${(await c.createUser()).id}`
      ;(
        await c.patch(path, [
          { op: 'add', path: 'emails', value: [{ type: 'home', value: 'a@example.test' }] },
          set('emails[type eq "home"].value', 'b@example.test'),
        ])
      ).is(200, 204)
      ;(await c.read(path)).has('emails[0].value', 'b@example.test')
    },
  },
  {
    id: 'PROT-3.5.2-09',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2',
    title: 'A PATCH takes effect whole or not at all',
    async run(c) {
      await refusedWhole(c, [set('title', 'After'), set('nope', 'x')], 400, 'invalidPath')
      await refusedWhole(c, [set('title', 'After'), set('id', 'other')], 400, 'mutability')
      const member = await c.createUser()
      const group = await c.createGroup()
      const operations = [{ op: 'add', path: 'members', value: [{ value: member.id }] }, set('displayName', null)]
      ;(await c.patch(`/Groups/${group.id}`, operations)).error(400)
      const after = await c.read(`/Groups/${group.id}`)
      after.that(after.response.body === group.response.body, 'the group as it was before the PATCH that failed')
    },
  },
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
