import { isJsonObject, type JsonObject } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimal, sample } from '../sample.ts'
import { ENTERPRISE, GROUP, USER } from '../urns.ts'

/** I. Replace (PUT). */
export const replace: readonly Requirement[] = [
  {
    id: 'PROT-3.5-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.5',
    title: 'PUT works for every resource type',
    async run(c) {
      for (const type of await c.discovery.types()) {
        const body = await minimal(c, type)
        const created = (await c.post(type.endpoint, body)).is(201)
        const path = `${type.endpoint}/${created.id}`
        ;(await c.put(path, { ...body, externalId: 'replaced' })).is(200).has('externalId', 'replaced')
        ;(await c.read(path)).has('externalId', 'replaced')
      }
    },
  },
  {
    id: 'PROT-3.5.1-01',
    level: 'MUST NOT',
    ref: 'RFC 7644 §3.2, §3.5.1',
    title: 'PUT never creates',
    async run(c) {
      const userName = c.unique()
      ;(await c.put(`/Users/${crypto.randomUUID()}`, { schemas: [USER], userName })).error(404)
      ;(await c.find('/Users', `userName eq "${userName}"`)).finds()
    },
  },
  {
    id: 'PROT-3.5.1-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.1',
    title: 'What is given replaces what was there; lists are replaced whole',
    async run(c) {
      const user = await c.createUser({
        title: 'a',
        emails: [{ value: 'a@example.test' }, { value: 'b@example.test' }],
        name: { givenName: 'Ada', familyName: 'B' },
      })
      const path = `/Users/${user.id}`
      const body = {
        schemas: [USER],
        userName: user.text('userName'),
        title: 'b',
        emails: [{ value: 'c@example.test' }],
        name: { givenName: 'Eve' },
      }
      for (const answer of [(await c.put(path, body)).is(200), await c.read(path)]) {
        answer
          .has('title', 'b')
          .has('emails[0].value', 'c@example.test')
          .has('name.givenName', 'Eve')
          .absent('emails[1]', 'name.familyName')
      }
    },
  },
  {
    id: 'PROT-3.5.1-03',
    level: 'MAY',
    ref: 'RFC 7644 §3.5.1; D-19, D-20',
    title: 'What is left out is cleared, or gets its default; a user left without active is not disabled by that',
    async run(c) {
      const user = await c.createUser({ nickName: 'Ada', active: true, password: `P-${crypto.randomUUID()}` })
      const path = `/Users/${user.id}`
      ;(await c.put(path, { schemas: [USER], userName: user.text('userName') })).is(200).absent('nickName')
      const read = (await c.read(path)).absent('nickName')
      read.that(read.at('active') !== false, 'active not to be false', read.at('active'))
    },
  },
  {
    id: 'PROT-3.5.1-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.1',
    title: 'null and [] clear an attribute',
    async run(c) {
      const user = await c.createUser({ title: 'X', roles: [{ value: 'guide' }] })
      const path = `/Users/${user.id}`
      ;(await c.put(path, { schemas: [USER], userName: user.text('userName'), title: null, roles: [] })).is(200).absent('title', 'roles')
      ;(await c.read(path)).absent('title', 'roles')
    },
  },
  {
    id: 'PROT-3.5.1-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.1',
    title: 'An immutable attribute that has a value must be given with that value; one without may be set',
    async run(c) {
      const found = await c.discovery.find(
        'an optional immutable attribute',
        ({ attribute }) =>
          attribute.mutability === 'immutable' && !attribute.required && !attribute.multiValued && attribute.type === 'string',
      )
      const bare = await minimal(c, found.type)
      const created = (await c.post(found.type.endpoint, bare)).is(201)
      const path = `${found.type.endpoint}/${created.id}`
      const value = sample(c, found.attribute)
      ;(await c.put(path, withValue(bare, found.schema, found.isExtension, found.attribute.name, value)))
        .is(200)
        .has(bodyPath(found), value)
      ;(await c.put(path, withValue(bare, found.schema, found.isExtension, found.attribute.name, value))).is(200)
      const other = withValue(bare, found.schema, found.isExtension, found.attribute.name, sample(c, found.attribute))
      ;(await c.put(path, other)).error(400, 'mutability')
      ;(await c.read(path)).has(bodyPath(found), value)
      await c.recommend(async () => {
        ;(await c.put(path, bare)).is(200).has(bodyPath(found), value)
      })
    },
  },
  {
    id: 'PROT-3.5.1-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.1; D-46',
    title: 'readOnly values in a PUT are ignored',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const body = {
        schemas: [USER],
        userName: user.text('userName'),
        id: 'other',
        meta: { created: '1999-01-01T00:00:00Z' },
        groups: [{ value: 'x' }],
      }
      const answer = (await c.put(path, body)).is(200)
      answer.has('id', user.id).has('meta.created', user.text('meta.created')).absent('groups')
    },
  },
  {
    id: 'PROT-3.5.1-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.1',
    title: 'A PUT without a required attribute is refused',
    async run(c) {
      const user = await c.createUser({ title: 'X' })
      const path = `/Users/${user.id}`
      ;(await c.put(path, { schemas: [USER], title: 'Y' })).error(400, 'invalidValue')
      ;(await c.read(path)).has('title', 'X')
      const group = await c.createGroup()
      ;(await c.put(`/Groups/${group.id}`, { schemas: [GROUP], externalId: 'x' })).error(400, 'invalidValue')
    },
  },
  {
    id: 'PROT-3.5.1-08',
    level: 'MUST',
    ref: 'RFC 7644 §3.5.1',
    title: 'PUT answers 200 with the whole resource',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const answer = (await c.put(path, { schemas: [USER], userName: user.text('userName'), title: 'X' })).is(200)
      answer.has('id', user.id).has('title', 'X').present('meta.location', 'schemas', 'userName')
      if (await c.discovery.supports('etag')) answer.hasHeader('etag', answer.text('meta.version'))
      const location = answer.header('location') ?? answer.header('content-location')
      await c.recommend(() => {
        answer.that(location === answer.at('meta.location'), 'a Location or Content-Location header equal to meta.location', location)
      })
    },
  },
  {
    id: 'PROT-3.5.1-09',
    level: 'REC',
    ref: 'RFC 7644 §3.12; D-22',
    title: 'A PUT that takes the unique value of another is answered with 409 and changes nothing',
    async run(c) {
      const [one, two] = [await c.createUser({ title: 'X' }), await c.createUser()]
      const body = { schemas: [USER], userName: two.text('userName').toUpperCase(), title: 'Y' }
      ;(await c.put(`/Users/${one.id}`, body)).error(409, 'uniqueness')
      ;(await c.read(`/Users/${one.id}`)).has('userName', one.text('userName')).has('title', 'X')
    },
  },
  {
    id: 'PROT-3.5.1-10',
    level: 'REC',
    ref: 'RFC 7643 §3.1; D-57',
    title: 'A PUT that changes nothing leaves lastModified and version alone',
    async run(c) {
      const user = await c.createUser({ title: 'X', emails: [{ type: 'work', value: 'a@example.test' }] })
      const path = `/Users/${user.id}`
      const first = (await c.put(path, user.object())).is(200)
      const second = (await c.put(path, user.object())).is(200)
      second.has('meta.lastModified', first.text('meta.lastModified'))
      if (await c.discovery.supports('etag'))
        second.has('meta.version', first.text('meta.version')).has('meta.version', user.text('meta.version'))
    },
  },
  {
    id: 'PROT-3.5.1-11',
    level: 'MUST',
    ref: 'RFC 7643 §3',
    title: 'An extension left out of a PUT is cleared',
    async run(c) {
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber: '7' } })
      const path = `/Users/${user.id}`
      ;(await c.put(path, { schemas: [USER], userName: user.text('userName') })).is(200).absent(`["${ENTERPRISE}"]`)
      ;(await c.read(path)).absent(`["${ENTERPRISE}"]`).has('schemas', [USER])
    },
  },
  {
    id: 'PROT-3.5.1-12',
    level: 'REC',
    ref: 'RFC 7644 §3.5.1',
    title: 'PUT of a group replaces its members whole',
    async run(c) {
      const { ids } = await c.createUsers([{}, {}, {}])
      const [a = '', b = '', d = ''] = ids
      const group = await c.createGroup({ members: [{ value: a }, { value: b }] })
      const path = `/Groups/${group.id}`
      const body = { schemas: [GROUP], displayName: group.text('displayName') }
      ;(await c.put(path, { ...body, members: [{ value: b }, { value: d }] })).is(200)
      const read = await c.read(path)
      const members = read.array('members').map((each) => isJsonObject(each) && each['value'])
      read.that(members.length === 2 && members.includes(b) && members.includes(d), `the members ${b} and ${d}`, members)
      ;(await c.put(path, { ...body, members: [{ value: a }, { value: crypto.randomUUID(), type: 'Nonsense' }] })).is(200, 400)
      ;(await c.put(path, body)).is(200)
      ;(await c.read(path)).absent('members')
    },
  },
]

function withValue(body: JsonObject, schema: string, isExtension: boolean, name: string, value: JsonObject[string]): JsonObject {
  const extension = body[schema]
  return isExtension ? { ...body, [schema]: { ...(isJsonObject(extension) && extension), [name]: value } } : { ...body, [name]: value }
}
