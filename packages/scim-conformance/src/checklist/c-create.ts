import { RawBody } from '../client.ts'
import type { Requirement } from '../requirement.ts'
import { ENTERPRISE, GROUP, USER } from '../urns.ts'

/** C. Create (POST). */
export const create: readonly Requirement[] = [
  {
    id: 'PROT-3.3-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.3',
    title: 'POST to the endpoint of a resource type creates a resource and answers 201',
    async run(c) {
      ;(await c.post('/Users', { schemas: [USER], userName: c.unique() })).is(201)
      ;(await c.post('/Groups', { schemas: [GROUP], displayName: c.unique() })).is(201)
    },
  },
  {
    id: 'PROT-3.3-02',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.3',
    title: 'The body of a 201 is the new resource as the server has it',
    async run(c) {
      const userName = c.unique()
      const created = await c.createUser({ userName, name: { givenName: 'Ada' }, password: `P-${crypto.randomUUID()}` })
      created.present('id', 'meta').has('userName', userName).has('name.givenName', 'Ada').absent('password')
      const read = await c.read(`/Users/${created.id}`)
      read.that(read.response.body === created.response.body, 'the same resource as the 201 had', read.body)
    },
  },
  {
    id: 'PROT-3.3-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.3',
    title: 'The URI of a new resource is in the Location header and in meta.location',
    async run(c) {
      for (const created of [await c.createUser(), await c.createGroup()]) {
        const location = created.text('meta.location')
        created.hasHeader('location', location).that(URL.canParse(location), 'an absolute URI in meta.location', location)
        ;(await c.get(location)).is(200).has('id', created.id)
      }
      ;(await c.createUser({}, { query: { attributes: 'userName' } })).hasHeader('location')
    },
  },
  {
    id: 'PROT-3.3-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.3',
    title: 'readOnly attributes in the body of a create are ignored, not refused',
    async run(c) {
      const boss = await c.createUser()
      const user = await c.createUser({
        schemas: [USER, ENTERPRISE],
        id: 'mine',
        meta: { created: '1999-01-01T00:00:00Z', resourceType: 'Nonsense' },
        groups: [{ value: 'nonsense' }],
        [ENTERPRISE]: { manager: { value: boss.id, displayName: 'Nonsense' } },
      })
      user
        .that(user.id !== 'mine', 'an id of the server')
        .absent('groups')
        .has('meta.resourceType', 'User')
      user.that(!user.response.body.includes('onsense'), "nothing of the client's readOnly values")
    },
  },
  {
    id: 'PROT-3.3-05',
    level: 'MAY',
    ref: 'RFC 7644 §3.3',
    title: 'Attributes left out may get defaults, which are then answered and found by filters',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const active = user.at('active')
      ;(await c.read(path)).that((await c.read(path)).at('active') === active, `active to be ${String(active)}, as at creation`)
      if (active === undefined) await c.matchesNot(path, 'active pr')
      else await c.matches(path, `active eq ${String(active)}`)
    },
  },
  {
    id: 'PROT-3.3-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.3; RFC 7643 §2.5',
    title: 'null or [] in a create clears an attribute, also where the server has a default',
    async run(c) {
      const user = await c.createUser({ title: null, emails: [] })
      user.absent('title', 'emails')
      const cleared = await c.createUser({ active: null })
      const byDefault = (await c.createUser()).at('active')
      const active = cleared.at('active')
      cleared.that(active === undefined || active === byDefault, 'active to be unassigned, or the default', active)
    },
  },
  {
    id: 'PROT-3.3-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.3',
    title: 'A create that conflicts with an existing resource is answered with 409 uniqueness',
    async run(c) {
      const userName = c.unique('twin')
      const first = await c.createUser({ userName })
      ;(await c.post('/Users', { schemas: [USER], userName })).error(409, 'uniqueness')
      ;(await c.post('/Users', { schemas: [USER], userName: userName.toUpperCase() })).error(409, 'uniqueness')
      ;(await c.find('/Users', `userName eq "${userName}"`)).finds(first.id)
    },
  },
  {
    id: 'PROT-3.3-08',
    level: 'REC',
    ref: 'RFC 7644 §3.3',
    title: 'Of many equal creates at once exactly one wins',
    async run(c) {
      const userName = c.unique('race')
      const answers = await Promise.all(Array.from({ length: 20 }, () => c.post('/Users', { schemas: [USER], userName })))
      const won = answers.filter((each) => each.status === 201)
      for (const each of answers) if (each.status !== 201) each.error(409, 'uniqueness')
      const first = c.needed(answers[0], 'an answer')
      first.that(won.length === 1, 'one 201 among 20 answers', won.length)
      ;(await c.find('/Users', `userName eq "${userName}"`)).has('totalResults', 1)
    },
  },
  {
    id: 'PROT-3.3.1-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.3.1',
    title: 'The endpoint says the resource type, whatever the body says',
    async run(c) {
      const group = (await c.createGroup({ meta: { resourceType: 'User' } })).has('meta.resourceType', 'Group')
      ;(await c.read(`/Groups/${group.id}`)).has('meta.resourceType', 'Group')
      ;(await c.get(`/Users/${group.id}`)).error(404)
    },
  },
  {
    id: 'PROT-3.3-09',
    level: 'REC',
    ref: 'RFC 7644 §3.12 Table 9',
    title: 'A missing value is invalidValue; broken JSON or structure is invalidSyntax',
    async run(c) {
      ;(await c.post('/Users', { schemas: [USER], title: 'X' })).error(400, 'invalidValue')
      ;(await c.post('/Users', new RawBody('{"schemas":["'))).error(400, 'invalidSyntax')
      ;(await c.post('/Users', new RawBody(''))).error(400, 'invalidSyntax')
      for (const body of [[], 'text', 5, null]) (await c.post('/Users', body)).error(400, 'invalidSyntax')
      if (c.profile === 'strict')
        (await c.post('/Users', { schemas: USER, userName: c.unique() })).error(400, ['invalidSyntax', 'invalidValue'])
    },
  },
  {
    id: 'PROT-3.3-10',
    level: 'REC',
    ref: 'RFC 7644 §3.1, §3.3; D-07',
    title: 'Unknown attributes are ignored, or refused with invalidSyntax; they are never kept',
    async run(c) {
      const unknown = 'urn:example:unheard-of:2.0:Thing'
      for (const extra of [{ foo: 1 }, { [unknown]: { foo: 1 } }, { name: { givenName: 'Ada', foo: 1 } }]) {
        const answer = await c.post('/Users', { schemas: [USER], userName: c.unique(), ...extra })
        if (answer.status === 201) (await c.read(`/Users/${answer.id}`)).absent('foo', `["${unknown}"]`, 'name.foo')
        else answer.error(400, ['invalidSyntax', 'invalidValue'])
      }
    },
  },
  {
    id: 'PROT-3.3-11',
    level: 'REC',
    ref: 'RFC 9110 §9.3.3',
    title: 'A create that is repeated after a lost answer makes no second resource',
    async run(c) {
      const body = { schemas: [USER], userName: c.unique(), externalId: c.unique('ext') }
      ;(await c.post('/Users', body)).is(201)
      ;(await c.post('/Users', body)).error(409, 'uniqueness')
      ;(await c.find('/Users', `externalId eq "${body.externalId}"`)).has('totalResults', 1)
    },
  },
  {
    id: 'PROT-3.3-12',
    level: 'MUST',
    ref: 'RFC 7644 §3.9',
    title: 'attributes and excludedAttributes work on POST',
    async run(c) {
      const named = await c.createUser({ title: 'X', name: { givenName: 'Ada' } }, { query: { attributes: 'userName' } })
      named.present('id', 'schemas', 'userName').absent('title', 'name')
      const excluded = await c.createUser({ title: 'X', nickName: 'Y' }, { query: { excludedAttributes: 'title' } })
      excluded.absent('title').has('nickName', 'Y')
    },
  },
  {
    id: 'PROT-3.3-13',
    level: 'REC',
    ref: 'RFC 9110 §15.3.2, §8.8.3',
    title: 'A 201 has the ETag of the new resource',
    async run(c) {
      c.need(await c.discovery.supports('etag'), 'etag.supported')
      const user = await c.createUser()
      user.hasHeader('etag', user.text('meta.version'))
      ;(await c.read(`/Users/${user.id}`)).hasHeader('etag', user.text('meta.version'))
    },
  },
]
