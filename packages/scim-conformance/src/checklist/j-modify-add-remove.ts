import type { Answer } from '../answer.ts'
import type { Client } from '../client.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { ENTERPRISE, USER } from '../urns.ts'

const add = (path: string, value: JsonValue) => ({ op: 'add', path, value })
const remove = (path: string) => ({ op: 'remove', path })
const work = { type: 'work', value: 'a@example.test' }
const home = { type: 'home', value: 'b@example.test' }

/** A user with these attributes after these operations. */
async function patched(c: Client, attributes: JsonObject, ...operations: JsonValue[]): Promise<Answer> {
  const path = `/Users/${(await c.createUser(attributes)).id}`
  ;(await c.patch(path, operations)).is(200, 204)
  return c.read(path)
}

/** A group of three, and the ids of its members. */
async function groupOfThree(c: Client): Promise<{ path: string; ids: string[]; group: Answer }> {
  const { ids } = await c.createUsers([{}, {}, {}])
  const group = await c.createGroup({ members: ids.map((value) => ({ value })) })
  return { path: `/Groups/${group.id}`, ids, group }
}

const memberIds = (answer: Answer) => answer.array('members').map((each) => (isJsonObject(each) ? String(each['value']) : ''))

/** J.1 add and J.2 remove. */
export const modifyAddRemove: readonly Requirement[] = [
  {
    id: 'PROT-3.5.2.1-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.1',
    title: 'add needs a value',
    async run(c) {
      const path = `/Users/${(await c.createUser()).id}`
      for (const operation of [{ op: 'add', path: 'title' }, { op: 'add' }])
        (await c.patch(path, [operation])).error(400, ['invalidValue', 'invalidSyntax'])
    },
  },
  {
    id: 'PROT-3.5.2.1-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.1',
    title: 'add without a path adds each attribute of its value',
    async run(c) {
      const value = { emails: [home], nickName: 'B', [ENTERPRISE]: { employeeNumber: '7' } }
      const read = await patched(c, { emails: [work], title: 'X' }, { op: 'add', value })
      read.has('emails[0].value', work.value).has('emails[1].value', home.value).has('nickName', 'B').has('title', 'X')
      read.has(`["${ENTERPRISE}"].employeeNumber`, '7')
      const path = `/Users/${read.id}`
      for (const wrong of ['x', 5, true, ['x']])
        (await c.patch(path, [{ op: 'add', value: wrong }])).error(400, ['invalidValue', 'invalidSyntax'])
    },
  },
  {
    id: 'PROT-3.5.2.1-03',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.1; D-18',
    title: 'Names in a value without a path may be paths themselves, dotted or URN-qualified',
    profile: 'compat',
    async run(c) {
      for (const op of ['add', 'replace']) {
        const value = { 'name.givenName': 'Ada', [`${ENTERPRISE}:employeeNumber`]: '7', [`${ENTERPRISE}`]: { department: 'Tours' } }
        const read = await patched(c, { name: { familyName: 'Byron' } }, { op, value })
        read.has('name', { familyName: 'Byron', givenName: 'Ada' }).has(`["${ENTERPRISE}"]`, { employeeNumber: '7', department: 'Tours' })
        read.absent('["name.givenName"]', `["${ENTERPRISE}:employeeNumber"]`)
      }
    },
  },
  {
    id: 'PROT-3.5.2.1-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.1',
    title: 'add makes an attribute that was not there, and what it belongs to',
    async run(c) {
      ;(await patched(c, {}, add('name.givenName', 'Ada'), add('nickName', 'B'), add('emails', [work])))
        .has('name', { givenName: 'Ada' })
        .has('nickName', 'B')
        .has('emails[0].value', work.value)
    },
  },
  {
    id: 'PROT-3.5.2.1-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.1',
    title: 'add to a single value replaces it',
    async run(c) {
      ;(await patched(c, { title: 'A' }, add('title', 'B'), add('title', 'C'))).has('title', 'C')
    },
  },
  {
    id: 'PROT-3.5.2.1-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.1',
    title: 'add to a complex value sets the sub-attributes given and keeps the others',
    async run(c) {
      const read = await patched(c, { name: { givenName: 'A', familyName: 'Byron' } }, add('name', { givenName: 'Ada' }))
      read.has('name', { givenName: 'Ada', familyName: 'Byron' })
      ;(await c.patch(`/Users/${read.id}`, [add('name', 'Ada')])).error(400, 'invalidValue')
    },
  },
  {
    id: 'PROT-3.5.2.1-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.1',
    title: 'add to a multi-valued attribute appends, one element or many',
    async run(c) {
      const { ids } = await c.createUsers([{}, {}, {}])
      const [a = '', b = '', d = ''] = ids
      const path = `/Groups/${(await c.createGroup({ members: [{ value: a }] })).id}`
      ;(await c.patch(path, [add('members', [{ value: b }])])).is(200, 204)
      ;(await c.patch(path, [add('members', { value: d })])).is(200, 204)
      const read = await c.read(path)
      read.that(memberIds(read).length === 3 && ids.every((id) => memberIds(read).includes(id)), 'all three members', memberIds(read))
      ;(await patched(c, { emails: [work] }, add('emails', home))).has('emails[0].value', work.value).has('emails[1].value', home.value)
    },
  },
  {
    id: 'PROT-3.5.2.1-08',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.5.2.1',
    title: 'Adding what is there already succeeds and changes nothing, not even lastModified',
    async run(c) {
      const { path, ids } = await groupOfThree(c)
      const before = await c.read(path)
      ;(await c.patch(path, [add('members', [{ value: ids[0] ?? '' }])])).is(200, 204)
      const after = (await c.read(path)).has('meta.lastModified', before.text('meta.lastModified'))
      after.that(memberIds(after).length === 3, 'three members', memberIds(after))
      if (await c.discovery.supports('etag')) after.has('meta.version', before.text('meta.version'))
      const user = await c.createUser({ emails: [work] })
      ;(await c.patch(`/Users/${user.id}`, [add('emails', [work])])).is(200, 204)
      ;(await c.read(`/Users/${user.id}`))
        .has('emails[0].value', work.value)
        .absent('emails[1]')
        .has('meta.lastModified', user.text('meta.lastModified'))
    },
  },
  {
    id: 'PROT-3.5.2.1-09',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.1, erratum 8097',
    title: 'add through a filter reaches every element that matches',
    async run(c) {
      const read = await patched(
        c,
        { emails: [work, { ...work, value: 'c@example.test' }, home] },
        add('emails[type eq "work"].display', 'X'),
      )
      read.has('emails[0].display', 'X').has('emails[1].display', 'X').absent('emails[2].display')
    },
  },
  {
    id: 'PROT-3.5.2.1-10',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.1, erratum 8097; D-12',
    title: 'add through a filter that nothing matches is noTarget',
    profile: 'strict',
    async run(c) {
      const path = `/Users/${(await c.createUser()).id}`
      ;(await c.patch(path, [add('emails[type eq "work"].value', 'a@example.test')])).error(400, 'noTarget')
      ;(await c.read(path)).absent('emails')
    },
  },
  {
    id: 'PROT-3.5.2.1-10',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.1, erratum 8097; D-12',
    title: 'add through a filter that nothing matches makes the element that the filter describes',
    profile: 'compat',
    async run(c) {
      const read = await patched(c, { emails: [home] }, add('emails[type eq "work"].value', 'a@example.test'))
      read.has('emails[?type=work].value', 'a@example.test').has('emails[?type=home].value', home.value)
    },
  },
  {
    id: 'PROT-3.5.2.2-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.2',
    title: 'remove without a path is noTarget',
    async run(c) {
      const user = await c.createUser({ title: 'X' })
      ;(await c.patch(`/Users/${user.id}`, [{ op: 'remove' }])).error(400, 'noTarget')
      ;(await c.read(`/Users/${user.id}`)).has('title', 'X')
    },
  },
  {
    id: 'PROT-3.5.2.2-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.2',
    title: 'remove of a single value leaves it unassigned',
    async run(c) {
      const read = await patched(c, { title: 'X', name: { givenName: 'A', familyName: 'B' } }, remove('title'), remove('name.givenName'))
      read.absent('title').has('name', { familyName: 'B' })
      await c.matchesNot(`/Users/${read.id}`, 'title pr')
    },
  },
  {
    id: 'PROT-3.5.2.2-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.2',
    title: 'remove of a multi-valued attribute removes all of its values',
    async run(c) {
      const { path, ids } = await groupOfThree(c)
      ;(await c.patch(path, [remove('members')])).is(200, 204)
      ;(await c.read(path)).absent('members')
      ;(await c.read(`/Users/${ids[0]}`)).absent('groups')
      ;(await patched(c, { emails: [work, home] }, remove('emails'))).absent('emails')
    },
  },
  {
    id: 'PROT-3.5.2.2-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.2',
    title: 'remove through a filter removes every element that matches, and only those',
    async run(c) {
      const emails = [work, { type: 'work', value: 'c@example.test' }, home]
      const operation = remove('emails[type eq "work" and value ew "example.test"]')
      ;(await patched(c, { emails }, operation)).has('emails[0].value', home.value).absent('emails[1]')
      ;(await patched(c, { emails: [work] }, operation)).absent('emails')
    },
  },
  {
    id: 'PROT-3.5.2.2-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.2',
    title: 'remove of a sub-attribute through a filter removes it from every match; an element left empty goes too',
    async run(c) {
      const emails = [
        { ...work, display: 'X' },
        { ...home, display: 'Y' },
      ]
      const read = await patched(c, { emails }, remove('emails[type eq "work"].display'))
      read.absent('emails[0].display').has('emails[0].value', work.value).has('emails[1].display', 'Y')
      ;(await patched(c, { emails: [{ value: 'only@example.test' }] }, remove('emails[value eq "only@example.test"].value'))).absent(
        'emails',
      )
    },
  },
  {
    id: 'PROT-3.5.2.2-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.2',
    title: 'What is required or readOnly cannot be removed',
    async run(c) {
      const user = await c.createUser()
      for (const path of ['userName', 'id', 'meta', 'meta.created', 'groups'])
        (await c.patch(`/Users/${user.id}`, [remove(path)])).error(400, 'mutability')
      const group = await c.createGroup()
      ;(await c.patch(`/Groups/${group.id}`, [remove('displayName')])).error(400, 'mutability')
      ;(await c.read(`/Groups/${group.id}`)).present('displayName')
    },
  },
  {
    id: 'PROT-3.5.2.2-07',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.2; D-13',
    title: 'remove through a filter that nothing matches succeeds and changes nothing',
    async run(c) {
      const { path } = await groupOfThree(c)
      const before = await c.read(path)
      ;(await c.patch(path, [remove(`members[value eq "${crypto.randomUUID()}"]`)])).is(200, 204)
      const after = await c.read(path)
      after.that(after.response.body === before.response.body, 'the group as it was')
    },
  },
  {
    id: 'PROT-3.5.2.2-08',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.2',
    title: 'remove of what has no value succeeds and changes nothing',
    async run(c) {
      const user = await c.createUser()
      ;(await c.patch(`/Users/${user.id}`, [remove('nickName'), remove('emails'), remove('name.givenName')])).is(200, 204)
      const after = await c.read(`/Users/${user.id}`)
      after.that(after.response.body === user.response.body, 'the user as it was')
    },
  },
  {
    id: 'PROT-3.5.2.2-09',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.2; D-11',
    title: 'remove of members with a list of values is refused, and removes nobody',
    profile: 'strict',
    async run(c) {
      const { path, ids } = await groupOfThree(c)
      ;(await c.patch(path, [{ ...remove('members'), value: [{ value: ids[0] ?? '' }] }])).error(400, 'invalidValue')
      const read = await c.read(path)
      read.that(memberIds(read).length === 3, 'three members', memberIds(read))
    },
  },
  {
    id: 'PROT-3.5.2.2-09',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.2; D-11',
    title: 'remove of members with a list of values removes just those',
    profile: 'compat',
    async run(c) {
      const { path, ids } = await groupOfThree(c)
      const [gone = '', ...rest] = ids
      ;(await c.patch(path, [{ op: 'Remove', path: 'members', value: [{ value: gone }] }])).is(200, 204)
      const read = await c.read(path)
      read.that(memberIds(read).sort().join() === rest.sort().join(), `the members ${rest.join(', ')}`, memberIds(read))
      ;(await c.patch(path, [{ op: 'Remove', path: 'members', value: [] }])).is(200, 204)
      const still = await c.read(path)
      still.that(memberIds(still).length === 2, 'two members', memberIds(still))
    },
  },
  {
    id: 'PROT-3.5.2.2-10',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.2; RFC 7643 §3',
    title: 'remove of the URN of an extension removes all of it',
    async run(c) {
      const attributes = { schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber: '7', department: 'Tours' } }
      ;(await patched(c, attributes, remove(ENTERPRISE))).absent(`["${ENTERPRISE}"]`).has('schemas', [USER])
    },
  },
]
