import type { Requirement } from '../requirement.ts'
import { minimal } from '../sample.ts'
import { ENTERPRISE, GROUP, USER } from '../urns.ts'
import { rfcAttributes } from './rfc-attributes.ts'

/** B, second part: schemas, id, externalId, meta (RFC 7643 §3). */
export const commonAttributes: readonly Requirement[] = [
  {
    id: 'CORE-3-01',
    level: 'MUST',
    ref: 'RFC 7643 §3',
    title: 'schemas is never empty, has no duplicates, and names only schemas of the resource type',
    async run(c) {
      for (const type of await c.discovery.types()) {
        const legal = [type.schema, ...type.extensions.map((each) => each.schema)]
        const created = (await c.post(type.endpoint, await minimal(c, type))).is(201)
        const read = await c.read(`${type.endpoint}/${created.id}`)
        const schemas = read.array('schemas').map(String)
        read.that(schemas.includes(type.schema), `schemas to hold ${type.schema}`, schemas)
        read.that(
          new Set(schemas).size === schemas.length && schemas.every((each) => legal.includes(each)),
          `schemas among ${legal.join(', ')}`,
          schemas,
        )
      }
      const doubled = await c.post('/Users', { schemas: [USER, USER], userName: c.unique() })
      if (doubled.status === 201) doubled.has('schemas', [USER])
      else doubled.error(400, ['invalidSyntax', 'invalidValue'])
    },
  },
  {
    id: 'CORE-3-01',
    level: 'MUST',
    ref: 'RFC 7643 §3',
    title: 'A schema that does not belong to the resource type is refused',
    profile: 'strict',
    async run(c) {
      const body = { schemas: [USER, 'urn:example:unheard-of:2.0:Thing'], userName: c.unique() }
      ;(await c.post('/Users', body)).error(400, ['invalidSyntax', 'invalidValue'])
      ;(await c.post('/Users', { schemas: [USER, GROUP], userName: c.unique() })).error(400, ['invalidSyntax', 'invalidValue'])
    },
  },
  {
    id: 'CORE-3-01',
    level: 'MUST',
    ref: 'RFC 7643 §3',
    title: 'A schema that does not belong to the resource type is left out of the answer',
    profile: 'compat',
    async run(c) {
      const user = await c.createUser({ schemas: [USER, 'urn:example:unheard-of:2.0:Thing'] })
      user.has('schemas', [USER])
    },
  },
  {
    id: 'CORE-3-02',
    level: 'REC',
    ref: 'RFC 7643 §3, §3.3',
    title: 'schemas lists an extension exactly when the resource has data of it',
    async run(c) {
      const user = (await c.createUser()).has('schemas', [USER])
      const path = `/Users/${user.id}`
      ;(await c.patch(path, [{ op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '701984' }])).is(200, 204)
      const with_ = await c.read(path)
      with_.that(with_.array('schemas').includes(ENTERPRISE), `${ENTERPRISE} among the schemas`, with_.at('schemas'))
      ;(await c.patch(path, [{ op: 'remove', path: `${ENTERPRISE}:employeeNumber` }])).is(200, 204)
      ;(await c.read(path)).has('schemas', [USER]).absent(`["${ENTERPRISE}"]`)
    },
  },
  {
    id: 'CORE-3-03',
    level: 'REC',
    ref: 'RFC 7643 §3; RFC 7644 §3.12; D-33',
    title: 'A body without schemas, or without the base schema, is refused',
    profile: 'strict',
    async run(c) {
      ;(await c.post('/Users', { userName: c.unique() })).error(400, 'invalidSyntax')
      ;(await c.post('/Users', { schemas: [], userName: c.unique() })).error(400, 'invalidSyntax')
      ;(await c.post('/Users', { schemas: [ENTERPRISE], userName: c.unique() })).error(400, 'invalidSyntax')
      const user = await c.createUser()
      ;(await c.put(`/Users/${user.id}`, { userName: user.text('userName') })).error(400, 'invalidSyntax')
    },
  },
  {
    id: 'CORE-3-03',
    level: 'REC',
    ref: 'RFC 7643 §3; RFC 7644 §3.12; D-33',
    title: 'A body without schemas is of the type its endpoint says',
    profile: 'compat',
    async run(c) {
      ;(await c.post('/Users', { userName: c.unique(), [ENTERPRISE]: { employeeNumber: '1' } })).is(201).has('schemas', [USER, ENTERPRISE])
    },
  },
  {
    id: 'CORE-3-04',
    level: 'MUST',
    ref: 'RFC 7643 §3, §3.3',
    title: 'Extension attributes are found under the URN of the extension and nowhere else',
    async run(c) {
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber: '701984' } })
      const read = await c.read(`/Users/${user.id}`)
      read.has(`["${ENTERPRISE}"].employeeNumber`, '701984').absent('employeeNumber').present('userName')
    },
  },
  {
    id: 'CORE-3.1-01',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'id is assigned by the server, unique over all resource types, never used again, and case exact',
    async run(c) {
      const body = { schemas: [USER], userName: c.unique() }
      const first = (await c.post('/Users', body)).is(201)
      const second = await c.createUser()
      const group = await c.createGroup()
      first.that(new Set([first.id, second.id, group.id]).size === 3, 'three different ids', [first.id, second.id, group.id])
      const swapped = first.id.replaceAll(/[a-z]/gi, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
      if (swapped !== first.id) (await c.get(`/Users/${swapped}`)).error(404)
      ;(await c.delete(`/Users/${first.id}`)).is(204)
      const again = (await c.post('/Users', body)).is(201)
      again.that(again.id !== first.id, 'a new id for a resource created again', again.id)
    },
  },
  {
    id: 'CORE-3.1-02',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'A client cannot choose the id',
    async run(c) {
      const mine = c.unique('mine')
      const user = await c.createUser({ id: mine })
      user.that(user.id !== mine, 'an id of the server', user.id)
      ;(await c.get(`/Users/${mine}`)).error(404)
    },
  },
  {
    id: 'CORE-3.1-03',
    level: 'MUST NOT',
    ref: 'RFC 7643 §3.1',
    title: 'No id holds the text bulkId',
    async run(c) {
      for (const answer of [await c.createUser(), await c.createGroup()]) {
        answer.that(!answer.id.toLowerCase().includes('bulkid'), 'an id without the text bulkId', answer.id)
      }
    },
  },
  {
    id: 'CORE-3.1-04',
    level: 'MUST',
    ref: 'RFC 7643 §3.1; D-36',
    title: 'externalId belongs to the client: never made up, never forced to be unique, compared in exact case',
    async run(c) {
      ;(await c.createUser()).absent('externalId')
      const externalId = `${c.unique('Ext')}.Ab`
      const first = (await c.createUser({ externalId })).has('externalId', externalId)
      const second = await c.createUser({ externalId })
      ;(await c.find('/Users', `externalId eq "${externalId}"`)).finds(first.id, second.id)
      ;(await c.find('/Users', `externalId eq "${externalId.toLowerCase()}"`)).finds()
      ;(await c.patch(`/Users/${first.id}`, [{ op: 'replace', path: 'title', value: 'X' }])).is(200, 204)
      ;(await c.read(`/Users/${first.id}`)).has('externalId', externalId)
      const foreign = c.features.secondTenantToken
      if (foreign !== undefined) (await c.get('/Users', { filter: `externalId eq "${externalId}"` }, { token: foreign })).finds()
    },
  },
  {
    id: 'CORE-3.1-05',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'meta is assigned by the server, whatever a client sends',
    async run(c) {
      const meta = {
        created: '1999-01-01T00:00:00Z',
        lastModified: '1999-01-01T00:00:00Z',
        resourceType: 'Nonsense',
        location: 'https://example.test/x',
        version: 'W/"x"',
      }
      const user = await c.createUser({ meta })
      user.has('meta.resourceType', 'User')
      for (const name of ['created', 'lastModified', 'location', 'version'] as const) {
        user.that(user.at(`meta.${name}`) !== meta[name], `meta.${name} not to be the client's`, user.at(`meta.${name}`))
      }
      const replaced = (await c.put(`/Users/${user.id}`, { schemas: [USER], userName: user.text('userName'), title: 'Changed', meta })).is(
        200,
      )
      replaced
        .has('meta.created', user.text('meta.created'))
        .has('meta.resourceType', 'User')
        .has('meta.location', user.text('meta.location'))
    },
  },
  {
    id: 'CORE-3.1-06',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'meta has resourceType, created, lastModified and location, and a version where ETags are supported',
    async run(c) {
      const etag = await c.discovery.supports('etag')
      for (const answer of [await c.createUser(), await c.createGroup()]) {
        answer.present('meta.resourceType', 'meta.created', 'meta.lastModified', 'meta.location')
        if (etag) answer.present('meta.version')
        answer.that(!Number.isNaN(Date.parse(answer.text('meta.created'))), 'meta.created to be a dateTime', answer.at('meta.created'))
      }
    },
  },
  {
    id: 'CORE-3.1-07',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'Until the first change lastModified equals created',
    async run(c) {
      const user = await c.createUser()
      user.has('meta.lastModified', user.text('meta.created'))
      ;(await c.read(`/Users/${user.id}`)).has('meta.lastModified', user.text('meta.created'))
    },
  },
  {
    id: 'CORE-3.1-08',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'meta.location is where the resource is, and equals Content-Location where that is sent',
    async run(c) {
      const user = await c.createUser()
      const location = user.text('meta.location')
      user.hasHeader('location', location)
      const read = (await c.get(location)).is(200).has('id', user.id).has('meta.location', location)
      if (read.header('content-location') !== undefined) read.hasHeader('content-location', location)
    },
  },
  {
    id: 'CORE-3.1-09',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'meta.version equals the ETag header to the character',
    async run(c) {
      c.need(await c.discovery.supports('etag'), 'etag.supported')
      const user = await c.createUser()
      const read = await c.read(`/Users/${user.id}`)
      read.hasHeader('etag', read.text('meta.version'))
      read.that(
        /^(W\/)?"[^"]*"$/.test(read.text('meta.version')),
        'meta.version to be an entity tag, W/ in capitals if weak',
        read.at('meta.version'),
      )
    },
  },
  {
    id: 'CORE-3.1-10',
    level: 'MUST',
    ref: 'RFC 7643 §3.1',
    title: 'id and externalId are case exact, whatever a schema may list',
    async run(c) {
      const externalId = `${c.unique('Ext')}.Ab`
      const user = await c.createUser({ externalId })
      const path = `/Users/${user.id}`
      await c.matchesNot(path, `externalId eq "${externalId.toUpperCase()}"`)
      await c.matchesNot(path, `externalId co "${externalId.slice(-2).toUpperCase()}"`)
      if (/[a-z]/.test(user.id)) (await c.find('/Users', `id eq "${user.id.toUpperCase()}"`)).finds()
    },
  },
  {
    id: 'CORE-3.3-01',
    level: 'SHOULD',
    ref: 'RFC 7643 §3.3',
    title: 'Extensions do not define again what RFC 7643 defines',
    async run(c) {
      const own = (await c.discovery.types())
        .flatMap((type) => type.extensions.map((each) => each.schema))
        .filter((each) => each !== ENTERPRISE)
      c.need(own.length > 0, 'an extension besides EnterpriseUser')
      const list = await c.get('/Schemas')
      for (const schema of own) {
        for (const { name } of await c.discovery.attributesOf(schema)) {
          list.that(rfcAttributes[USER]?.[name] === undefined, `${schema} not to define ${name}, which is an attribute of User`)
        }
      }
    },
  },
]
