import { RawBody } from '../client.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimalWith } from '../sample.ts'
import { ENTERPRISE, USER } from '../urns.ts'
import { certificate } from './certificate.ts'

const work = (value: string) => ({ type: 'work', value })

/** B, first part: names, data types, multi-valued attributes, unassigned values (RFC 7643 §2). */
export const namesAndTypes: readonly Requirement[] = [
  {
    id: 'CORE-2.1-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.1; RFC 7644 §3.10',
    title: 'Attribute names and schema URIs are understood in any case, everywhere, and answered as the schema spells them',
    async run(c) {
      const userName = c.unique('case')
      const body = { SCHEMAS: [USER.toUpperCase()], USERNAME: userName, NAME: { GIVENNAME: 'Ada', familyname: 'Byron' } }
      const created = (await c.post('/Users', body))
        .is(201)
        .has('userName', userName)
        .has('name.givenName', 'Ada')
        .has('name.familyName', 'Byron')
      const path = `/Users/${created.id}`
      await c.matches(path, `USERNAME eq "${userName}" and Name.GivenName eq "Ada"`)
      ;(await c.patch(path, [{ op: 'replace', path: 'NAME.GIVENNAME', value: 'Augusta' }])).is(200, 204)
      const read = await c.read(path, { attributes: 'UserNAME,NAME.givenname' })
      read.has('userName', userName).has('name', { givenName: 'Augusta' })
      ;(await c.find('/Users', `id eq "${created.id}"`, { sortBy: 'USERNAME' })).finds(created.id)
    },
  },
  {
    id: 'CORE-2.1-02',
    level: 'MUST',
    ref: 'RFC 7643 §2.1, erratum 8924',
    title: '$ref is a legal attribute name in filters and paths',
    async run(c) {
      const boss = await c.createUser()
      const group = await c.createGroup({ members: [{ value: boss.id }] })
      await c.matches(`/Groups/${group.id}`, 'members.$ref pr')
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { manager: { value: boss.id } } })
      const operation = { op: 'replace', path: `${ENTERPRISE}:manager.$ref`, value: boss.text('meta.location') }
      ;(await c.patch(`/Users/${user.id}`, [operation])).is(200, 204)
    },
  },
  {
    id: 'CORE-2.1-03',
    level: 'REC',
    ref: 'RFC 8259 §4',
    title: 'Two members of one object whose names are equal, or differ only in case, are refused',
    async run(c) {
      for (const [first, second] of [
        ['userName', 'username'],
        ['userName', 'userName'],
      ]) {
        const text = `{"schemas":["${USER}"],"${first}":"${c.unique()}","${second}":"${c.unique()}"}`
        ;(await c.post('/Users', new RawBody(text))).error(400, 'invalidSyntax')
      }
    },
  },
  {
    id: 'CORE-2.2-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.2',
    title: 'A characteristic that a definition leaves out has its default',
    notTestable: 'How a schema is registered is not part of SCIM, and a published schema cannot show what its registration left out.',
  },
  {
    id: 'CORE-2.3-01',
    level: 'SHOULD NOT',
    ref: 'RFC 7643 §2.3',
    title: 'Extensions introduce no data types of their own',
    async run(c) {
      const legal = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex']
      const list = await c.get('/Schemas')
      for (const { path, attribute } of await c.discovery.allAttributes()) {
        for (const { type } of [attribute, ...attribute.subAttributes])
          list.that(legal.includes(type), `${path} to have a type of RFC 7643`, type)
      }
    },
  },
  {
    id: 'CORE-2.3.1-01',
    level: 'MAY',
    ref: 'RFC 7643 §2.3.1, §7',
    title: 'A value outside canonicalValues is either kept or refused, and the same everywhere',
    async run(c) {
      const body = { schemas: [USER], userName: c.unique(), emails: [{ type: 'x-private', value: 'a@example.test' }] }
      const created = await c.post('/Users', body)
      const user = await c.createUser({ emails: [work('a@example.test')] })
      const patched = await c.patch(`/Users/${user.id}`, [
        { op: 'add', path: 'emails', value: [{ type: 'x-private', value: 'b@example.test' }] },
      ])
      if (created.status === 201) {
        created.has('emails[0].type', 'x-private')
        patched.is(200, 204)
      } else {
        created.error(400, 'invalidValue')
        patched.error(400, 'invalidValue')
      }
    },
  },
  {
    id: 'CORE-2.3.2-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.2',
    title: 'A boolean is true or false and nothing else',
    profile: 'strict',
    async run(c) {
      for (const active of ['true', 'True', 1, 'yes']) {
        ;(await c.post('/Users', { schemas: [USER], userName: c.unique(), active })).error(400, 'invalidValue')
      }
    },
  },
  {
    id: 'CORE-2.3.2-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.2; D-10',
    title: '"True" and "False" are read as booleans, and answered as booleans',
    profile: 'compat',
    async run(c) {
      const user = (await c.createUser({ active: 'False' })).has('active', false)
      ;(await c.patch(`/Users/${user.id}`, [{ op: 'Replace', path: 'active', value: 'True' }])).is(200, 204)
      ;(await c.read(`/Users/${user.id}`)).has('active', true)
      ;(await c.post('/Users', { schemas: [USER], userName: c.unique(), active: 'yes' })).error(400, 'invalidValue')
    },
  },
  {
    id: 'CORE-2.3.3-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.3',
    title: 'A decimal is compared as a number',
    async run(c) {
      const found = await c.discovery.find(
        'a decimal attribute that can be written',
        ({ attribute }) => attribute.type === 'decimal' && isPlain(attribute),
      )
      const created = (await c.post(found.type.endpoint, await minimalWith(c, found, 10.5))).is(201)
      const path = `${found.type.endpoint}/${created.id}`
      await c.matches(path, `${found.path} eq 10.50`)
      await c.matches(path, `${found.path} gt 9.75`)
      await c.matchesNot(path, `${found.path} lt 9.75`)
    },
  },
  {
    id: 'CORE-2.3.4-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.4',
    title: 'An integer has neither fraction nor exponent',
    async run(c) {
      const found = await c.discovery.find(
        'an integer attribute that can be written',
        ({ attribute }) => attribute.type === 'integer' && isPlain(attribute),
      )
      const body = JSON.stringify(await minimalWith(c, found, 4711))
      for (const token of ['1.5', '1.0', '1e3']) {
        ;(await c.post(found.type.endpoint, new RawBody(body.replace('4711', token)))).error(400, 'invalidValue')
      }
      ;(await c.post(found.type.endpoint, new RawBody(body))).is(201).has(bodyPath(found), 4711)
    },
  },
  {
    id: 'CORE-2.3.5-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.5',
    title: 'A dateTime is an xsd:dateTime with date and time',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      user.that(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(user.text('meta.created')),
        'meta.created to be an xsd:dateTime',
      )
      for (const early of ['2008-01-23T04:56:22Z', '2008-01-23T04:56:22.1234567+01:00', '2008-01-23T24:00:00Z']) {
        await c.matches(path, `meta.created gt "${early}"`)
      }
      const found = await c.discovery.find(
        'a dateTime attribute that can be written',
        ({ attribute }) => attribute.type === 'dateTime' && isPlain(attribute),
      )
      for (const legal of ['2008-01-23T04:56:22Z', '2008-01-23T04:56:22+01:00', '2008-01-23T04:56:22.5Z', '2008-01-23T24:00:00Z']) {
        ;(await c.post(found.type.endpoint, await minimalWith(c, found, legal))).is(201)
      }
      for (const illegal of ['2008-01-23', 'yesterday', '2008-13-01T00:00:00Z', '2008-02-30T00:00:00Z', 1201064182]) {
        ;(await c.post(found.type.endpoint, await minimalWith(c, found, illegal))).error(400, 'invalidValue')
      }
    },
  },
  {
    id: 'CORE-2.3.6-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.6',
    title: 'A binary value is base64, with or without padding, and nothing else',
    async run(c) {
      c.need(await c.discovery.publishes(USER, 'x509Certificates.value'), 'x509Certificates')
      for (const value of [certificate, certificate.replace(/=+$/, '')]) {
        const user = await c.createUser({ x509Certificates: [{ value }] })
        user.that(user.text('x509Certificates[0].value').replace(/=+$/, '') === certificate.replace(/=+$/, ''), 'the certificate as sent')
      }
      ;(await c.post('/Users', { schemas: [USER], userName: c.unique(), x509Certificates: [{ value: '!not base64!' }] })).error(
        400,
        'invalidValue',
      )
    },
  },
]

function isPlain(attribute: { mutability: string; multiValued: boolean; returned: string }): boolean {
  return attribute.mutability === 'readWrite' && !attribute.multiValued && attribute.returned === 'default'
}
