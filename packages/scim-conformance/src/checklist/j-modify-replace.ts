import type { Answer } from '../answer.ts'
import type { Client } from '../client.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimalWith } from '../sample.ts'
import { ENTERPRISE, USER } from '../urns.ts'

const set = (path: string, value: JsonValue) => ({ op: 'replace', path, value })
const work = { type: 'work', value: 'a@example.test' }
const home = { type: 'home', value: 'b@example.test' }

/** A user with these attributes after these operations. */
async function patched(c: Client, attributes: JsonObject, ...operations: JsonValue[]): Promise<Answer> {
  const path = `/Users/${(await c.createUser(attributes)).id}`
  ;(await c.patch(path, operations)).is(200, 204)
  return c.read(path)
}

/** J.3 replace, and what holds for every PATCH. */
export const modifyReplace: readonly Requirement[] = [
  {
    id: 'PROT-3.5.2.3-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3',
    title: 'replace without a path replaces each attribute of its value and no other',
    async run(c) {
      const read = await patched(
        c,
        { emails: [work], title: 'X', nickName: 'A' },
        { op: 'replace', value: { emails: [home], nickName: 'B' } },
      )
      read.has('emails[0].value', home.value).absent('emails[1]').has('nickName', 'B').has('title', 'X')
    },
  },
  {
    id: 'PROT-3.5.2.3-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3',
    title: 'replace of a single value replaces it; of a list, the whole list',
    async run(c) {
      const read = await patched(c, { title: 'A', emails: [work, home] }, set('title', 'B'), set('emails', [{ value: 'c@example.test' }]))
      read.has('title', 'B').has('emails[0].value', 'c@example.test').absent('emails[1]', 'emails[0].type')
      const { ids } = await c.createUsers([{}, {}])
      const path = `/Groups/${(await c.createGroup({ members: [{ value: ids[0] ?? '' }] })).id}`
      ;(await c.patch(path, [set('members', [{ value: ids[1] ?? '' }])])).is(200, 204)
      ;(await c.read(path)).has('members[0].value', ids[1] ?? '').absent('members[1]')
      ;(await c.patch(path, [set('members', [])])).is(200, 204)
      ;(await c.read(path)).absent('members')
    },
  },
  {
    id: 'PROT-3.5.2.3-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3',
    title: 'replace of what has no value adds it',
    async run(c) {
      ;(await patched(c, {}, set('nickName', 'A'), set('name.givenName', 'B'), set('emails', [work])))
        .has('nickName', 'A')
        .has('name', { givenName: 'B' })
        .has('emails[0].value', work.value)
    },
  },
  {
    id: 'PROT-3.5.2.3-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3',
    title: 'replace of a complex value sets the sub-attributes given and leaves the others',
    async run(c) {
      ;(await patched(c, { name: { givenName: 'A', familyName: 'Byron' } }, set('name', { givenName: 'Ada' }))).has('name', {
        givenName: 'Ada',
        familyName: 'Byron',
      })
      const read = await patched(
        c,
        { name: { givenName: 'A', familyName: 'Byron' } },
        { op: 'replace', value: { name: { givenName: 'Ada' } } },
      )
      read.has('name', { givenName: 'Ada', familyName: 'Byron' })
    },
  },
  {
    id: 'PROT-3.5.2.3-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3; D-14',
    title: 'replace through a filter reaches every element that matches',
    async run(c) {
      const addresses = [
        { type: 'work', locality: 'Rome', region: 'Lazio' },
        { type: 'work', locality: 'Oslo', region: 'Oslo' },
        { type: 'home', locality: 'Bern' },
      ]
      const read = await patched(c, { addresses }, set('addresses[type eq "work"]', { type: 'work', locality: 'Paris', region: 'IDF' }))
      // Two elements made alike may be answered as one (RFC 7643 §2.4).
      const places = read.array('addresses').map((each) => (isJsonObject(each) ? each['locality'] : undefined))
      read.that(
        !places.includes('Rome') && !places.includes('Oslo') && places.includes('Paris'),
        'Paris instead of Rome and of Oslo',
        places,
      )
      read.has('addresses[?type=home].locality', 'Bern')
      await c.recommend(async () => {
        const merged = await patched(c, { addresses }, set('addresses[locality eq "Rome"]', { locality: 'Paris' }))
        merged.has('addresses[0].locality', 'Paris').has('addresses[0].region', 'Lazio').has('addresses[0].type', 'work')
      })
    },
  },
  {
    id: 'PROT-3.5.2.3-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3',
    title: 'replace of a sub-attribute through a filter reaches every match and nothing else',
    async run(c) {
      const addresses = [
        { type: 'work', streetAddress: '1 Way', locality: 'Rome' },
        { type: 'work', streetAddress: '2 Way', locality: 'Oslo' },
        { type: 'home', streetAddress: '3 Way' },
      ]
      const read = await patched(c, { addresses }, set('addresses[type eq "work"].streetAddress', '9 Way'))
      for (const [index, street] of ['9 Way', '9 Way', '3 Way'].entries()) read.has(`addresses[${index}].streetAddress`, street)
      read.has('addresses[0].locality', 'Rome').has('addresses[1].locality', 'Oslo')
    },
  },
  {
    id: 'PROT-3.5.2.3-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3; D-12',
    title: 'replace through a filter that nothing matches is noTarget',
    profile: 'strict',
    async run(c) {
      const path = `/Users/${(await c.createUser({ emails: [work] })).id}`
      ;(await c.patch(path, [set('emails[type eq "other"].value', 'x@example.test')])).error(400, 'noTarget')
      ;(await c.patch(path, [set('emails[type eq "other"]', { value: 'x@example.test' })])).error(400, 'noTarget')
      ;(await c.read(path)).has('emails[0].value', work.value).absent('emails[1]')
    },
  },
  {
    id: 'PROT-3.5.2.3-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.2.3; D-12',
    title: 'replace through a filter that nothing matches makes the element, as Entra ID expects, or is noTarget',
    profile: 'compat',
    async run(c) {
      const path = `/Users/${(await c.createUser({ emails: [work] })).id}`
      const answer = await c.patch(path, [set('emails[type eq "other"].value', 'x@example.test')])
      if (answer.status === 200 || answer.status === 204)
        (await c.read(path)).has('emails[?type=other].value', 'x@example.test').has('emails[?type=work].value', work.value)
      else answer.error(400, 'noTarget')
      await c.recommend(() => {
        answer.is(200, 204)
      })
    },
  },
  {
    id: 'PROT-3.5.2.3-08',
    level: 'REC',
    ref: 'RFC 7643 §2.5',
    title: 'replace with null or [] removes; what is required cannot be removed so',
    async run(c) {
      const read = await patched(c, { title: 'X', emails: [work] }, set('title', null), set('emails', []))
      read.absent('title', 'emails')
      ;(await c.patch(`/Users/${read.id}`, [set('userName', null)])).error(400, ['mutability', 'invalidValue'])
      ;(await c.read(`/Users/${read.id}`)).present('userName')
    },
  },
  {
    id: 'PROT-3.5.2.3-09',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.3',
    title: 'replace without a value is refused',
    async run(c) {
      const path = `/Users/${(await c.createUser({ title: 'X' })).id}`
      ;(await c.patch(path, [{ op: 'replace', path: 'title' }])).error(400, ['invalidValue', 'invalidSyntax'])
      ;(await c.read(path)).has('title', 'X')
    },
  },
  {
    id: 'PROT-3.5.2.3-10',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2; D-55',
    title: 'A sub-attribute of a list without a filter is invalidPath for add and replace, and every element for remove',
    async run(c) {
      const emails = [
        { ...work, display: 'X' },
        { ...home, display: 'Y' },
      ]
      const path = `/Users/${(await c.createUser({ emails })).id}`
      for (const op of ['add', 'replace'])
        (await c.patch(path, [{ op, path: 'emails.value', value: 'x@example.test' }])).error(400, ['invalidPath', 'noTarget'])
      ;(await c.patch(path, [{ op: 'remove', path: 'emails.display' }])).is(200, 204)
      ;(await c.read(path))
        .has('emails[0].value', work.value)
        .has('emails[1].value', home.value)
        .absent('emails[0].display', 'emails[1].display')
    },
  },
  {
    id: 'PROT-3.5.2.3-11',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2, erratum 7122',
    title: 'The elements of a simple list are called value in a filter',
    async run(c) {
      const found = await c.discovery.find(
        'a list of strings that can be written',
        ({ attribute }) =>
          attribute.multiValued && attribute.type === 'string' && attribute.mutability === 'readWrite' && attribute.returned !== 'never',
      )
      const created = (await c.post(found.type.endpoint, await minimalWith(c, found, ['a', 'b', 'c']))).is(201)
      const path = `${found.type.endpoint}/${created.id}`
      ;(await c.patch(path, [{ op: 'remove', path: `${found.path}[value eq "b"]` }])).is(200, 204)
      const left = (await c.read(path, { attributes: found.path })).at(bodyPath(found))
      created.that(
        isJsonArray(left) && left.length === 2 && left.includes('a') && left.includes('c'),
        `${found.path} to be ["a","c"]`,
        left,
      )
    },
  },
  {
    id: 'PROT-3.5.2.3-12',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2',
    title: 'A filter on a single-valued attribute in a path is refused',
    async run(c) {
      const boss = await c.createUser()
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], title: 'X', [ENTERPRISE]: { manager: { value: boss.id } } })
      for (const path of ['title[value eq "X"]', `${ENTERPRISE}:manager[value eq "${boss.id}"]`]) {
        ;(await c.patch(`/Users/${user.id}`, [{ op: 'remove', path }])).error(400, ['invalidFilter', 'invalidPath'])
      }
      ;(await c.read(`/Users/${user.id}`)).has('title', 'X')
    },
  },
  {
    id: 'PROT-3.5.2-22',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2.1; D-57',
    title: 'A PATCH that changes nothing succeeds and leaves version and lastModified alone',
    async run(c) {
      const user = await c.createUser({ title: 'X', emails: [work] })
      const path = `/Users/${user.id}`
      ;(
        await c.patch(path, [set('title', 'X'), set('emails[type eq "work"].value', work.value), { op: 'add', path: 'title', value: 'X' }])
      ).is(200, 204)
      ;(await c.patch(path, [set('title', 'Y'), set('title', 'X')])).is(200, 204)
      const after = await c.read(path)
      after.that(after.response.body === user.response.body, 'the user as it was, with its lastModified and version')
    },
  },
  {
    id: 'PROT-3.5.2-23',
    level: 'REC',
    ref: 'RFC 7644 §3.5.2',
    title: 'Fifty operations, and thousands of members, fit into one request',
    async run(c) {
      const { ids } = await c.createUsers(Array.from({ length: 50 }, () => ({})))
      const path = `/Groups/${(await c.createGroup()).id}`
      const operations = ids.map((value) => ({ op: 'add', path: 'members', value: [{ value }] }))
      ;(await c.patch(path, operations)).is(200, 204)
      const read = await c.read(path)
      const members = read.array('members').map((each) => isJsonObject(each) && each['value'])
      read.that(new Set(members).size === 50 && members.length === 50, '50 members', members.length)
      // 5,000 values that name 50 members: equal ones are one (D-35).
      const many = Array.from({ length: 5000 }, (_, index) => ({ value: ids[index % 50] ?? '' }))
      const answer = (await c.patch(path, [set('members', many)])).is(200, 204)
      answer.that(answer.response.milliseconds < 5000, 'an answer within five seconds', `${Math.round(answer.response.milliseconds)} ms`)
      const after = await c.read(path)
      after.that(after.array('members').length === 50, '50 members', after.array('members').length)
    },
  },
]
