import type { FoundAttribute } from '../discovery.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimal, minimalWith, sample } from '../sample.ts'
import { GROUP, USER } from '../urns.ts'

/** B, last part: the Group schema (RFC 7643 §4.2), the characteristics (§7) and schemas of one's own. */
export const groupAndCharacteristics: readonly Requirement[] = [
  {
    id: 'CORE-4.2-01',
    level: 'MUST',
    ref: 'RFC 7643 §4.2, erratum 5368',
    title: 'A group needs a displayName',
    async run(c) {
      ;(await c.post('/Groups', { schemas: [GROUP] })).error(400, 'invalidValue')
      ;(await c.post('/Groups', { schemas: [GROUP], displayName: null })).error(400, 'invalidValue')
    },
  },
  {
    id: 'CORE-4.2-02',
    level: 'MUST',
    ref: 'RFC 7643 §4.2',
    title: 'Members are added and removed whole; the server fills in $ref and type',
    async run(c) {
      const [one, two] = [await c.createUser(), await c.createUser()]
      const inner = await c.createGroup()
      const group = await c.createGroup({ members: [{ value: one.id }, { value: inner.id }] })
      const path = `/Groups/${group.id}`
      const read = await c.read(path)
      read.has(`members[?value=${one.id}].type`, 'User').has(`members[?value=${inner.id}].type`, 'Group')
      ;(await c.get(read.text(`members[?value=${one.id}].$ref`))).is(200).has('id', one.id)
      ;(await c.patch(path, [{ op: 'replace', path: `members[value eq "${one.id}"].value`, value: two.id }])).error(400, 'mutability')
      ;(await c.patch(path, [{ op: 'add', path: 'members', value: [{ value: two.id }] }])).is(200, 204)
      ;(await c.patch(path, [{ op: 'remove', path: `members[value eq "${one.id}"]` }])).is(200, 204)
      const members = (await c.read(path)).array('members').map((each) => isJsonObject(each) && each['value'])
      read.that(
        members.length === 2 && members.includes(two.id) && members.includes(inner.id),
        'the second user and the inner group as members',
        members,
      )
    },
  },
  {
    id: 'CORE-4.2-03',
    level: 'REC',
    ref: 'RFC 7643 §4.2',
    title: 'Groups may be empty; a group within itself, directly or round a corner, does no harm',
    async run(c) {
      const [a, b] = [await c.createGroup(), await c.createGroup()]
      const user = await c.createUser()
      const self = await c.patch(`/Groups/${a.id}`, [{ op: 'add', path: 'members', value: [{ value: a.id }] }])
      if (self.status !== 200 && self.status !== 204) self.error(400, 'invalidValue')
      ;(await c.patch(`/Groups/${a.id}`, [{ op: 'add', path: 'members', value: [{ value: b.id }, { value: user.id }] }])).is(200, 204)
      const circle = await c.patch(`/Groups/${b.id}`, [{ op: 'add', path: 'members', value: [{ value: a.id }] }])
      if (circle.status !== 200 && circle.status !== 204) circle.error(400, 'invalidValue')
      for (const path of [`/Groups/${a.id}`, `/Groups/${b.id}`, `/Users/${user.id}`]) await c.read(path)
    },
  },
  {
    id: 'CORE-7-10',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'What is case exact is kept and compared exactly; what is not is compared in any case',
    async run(c) {
      const externalId = `${c.unique('Ext')}.Ab`
      const user = (await c.createUser({ externalId, title: 'Tour Guide' })).has('externalId', externalId)
      const path = `/Users/${user.id}`
      await c.matches(path, `externalId eq "${externalId}"`)
      await c.matchesNot(path, `externalId eq "${externalId.toLowerCase()}"`)
      await c.matches(path, 'title eq "TOUR guide"')
    },
  },
  {
    id: 'CORE-7-11',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'What is readOnly is ignored in POST and PUT, and an error in PATCH',
    async run(c) {
      const user = await c.createUser({ groups: [{ value: 'x' }] })
      const path = `/Users/${user.id}`
      user.absent('groups')
      ;(await c.put(path, { schemas: [USER], userName: user.text('userName'), id: 'other', groups: [{ value: 'x' }] }))
        .is(200)
        .has('id', user.id)
        .absent('groups')
      ;(await c.patch(path, [{ op: 'replace', path: 'id', value: 'other' }])).error(400, 'mutability')
      ;(await c.patch(path, [{ op: 'replace', path: 'meta.created', value: '1999-01-01T00:00:00Z' }])).error(400, 'mutability')
    },
  },
  {
    id: 'CORE-7-12',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'What is immutable is set once and never changed',
    async run(c) {
      const found = await c.discovery.find('an immutable attribute', isImmutable)
      const value = sample(c, found.attribute)
      const body = await minimalWith(c, found, value)
      const created = (await c.post(found.type.endpoint, body)).is(201).present(bodyPath(found))
      const path = `${found.type.endpoint}/${created.id}`
      ;(await c.put(path, body)).is(200).has(bodyPath(found), value)
      ;(await c.put(path, replacing(body, found, sample(c, found.attribute)))).error(400, 'mutability')
      ;(await c.read(path)).has(bodyPath(found), value)
    },
  },
  {
    id: 'CORE-7-13',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'What is writeOnly can be set at any time and is never answered',
    async run(c) {
      const found = await c.discovery.find(
        'a writeOnly attribute',
        ({ attribute }) => attribute.mutability === 'writeOnly' && attribute.type === 'string',
      )
      const created = (await c.post(found.type.endpoint, await minimalWith(c, found, `W1-${crypto.randomUUID()}`)))
        .is(201)
        .absent(bodyPath(found))
      const path = `${found.type.endpoint}/${created.id}`
      ;(await c.patch(path, [{ op: 'replace', path: found.path, value: `W2-${crypto.randomUUID()}` }])).is(200, 204)
      ;(await c.read(path)).absent(bodyPath(found))
      ;(await c.read(path, { attributes: found.path })).absent(bodyPath(found))
    },
  },
  {
    id: 'CORE-7-14',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'returned says when an attribute comes: always, never, by default, or on request only',
    async run(c) {
      for (const found of await c.discovery.allAttributes()) {
        const { attribute } = found
        if (attribute.mutability === 'readOnly' || attribute.returned === 'default') continue
        const body = await minimalWith(c, found, sample(c, attribute))
        const created = (await c.post(found.type.endpoint, body)).is(201)
        const path = `${found.type.endpoint}/${created.id}`
        const at = bodyPath(found)
        const named = await c.read(path, { attributes: found.path })
        const plain = await c.read(path)
        const excluded = await c.read(path, { excludedAttributes: found.path })
        const other = await c.read(path, { attributes: 'id' })
        const replaced = (await c.put(path, body)).is(200)
        if (attribute.returned === 'always') for (const answer of [named, plain, excluded, other, created]) answer.present(at)
        if (attribute.returned === 'never') for (const answer of [named, plain, excluded, other, created, replaced]) answer.absent(at)
        if (attribute.returned === 'request') {
          // Write responses show it when the client has just sent it (RFC 7643 §7).
          for (const answer of [named, created, replaced]) answer.present(at)
          for (const answer of [plain, excluded, other]) answer.absent(at)
        }
      }
      const user = await c.createUser({ title: 'Countess' })
      for (const query of [{ attributes: 'title' }, { excludedAttributes: 'id,title' }])
        (await c.read(`/Users/${user.id}`, query)).has('id', user.id)
      ;(await c.read(`/Users/${user.id}`, { attributes: 'userName' })).absent('title')
    },
  },
  {
    id: 'CORE-7-15',
    level: 'SHOULD',
    ref: 'RFC 7643 §7; D-22',
    title: 'A second resource with the value of a unique attribute is refused with 409',
    async run(c) {
      for (const found of await c.discovery.allAttributes()) {
        if (found.attribute.uniqueness === 'none' || found.attribute.mutability === 'readOnly' || found.attribute.multiValued) continue
        const value = sample(c, found.attribute)
        ;(await c.post(found.type.endpoint, await minimalWith(c, found, value))).is(201)
        ;(await c.post(found.type.endpoint, await minimalWith(c, found, value))).error(409, 'uniqueness')
      }
    },
  },
  {
    id: 'CORE-7-16',
    level: 'REC',
    ref: 'RFC 7643 §7; RFC 7644 §3.3',
    title: 'Uniqueness of a sub-attribute holds over all values of all resources',
    async run(c) {
      const isUnique = (one: { uniqueness: string }) => one.uniqueness !== 'none'
      const found = await c.discovery.find('a unique sub-attribute', ({ attribute }) => attribute.subAttributes.some(isUnique))
      const sub = c.needed(found.attribute.subAttributes.find(isUnique), 'a unique sub-attribute')
      const element = { [sub.name]: sample(c, sub) }
      const value = found.attribute.multiValued ? [element] : element
      ;(await c.post(found.type.endpoint, await minimalWith(c, found, value))).is(201)
      ;(await c.post(found.type.endpoint, await minimalWith(c, found, value))).error(409, 'uniqueness')
    },
  },
  {
    id: 'CORE-2.x-01',
    level: 'REC',
    ref: 'RFC 7643 §2.3',
    title: 'A value of the wrong JSON type is refused, and the message names the attribute',
    async run(c) {
      const wrong: [string, JsonObject][] = [
        ['title', { title: { a: 1 } }],
        ['name', { name: 'Ada' }],
        ['active', { active: { a: 1 } }],
      ]
      if (c.profile === 'strict') wrong.push(['emails', { emails: { value: 'a@example.test' } }], ['title', { title: 5 }])
      for (const [name, attributes] of wrong) {
        const answer = (await c.post('/Users', { schemas: [USER], userName: c.unique(), ...attributes })).error(400, 'invalidValue')
        answer.that(answer.text('detail').includes(name), `a detail that names ${name}`)
      }
    },
  },
  {
    id: 'CORE-3.2-01',
    level: 'MUST',
    ref: 'RFC 7643 §3.2, §6, §8.7',
    title: 'A resource type of its own behaves as every other',
    async run(c) {
      const types = await c.discovery.types()
      const type = c.needed(
        types.find((each) => each.name !== 'User' && each.name !== 'Group'),
        'a resource type besides User and Group',
      )
      ;(await c.read(`/Schemas/${type.schema}`)).has('id', type.schema)
      const body = await minimal(c, type)
      const externalId = c.unique('ext')
      const created = (await c.post(type.endpoint, { ...body, externalId }))
        .is(201)
        .has('externalId', externalId)
        .has('meta.resourceType', type.name)
      const path = `${type.endpoint}/${created.id}`
      created.hasHeader('location', created.text('meta.location'))
      ;(await c.read(path)).has('id', created.id).has('meta.location', created.text('meta.location'))
      ;(await c.find(type.endpoint, `externalId eq "${externalId}"`)).finds(created.id)
      ;(await c.find(type.endpoint, `meta.resourceType eq "${type.name}" and id eq "${created.id}"`)).finds(created.id)
      ;(await c.patch(path, [{ op: 'replace', path: 'externalId', value: `${externalId}.2` }])).is(200, 204)
      ;(await c.read(path, { attributes: 'externalId' })).has('externalId', `${externalId}.2`)
      ;(await c.put(path, body)).is(200).absent('externalId')
      ;(await c.refusesFilter(type.endpoint, 'noSuchAttribute eq "x"')).absent('Resources')
      ;(await c.delete(path)).is(204)
      ;(await c.get(path)).error(404)
    },
  },
  {
    id: 'CORE-4.2-04',
    level: 'MAY',
    ref: 'RFC 7643 §4.2',
    title: 'A member without a value is refused',
    async run(c) {
      const group = await c.createGroup()
      for (const member of [{}, { display: 'x' }]) {
        ;(await c.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [member] }])).error(400, 'invalidValue')
      }
    },
  },
  {
    id: 'CORE-10-01',
    level: 'REC',
    ref: 'RFC 7643 §10.2, §10.3',
    title: 'Schemas of its own use a URN namespace of its own',
    async run(c) {
      const registered = /^urn:ietf:params:scim:schemas:(core:2\.0:|extension:[a-z0-9-]+:2\.0:)/i
      const list = await c.get('/Schemas')
      for (const id of list.ids()) {
        const claimed = id.toLowerCase().startsWith('urn:ietf:params:scim:')
        list.that(!claimed || registered.test(id), 'no unregistered schema below urn:ietf:params:scim:', id)
      }
    },
  },
]

function isImmutable({ attribute }: FoundAttribute): boolean {
  return (
    attribute.mutability === 'immutable' && !attribute.multiValued && attribute.type === 'string' && attribute.canonicalValues.length === 0
  )
}

function replacing(body: JsonObject, found: FoundAttribute, value: JsonObject[string]): JsonObject {
  const extension = body[found.schema]
  if (!found.isExtension) return { ...body, [found.attribute.name]: value }
  return { ...body, [found.schema]: { ...(isJsonObject(extension) && extension), [found.attribute.name]: value } }
}
