import { RawBody } from '../client.ts'
import { equalJson, isJsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { minimal } from '../sample.ts'
import { ENTERPRISE, GROUP, USER } from '../urns.ts'

const work = (value: string) => ({ type: 'work', value })

/** B: references, multi-valued attributes, unassigned values (RFC 7643 §2.3.7–§2.5). */
export const referencesAndLists: readonly Requirement[] = [
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
