import type { Requirement } from '../requirement.ts'
import { minimalWith, sample } from '../sample.ts'
import { ENTERPRISE, USER } from '../urns.ts'

const keys = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value).sort() : [])

/** D. Read and projection. */
export const read: readonly Requirement[] = [
  {
    id: 'PROT-3.4.1-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.1',
    title: 'GET of an id answers the resource, or 404',
    async run(c) {
      const user = await c.createUser()
      ;(await c.get(`/Users/${user.id}`)).is(200).has('id', user.id).has('userName', user.text('userName'))
      for (const id of [crypto.randomUUID(), 'nobody', encodeURIComponent('a?b#c d"é'), '0']) (await c.get(`/Users/${id}`)).error(404)
    },
  },
  {
    id: 'PROT-3.4.1-02',
    level: 'REC',
    ref: 'RFC 7644 §3.4.1',
    title: 'A resource comes with its location, and with its ETag where supported, in the headers',
    async run(c) {
      const user = await c.createUser()
      const answer = await c.read(`/Users/${user.id}`)
      const location = answer.header('location') ?? answer.header('content-location')
      answer.that(location === answer.at('meta.location'), 'a Location or Content-Location header equal to meta.location', location)
      if (await c.discovery.supports('etag')) answer.hasHeader('etag')
    },
  },
  {
    id: 'PROT-3.4.2.1-01',
    level: 'MAY',
    ref: 'RFC 7644 §3.4.2.1',
    title: 'A filter on one resource is ignored, or answered with a list of one or none',
    async run(c) {
      const user = await c.createUser()
      const answer = (await c.get(`/Users/${user.id}`, { filter: 'userName eq "nobody"' })).is(200)
      if (answer.at('Resources') !== undefined || answer.at('totalResults') !== undefined) answer.finds()
      else answer.has('id', user.id)
    },
  },
  {
    id: 'PROT-3.4-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.4, §3.9',
    title: 'Without being asked, a server answers what is returned always or by default, and nothing else',
    async run(c) {
      const user = await c.createUser({ title: 'X', password: `P-${crypto.randomUUID()}` })
      const answer = await c.read(`/Users/${user.id}`)
      answer.has('title', 'X').absent('password')
      for (const found of await c.discovery.allAttributes()) {
        if (found.type.name !== 'User' || found.isExtension || ['default', 'always'].includes(found.attribute.returned)) continue
        answer.absent(found.attribute.name)
      }
    },
  },
  {
    id: 'PROT-3.4.2.5-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.5',
    title: 'attributes and excludedAttributes work wherever a resource is answered',
    async run(c) {
      const user = await c.createUser({ title: 'X', nickName: 'Y' })
      const path = `/Users/${user.id}`
      const filter = `id eq "${user.id}"`
      const body = { schemas: [USER], userName: user.text('userName'), title: 'X', nickName: 'Y' }
      const patch = [{ op: 'replace', path: 'title', value: 'Z' }]
      for (const [query, at, there, gone] of [
        [{ attributes: 'title' }, 'title', 'title', 'nickName'],
        [{ excludedAttributes: 'title' }, 'nickName', 'nickName', 'title'],
      ] as const) {
        ;(await c.read(path, query)).present(there).absent(gone)
        ;(await c.get('/Users', { filter, ...query })).finds(user.id).present(`Resources[0].${there}`).absent(`Resources[0].${gone}`)
        const search = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]))
        ;(await c.search('/Users', { filter, ...search })).finds(user.id).present(`Resources[0].${there}`).absent(`Resources[0].${gone}`)
        ;(await c.post('/Users', { ...body, userName: c.unique() }, { query })).is(201).present(at).absent(gone)
        ;(await c.put(path, body, { query })).is(200).present(at).absent(gone)
        ;(await c.patch(path, patch, { query })).is(200).present(at).absent(gone)
      }
    },
  },
  {
    id: 'PROT-3.9-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.9; D-32',
    title: 'attributes answers the least set and what was named, nothing else',
    async run(c) {
      const user = await c.createUser({
        name: { givenName: 'Ada', familyName: 'Byron' },
        emails: [{ type: 'work', value: 'a@example.test' }],
      })
      const path = `/Users/${user.id}`
      const one = await c.read(path, { attributes: 'userName' })
      one.that(keys(one.body).join() === 'id,schemas,userName', 'schemas, id and userName only', keys(one.body))
      ;(await c.read(path, { attributes: 'name.givenName' })).has('name', { givenName: 'Ada' }).absent('userName', 'emails')
      ;(await c.read(path, { attributes: 'emails.value' })).has('emails', [{ value: 'a@example.test' }]).absent('name')
      ;(await c.read(path, { attributes: 'name' })).has('name.givenName', 'Ada').has('name.familyName', 'Byron').absent('emails')
      ;(await c.read(path, { attributes: 'meta.location' })).has('meta', { location: user.text('meta.location') })
    },
  },
  {
    id: 'PROT-3.9-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.9, §3.4.2.5',
    title: 'excludedAttributes takes away what was named, but never what is always returned',
    async run(c) {
      const user = await c.createUser({
        title: 'X',
        name: { givenName: 'Ada', familyName: 'Byron' },
        emails: [{ type: 'work', value: 'a@example.test' }],
      })
      const answer = await c.read(`/Users/${user.id}`, { excludedAttributes: 'emails,id,schemas,name.familyName' })
      answer.absent('emails').has('id', user.id).present('schemas').has('name', { givenName: 'Ada' }).has('title', 'X')
    },
  },
  {
    id: 'PROT-3.9-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.9, §3.10',
    title: 'Names in attributes may be in any case, URN-qualified, and have spaces around the commas',
    async run(c) {
      const boss = await c.createUser()
      const user = await c.createUser({
        schemas: [USER, ENTERPRISE],
        title: 'X',
        [ENTERPRISE]: { employeeNumber: '7', manager: { value: boss.id } },
      })
      const path = `/Users/${user.id}`
      ;(await c.read(path, { attributes: `${USER}:userName` })).present('userName').absent('title')
      const manager = await c.read(path, { attributes: `${ENTERPRISE}:manager.value` })
      manager.has(`["${ENTERPRISE}"]`, { manager: { value: boss.id } }).absent('title', 'userName')
      ;(await c.read(path, { attributes: ' USERNAME , Title' })).present('userName').has('title', 'X').absent(`["${ENTERPRISE}"]`)
      ;(await c.read(path, { excludedAttributes: `${ENTERPRISE}:employeeNumber, TITLE` })).absent(
        'title',
        `["${ENTERPRISE}"].employeeNumber`,
      )
    },
  },
  {
    id: 'PROT-3.9-04',
    level: 'REC',
    ref: 'RFC 7644 §3.9',
    title: 'The URN of an extension stands for all of it',
    async run(c) {
      const user = await c.createUser({
        schemas: [USER, ENTERPRISE],
        title: 'X',
        [ENTERPRISE]: { employeeNumber: '7', department: 'Tours' },
      })
      const path = `/Users/${user.id}`
      ;(await c.read(path, { attributes: ENTERPRISE }))
        .has(`["${ENTERPRISE}"]`, { employeeNumber: '7', department: 'Tours' })
        .absent('title', 'userName')
      ;(await c.read(path, { excludedAttributes: ENTERPRISE })).absent(`["${ENTERPRISE}"]`).has('title', 'X')
    },
  },
  {
    id: 'PROT-3.9-05',
    level: 'REC',
    ref: 'RFC 7644 §3.9; D-30',
    title: 'attributes and excludedAttributes together are refused',
    async run(c) {
      const user = await c.createUser()
      ;(await c.get(`/Users/${user.id}`, { attributes: 'userName', excludedAttributes: 'title' })).error(400, 'invalidValue')
      ;(await c.get('/Users', { attributes: 'userName', excludedAttributes: 'title', count: 1 })).error(400, 'invalidValue')
    },
  },
  {
    id: 'PROT-3.9-06',
    level: 'REC',
    ref: 'RFC 7644 §3.9',
    title: 'Unknown names in attributes are ignored; an empty list is no list',
    async run(c) {
      const user = await c.createUser({ title: 'X' })
      const path = `/Users/${user.id}`
      const unknown = await c.read(path, { attributes: 'nope' })
      unknown.that(keys(unknown.body).join() === 'id,schemas', 'schemas and id only', keys(unknown.body))
      ;(await c.read(path, { excludedAttributes: 'nope,name.nope' })).has('title', 'X')
      ;(await c.read(path, { attributes: '' })).has('title', 'X').present('userName')
    },
  },
  {
    id: 'PROT-3.9-07',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'What is never returned is not returned when it is named either',
    async run(c) {
      const user = await c.createUser({ password: `P-${crypto.randomUUID()}` })
      ;(await c.get(`/Users/${user.id}`, { attributes: 'password' })).is(200).absent('password')
      for (const found of await c.discovery.allAttributes()) {
        if (found.attribute.returned !== 'request' || found.attribute.mutability === 'readOnly') continue
        const created = (await c.post(found.type.endpoint, await minimalWith(c, found, sample(c, found.attribute)))).is(201)
        const path = `${found.type.endpoint}/${created.id}`
        const name = found.isExtension ? `["${found.schema}"].${found.attribute.name}` : found.attribute.name
        ;(await c.read(path)).absent(name)
        ;(await c.read(path, { attributes: found.path })).present(name)
      }
    },
  },
  {
    id: 'PROT-3.9-08',
    level: 'REC',
    ref: 'RFC 7644 §3.9; RFC 7643 §2.3.8',
    title: 'A sub-attribute that is always returned comes with its parent, and does not bring its parent',
    async run(c) {
      const isAlways = (one: { returned: string }) => one.returned === 'always'
      const found = await c.discovery.find('a sub-attribute returned always', ({ attribute }) => attribute.subAttributes.some(isAlways))
      const always = c.needed(found.attribute.subAttributes.find(isAlways), 'a sub-attribute returned always')
      const other = c.needed(
        found.attribute.subAttributes.find((each) => each.returned === 'default' && each.type === 'string'),
        'a sibling returned by default',
      )
      const element = { [always.name]: sample(c, always), [other.name]: sample(c, other) }
      const value = found.attribute.multiValued ? [element] : element
      const created = (await c.post(found.type.endpoint, await minimalWith(c, found, value))).is(201)
      const path = `${found.type.endpoint}/${created.id}`
      const at = `${found.isExtension ? `["${found.schema}"].` : ''}${found.attribute.name}`
      const sibling = await c.read(path, { attributes: `${found.path}.${other.name}` })
      sibling.present(`${at}${found.attribute.multiValued ? '[0]' : ''}.${always.name}`)
      ;(await c.read(path, { attributes: 'id' })).absent(at)
    },
  },
  {
    id: 'PROT-3.9-09',
    level: 'REC',
    ref: 'RFC 7644 §3.9',
    title: 'A projection does not change the version of a resource',
    async run(c) {
      c.need(await c.discovery.supports('etag'), 'etag.supported')
      const user = await c.createUser({ title: 'X' })
      const whole = await c.read(`/Users/${user.id}`)
      const part = await c.read(`/Users/${user.id}`, { attributes: 'title' })
      part.hasHeader('etag', whole.header('etag') ?? 'the ETag of the whole')
    },
  },
  {
    id: 'PROT-3.9-10',
    level: 'REC',
    ref: 'RFC 7644 §3.9',
    title: 'excludedAttributes=members is honoured and saves the work of reading members',
    async run(c) {
      const { ids } = await c.createUsers(Array.from({ length: 5 }, () => ({})))
      const group = await c.createGroup({ members: ids.map((value) => ({ value })) })
      const path = `/Groups/${group.id}`
      ;(await c.read(path, { excludedAttributes: 'members' })).absent('members').present('displayName')
      ;(await c.find('/Groups', `id eq "${group.id}"`, { excludedAttributes: 'members' })).finds(group.id).absent('Resources[0].members')
      ;(await c.read(path, { attributes: 'displayName' })).absent('members')
      const whole = await c.read(path)
      whole.that(whole.array('members').length === 5, 'five members without the exclusion', whole.at('members'))
    },
  },
]
