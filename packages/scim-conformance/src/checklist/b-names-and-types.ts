import { RawBody } from '../client.ts'
import { equalJson, isJsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimal, minimalWith } from '../sample.ts'
import { ENTERPRISE, GROUP, USER } from '../urns.ts'
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
  {
    id: 'CORE-2.3.7-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.7',
    title: 'A relative reference is relative to the base URI; what is answered is absolute',
    async run(c) {
      const boss = await c.createUser()
      const manager = { value: boss.id, $ref: `Users/${boss.id}` }
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { manager } })
      const reference = user.text(`["${ENTERPRISE}"].manager.$ref`)
      user.that(URL.canParse(reference), 'an absolute URI in manager.$ref', reference)
      ;(await c.get(reference)).is(200).has('id', boss.id)
    },
  },
  {
    id: 'CORE-2.3.7-02',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.7',
    title: 'Every reference in a response leads to its resource',
    async run(c) {
      const boss = await c.createUser()
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { manager: { value: boss.id } } })
      const group = await c.createGroup({ members: [{ value: user.id }] })
      const seen = [await c.read(`/Users/${user.id}`), await c.read(`/Groups/${group.id}`)]
      for (const answer of seen) {
        for (const { reference, value } of references(answer.body)) {
          const target = (await c.get(reference)).is(200)
          if (value !== undefined) target.has('id', value)
        }
      }
    },
  },
  {
    id: 'CORE-2.3.7-03',
    level: 'MAY',
    ref: 'RFC 7643 §2.3.7; D-34',
    title: 'A member that does not exist is refused, or kept without harm',
    async run(c) {
      const answer = await c.post('/Groups', { schemas: [GROUP], displayName: c.unique(), members: [{ value: crypto.randomUUID() }] })
      if (answer.status === 201) await c.read(`/Groups/${answer.id}`)
      else answer.error(400, 'invalidValue')
    },
  },
  {
    id: 'CORE-2.3.8-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.8',
    title: 'The order of members in a JSON object means nothing',
    async run(c) {
      const name = c.unique()
      const one = `{"schemas":["${USER}"],"userName":"${name}.1","name":{"givenName":"Ada","familyName":"Byron"},"title":"Countess"}`
      const other = `{"title":"Countess","name":{"familyName":"Byron","givenName":"Ada"},"userName":"${name}.2","schemas":["${USER}"]}`
      const first = (await c.post('/Users', new RawBody(one))).is(201)
      const second = (await c.post('/Users', new RawBody(other))).is(201)
      for (const path of ['name.givenName', 'name.familyName', 'title', 'schemas']) {
        second.that(equalJson(first.at(path), second.at(path)), `the same ${path} for both orders`, second.at(path))
      }
    },
  },
  {
    id: 'CORE-2.4-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.4',
    title: 'type, primary, display, value and $ref have their RFC meaning wherever they occur',
    async run(c) {
      const types: Readonly<Record<string, readonly string[]>> = {
        type: ['string'],
        primary: ['boolean'],
        display: ['string'],
        $ref: ['reference'],
      }
      const list = await c.get('/Schemas')
      for (const { path, attribute } of await c.discovery.allAttributes()) {
        if (attribute.type !== 'complex' || !attribute.multiValued) continue
        for (const sub of attribute.subAttributes) {
          list.that(types[sub.name]?.includes(sub.type) ?? true, `${path}.${sub.name} to be of type ${types[sub.name]?.join()}`, sub.type)
        }
      }
    },
  },
  {
    id: 'CORE-2.4-02',
    level: 'MUST',
    ref: 'RFC 7643 §2.4; D-15',
    title: 'At most one value of an attribute is primary',
    async run(c) {
      const emails = [
        { ...work('a@example.test'), primary: true },
        { type: 'home', value: 'b@example.test', primary: true },
      ]
      const answer = await c.post('/Users', { schemas: [USER], userName: c.unique(), emails })
      if (answer.status === 201) {
        const read = await c.read(`/Users/${answer.id}`)
        const primaries = read.array('emails').filter((each) => isJsonObject(each) && each['primary'] === true)
        read.that(primaries.length <= 1, 'at most one primary e-mail', read.at('emails'))
        await c.recommend(() => {
          answer.that(c.profile === 'compat', 'a refusal of two primary values (D-15)')
          answer.has('emails[0].primary', true)
        })
      } else answer.error(400, 'invalidValue')
    },
  },
  {
    id: 'CORE-2.4-03',
    level: 'SHOULD NOT',
    ref: 'RFC 7643 §2.4',
    title: 'The same type and value are not answered twice; the same value under two types is',
    async run(c) {
      const user = await c.createUser({
        emails: [work('a@example.test'), work('a@example.test'), { type: 'home', value: 'a@example.test' }],
      })
      const read = await c.read(`/Users/${user.id}`)
      read.that(read.array('emails').length === 2, 'two e-mails, one work and one home', read.at('emails'))
    },
  },
  {
    id: 'CORE-2.4-04',
    level: 'SHOULD',
    ref: 'RFC 7643 §2.4',
    title: 'Canonical values are answered in their canonical spelling',
    async run(c) {
      const user = await c.createUser({ emails: [{ type: 'WORK', value: 'a@example.test' }] })
      ;(await c.read(`/Users/${user.id}`)).has('emails[0].type', 'work')
    },
  },
  {
    id: 'CORE-2.4-05',
    level: 'MUST',
    ref: 'RFC 7643 §2.4',
    title: 'References with and without the version segment of the base URI are the same',
    async run(c) {
      const versionless = c.base.replace(/\/v\d+$/i, '')
      c.need(versionless !== c.base, 'a base URI that ends in a version')
      const user = await c.createUser()
      const group = await c.createGroup({ members: [{ value: user.id }] })
      const path = `/Groups/${group.id}`
      for (const base of [c.base, versionless]) {
        await c.matches(path, `members[$ref eq "${base}/Users/${user.id}"]`)
      }
      ;(await c.patch(path, [{ op: 'remove', path: `members[$ref eq "${versionless}/Users/${user.id}"]` }])).is(200, 204)
      ;(await c.read(path)).absent('members')
    },
  },
  {
    id: 'CORE-2.5-01',
    level: 'MUST',
    ref: 'RFC 7643 §2.5',
    title: 'Unassigned, null and [] are one and the same',
    async run(c) {
      const user = await c.createUser({ nickName: 'Ada', emails: [work('a@example.test')] })
      const path = `/Users/${user.id}`
      const body = { schemas: [USER], userName: user.text('userName'), nickName: null, emails: [] }
      ;(await c.put(path, body)).is(200).absent('nickName', 'emails')
      await c.matchesNot(path, 'nickName pr')
      await c.matchesNot(path, 'emails pr')
    },
  },
  {
    id: 'CORE-2.5-02',
    level: 'MAY',
    ref: 'RFC 7643 §2.5',
    title: 'Unassigned attributes are left out of responses',
    async run(c) {
      const user = await c.createUser({ nickName: null, emails: [], title: 'Countess' })
      const group = await c.createGroup({ members: [] })
      for (const answer of [user, group, await c.read(`/Users/${user.id}`), await c.read(`/Groups/${group.id}`)]) {
        const empty = Object.entries(answer.object()).filter(([, value]) => value === null || (Array.isArray(value) && value.length === 0))
        answer.that(empty.length === 0, 'no member that is null or []', Object.fromEntries(empty))
      }
      const type = await c.discovery.type('User')
      ;(await c.post(type.endpoint, await minimal(c, type))).is(201).absent('nickName')
    },
  },
]

function isPlain(attribute: { mutability: string; multiValued: boolean; returned: string }): boolean {
  return attribute.mutability === 'readWrite' && !attribute.multiValued && attribute.returned === 'default'
}

/** Every `$ref` with the `value` beside it, and `meta.location`. */
function references(value: JsonValue | undefined): { reference: string; value: string | undefined }[] {
  if (Array.isArray(value)) return value.flatMap((each: JsonValue) => references(each))
  if (!isJsonObject(value)) return []
  const inside = Object.values(value).flatMap((each) => references(each))
  for (const name of ['$ref', 'location']) {
    const reference = value[name]
    if (typeof reference === 'string') inside.push({ reference, value: typeof value['value'] === 'string' ? value['value'] : undefined })
  }
  return inside
}
