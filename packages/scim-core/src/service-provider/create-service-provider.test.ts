import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { createServiceProvider } from './create-service-provider.ts'
import { all, createGroup, createUser, example, groupUrn, json, patch, unconditional, userUrn, wholeList } from './provider.fixture.ts'

const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('the options of a service provider', () => {
  const { options } = example().provider

  it.each(['https://scim.example/v2/', 'scim.example/v2', '/scim/v2', 'https://scim.example/v2?tenant=a', 'https://'])(
    'refuses %s as its base URL, because locations are made from it',
    (baseUrl) => {
      expect(() => createServiceProvider({ ...options, baseUrl })).toThrow(
        'baseUrl has to be an http or https URL without a slash at the end',
      )
    },
  )

  it.each([16, 31, 33])('refuses a cursor key of %i bytes', (length) => {
    expect(() => createServiceProvider({ ...options, cursorKey: new Uint8Array(length) })).toThrow(`has to have 32 bytes, not ${length}.`)
  })
})

describe('create (RFC 7644 §3.3)', () => {
  it('answers 201 with the resource, its location and its version', async () => {
    const { provider, context } = example()
    const response = await provider.create(context, '/Users', { schemas: [userUrn], userName: 'bjensen', id: 'mine' }, all)
    expect(response).toMatchObject({ status: 201, location: 'https://scim.example/v2/Users/id-0001', etag: 'W/"1"' })
    expect(await json(response)).toEqual({
      id: 'id-0001',
      schemas: [userUrn],
      userName: 'bjensen',
      active: true,
      meta: {
        resourceType: 'User',
        created: '2026-01-01T00:00:00.000Z',
        lastModified: '2026-01-01T00:00:00.000Z',
        location: 'https://scim.example/v2/Users/id-0001',
        version: 'W/"1"',
      },
    })
  })

  it('refuses a userName that is taken in any case with 409 uniqueness', async () => {
    const service = example()
    await createUser(service, 'bjensen')
    await expect(createUser(service, 'BJENSEN')).rejects.toMatchObject({ status: 409, scimType: 'uniqueness' })
  })

  it('lets two tenants have the same userName', async () => {
    const { provider, as } = example()
    const body = { schemas: [userUrn], userName: 'bjensen' }
    await provider.create(as('acme'), '/Users', body, all)
    expect((await provider.create(as('globex'), '/Users', body, all)).status).toBe(201)
  })

  it('keeps no password that a PATCH removes, and keeps one that it does not touch (§3.5.2.2)', async () => {
    const service = example({ hash: true })
    const { provider, context } = service
    const id = await createUser(service, 'bjensen', { password: 't1meMa$heen' })
    const hashAfter = async (operation: JsonObject) => {
      const answer = await provider.modify(context, '/Users', id, patch(operation), all, unconditional)
      expect(answer.body).not.toContain('hashed')
      return (await provider.options.storage.forTenant(context.caller.tenantId).get('User', id))?.passwordHash
    }
    expect(await hashAfter({ op: 'replace', path: 'title', value: 'Guide' })).toBe('hashed:11')
    expect(await hashAfter({ op: 'replace', path: 'password', value: 'other' })).toBe('hashed:5')
    expect(await hashAfter({ op: 'remove', path: 'password' })).toBeUndefined()
    expect(await hashAfter({ op: 'add', path: 'password', value: 'again!' })).toBe('hashed:6')
    expect(await hashAfter({ op: 'replace', path: 'password', value: null })).toBeUndefined()
  })

  it('keeps nothing of a password when passwords are ignored, and returns it never', async () => {
    for (const hash of [false, true]) {
      const service = example({ hash })
      const id = await createUser(service, 'bjensen', { password: 't1meMa$heen' })
      const stored = await service.provider.options.storage.forTenant('acme').get('User', id)
      expect(stored?.document).not.toContain('t1meMa$heen')
      expect(stored?.passwordHash).toBe(hash ? 'hashed:11' : undefined)
      const read = await service.provider.retrieve(service.context, '/Users', id, { ...all, attributes: ['password'] }, unconditional)
      expect(read.body).not.toContain('password')
    }
  })

  it('creates a group with members, typed and labelled by the service provider (RFC 7643 §4.2)', async () => {
    const service = example()
    const user = await createUser(service, 'bjensen', { displayName: 'Babs Jensen' })
    const group = await createGroup(service, 'Tour Guides', [user])
    const read = await json(await service.provider.retrieve(service.context, '/Groups', group, all, unconditional))
    expect(read['members']).toEqual([{ value: user, $ref: `https://scim.example/v2/Users/${user}`, type: 'User', display: 'Babs Jensen' }])
  })

  it('refuses a member that does not exist and creates nothing (D-34)', async () => {
    const service = example()
    await expect(createGroup(service, 'Tour Guides', ['nobody'])).rejects.toMatchObject({ status: 400, scimType: 'invalidValue' })
    expect(await json(await service.provider.query(service.context, '/Groups', wholeList))).toMatchObject({ totalResults: 0 })
  })
})

describe('retrieve (RFC 7644 §3.4.1)', () => {
  it('answers 404 alike for an unknown id and for one of another tenant (D-25)', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen')
    const foreign = await service.provider.retrieve(service.as('globex'), '/Users', id, all, unconditional).catch((error) => error)
    const unknown = await service.provider.retrieve(service.as('globex'), '/Users', 'nobody', all, unconditional).catch((error) => error)
    expect(foreign.status).toBe(404)
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(unknown))
  })

  it('answers 412 when If-Match names another version (RFC 9110 §13.1.1)', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen')
    const read = (ifMatch: readonly number[] | 'any') =>
      service.provider.retrieve(service.context, '/Users', id, all, { ...unconditional, ifMatch })
    expect(await read([1])).toMatchObject({ status: 200 })
    expect(await read('any')).toMatchObject({ status: 200 })
    await expect(read([2])).rejects.toMatchObject({ status: 412 })
  })

  it('answers 304 when If-None-Match names the version (§3.14)', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen')
    const read = (ifNoneMatch: readonly number[] | 'any') =>
      service.provider.retrieve(service.context, '/Users', id, all, { ifMatch: undefined, ifNoneMatch })
    expect((await read([1])).status).toBe(304)
    expect((await read('any')).status).toBe(304)
    expect((await read([2])).status).toBe(200)
  })

  it('shows direct and indirect groups of a user (RFC 7643 §4.1.2)', async () => {
    const service = example()
    const user = await createUser(service, 'bjensen')
    const inner = await createGroup(service, 'Guides', [user])
    const outer = await createGroup(service, 'Staff', [inner])
    const read = await json(await service.provider.retrieve(service.context, '/Users', user, all, unconditional))
    expect(read['groups']).toEqual([
      { value: inner, $ref: `https://scim.example/v2/Groups/${inner}`, display: 'Guides', type: 'direct' },
      { value: outer, $ref: `https://scim.example/v2/Groups/${outer}`, display: 'Staff', type: 'indirect' },
    ])
  })

  it('streams a group with more members than one page of them, and leaves none out', async () => {
    const service = example()
    const users = await Promise.all(Array.from({ length: 5001 }, (_, index) => createUser(service, `u${index}`)))
    const group = await createGroup(service, 'Everybody', users)
    const response = await service.provider.retrieve(service.context, '/Groups', group, all, unconditional)
    expect(typeof response.body).toBe('object')
    expect((await json(response))['members']).toHaveLength(5001)
  })
})

describe('query (RFC 7644 §3.4.2)', () => {
  it('streams a page of groups whose members are too many to be held, in order and with none left out', async () => {
    const service = example()
    const users = await Promise.all(Array.from({ length: 3000 }, (_, index) => createUser(service, `u${index}`)))
    for (const [name, members] of [
      ['A', users],
      ['B', []],
      ['C', users],
    ] as const)
      await createGroup(service, name, members)
    const response = await service.provider.query(service.context, '/Groups', wholeList)
    expect(typeof response.body).toBe('object')
    const list = await json(response)
    expect(list).toMatchObject({ totalResults: 3, itemsPerPage: 3 })
    const groups = list['Resources'] as { displayName: string; members?: unknown[]; meta: object }[]
    expect(groups.map(({ displayName, members, meta }) => [displayName, members?.length, 'version' in meta])).toEqual([
      ['A', 3000, true],
      ['B', undefined, true],
      ['C', 3000, true],
    ])
  })

  it('finds by filter in any case, counts exactly, and says what is on the page', async () => {
    const service = example()
    for (const name of ['anna', 'bert', 'carl', 'dora', 'emil']) await createUser(service, name)
    const query = (search: Partial<typeof wholeList>) =>
      service.provider.query(service.context, '/Users', { ...wholeList, ...search }).then(json)
    expect(await query({ filter: 'userName Eq "ANNA"' })).toMatchObject({ totalResults: 1, itemsPerPage: 1 })
    expect(await query({ startIndex: 4, count: 3 })).toMatchObject({ totalResults: 5, itemsPerPage: 2, startIndex: 4 })
    expect(await query({ count: 0 })).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] })
    expect(await query({ count: -1 })).toMatchObject({ totalResults: 5, itemsPerPage: 0 })
    expect(await query({ startIndex: 999 })).toMatchObject({ totalResults: 5, itemsPerPage: 0, startIndex: 999 })
    const sorted = await query({ sortBy: 'userName', sortOrder: 'descending', count: 2 })
    expect(sorted['Resources']).toMatchObject([{ userName: 'emil' }, { userName: 'dora' }])
  })

  it('refuses an unknown sortBy and an unknown filter attribute (D-05, D-29)', async () => {
    const { provider, context } = example()
    await expect(provider.query(context, '/Users', { ...wholeList, filter: 'nope eq "x"' })).rejects.toMatchObject({
      scimType: 'invalidFilter',
    })
    await expect(provider.query(context, '/Users', { ...wholeList, sortBy: 'nope' })).rejects.toMatchObject({ scimType: 'invalidValue' })
  })

  it('queries all types at the root, where an attribute that a type lacks has no value (§3.4.2.1)', async () => {
    const service = example()
    await createUser(service, 'anna')
    await createGroup(service, 'Guides')
    const query = (filter?: string) => service.provider.query(service.context, undefined, { ...wholeList, filter }).then(json)
    expect(await query()).toMatchObject({ totalResults: 2 })
    expect(await query('userName pr')).toMatchObject({ totalResults: 1 })
    expect(await query('meta.resourceType eq "Group"')).toMatchObject({ totalResults: 1, Resources: [{ displayName: 'Guides' }] })
  })

  it('walks forward and back by cursors sealed to their query (RFC 9865)', async () => {
    const service = example()
    for (let index = 0; index < 7; index++) await createUser(service, `user${index}`)
    const query = (search: Partial<typeof wholeList>) =>
      service.provider.query(service.context, '/Users', { ...wholeList, count: 3, ...search })
    const names = (page: Awaited<ReturnType<typeof json>>) => (page['Resources'] as { userName: string }[]).map((user) => user.userName)
    const first = await json(await query({ cursor: '' }))
    const second = await json(await query({ cursor: String(first['nextCursor']) }))
    const third = await json(await query({ cursor: String(second['nextCursor']) }))
    expect([...names(first), ...names(second), ...names(third)]).toEqual(['user0', 'user1', 'user2', 'user3', 'user4', 'user5', 'user6'])
    expect(first).not.toHaveProperty('previousCursor')
    expect(third).not.toHaveProperty('nextCursor')
    expect(names(await json(await query({ cursor: String(second['previousCursor']) })))).toEqual(names(first))
    const cursor = String(first['nextCursor'])
    expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/)
    await expect(query({ cursor, filter: 'active eq true' })).rejects.toMatchObject({ scimType: 'invalidCursor' })
    await expect(query({ cursor, count: 2 })).rejects.toMatchObject({ scimType: 'invalidCount' })
    await expect(query({ cursor: `${cursor.slice(0, -2)}AA` })).rejects.toMatchObject({ scimType: 'invalidCursor' })
    await expect(query({ cursor, startIndex: 1 })).rejects.toMatchObject({ scimType: 'invalidValue' })
    await expect(service.provider.query(service.as('globex'), '/Users', { ...wholeList, count: 3, cursor })).rejects.toMatchObject({
      scimType: 'invalidCursor',
    })
    service.advance(600_001)
    await expect(query({ cursor })).rejects.toMatchObject({ scimType: 'expiredCursor' })
  })
})

describe('replace (RFC 7644 §3.5.1)', () => {
  it('clears what is left out, keeps active true, and moves the version only on a change (D-19, D-20, D-57)', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen', { nickName: 'Babs' })
    service.advance(1000)
    const put = (body: object) =>
      service.provider.replace(service.context, '/Users', id, { schemas: [userUrn], ...body }, all, unconditional)
    const changed = await json(await put({ userName: 'bjensen' }))
    expect(changed).toMatchObject({ active: true, meta: { version: 'W/"2"', lastModified: '2026-01-01T00:00:01.000Z' } })
    expect(changed).not.toHaveProperty('nickName')
    expect(await json(await put({ userName: 'bjensen', meta: { created: '1999-01-01T00:00:00Z' } }))).toEqual(changed)
  })

  it('never creates', async () => {
    const { provider, context } = example()
    await expect(
      provider.replace(context, '/Users', 'nobody', { schemas: [userUrn], userName: 'x' }, all, unconditional),
    ).rejects.toMatchObject({
      status: 404,
    })
  })

  it('replaces the members of a group as a whole', async () => {
    const service = example()
    const [a, b, c] = [await createUser(service, 'a'), await createUser(service, 'b'), await createUser(service, 'c')]
    const group = await createGroup(service, 'G', [a, b])
    const body = { schemas: [groupUrn], displayName: 'G', members: [{ value: b }, { value: c }] }
    const replaced = await json(await service.provider.replace(service.context, '/Groups', group, body, all, unconditional))
    expect((replaced['members'] as { value: string }[]).map((member) => member.value)).toEqual([b, c])
  })
})

describe('modify (RFC 7644 §3.5.2)', () => {
  it('answers 200 with a user, and 204 for a group unless attributes are asked for', async () => {
    const service = example()
    const user = await createUser(service, 'bjensen')
    const group = await createGroup(service, 'G')
    const modify = (endpoint: string, id: string, body: ReturnType<typeof patch>, projection = all) =>
      service.provider.modify(service.context, endpoint, id, body, projection, unconditional)
    const replaced = await modify('/Users', user, patch({ op: 'replace', path: 'userName', value: 'babs' }))
    expect(replaced.status).toBe(200)
    expect(await json(replaced)).toMatchObject({ userName: 'babs', meta: { version: 'W/"2"' } })
    const added = patch({ op: 'add', path: 'members', value: [{ value: user }] })
    expect(await modify('/Groups', group, added)).toMatchObject({ status: 204, body: undefined, etag: 'W/"2"' })
    expect(await modify('/Groups', group, added)).toMatchObject({ status: 204, etag: 'W/"2"' })
    const asked = await modify('/Groups', group, added, { ...all, attributes: ['members'] })
    expect(await json(asked)).toMatchObject({ members: [{ value: user }] })
  })

  it('changes nothing when one operation fails', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen')
    const body = patch({ op: 'replace', path: 'displayName', value: 'X' }, { op: 'replace', path: 'nope', value: 'x' })
    await expect(service.provider.modify(service.context, '/Users', id, body, all, unconditional)).rejects.toMatchObject({
      scimType: 'invalidPath',
    })
    const read = await json(await service.provider.retrieve(service.context, '/Users', id, all, unconditional))
    expect(read).toMatchObject({ meta: { version: 'W/"1"' } })
    expect(read).not.toHaveProperty('displayName')
  })

  it('lets exactly one of many writers with the same If-Match through', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen')
    const write = (index: number) =>
      service.provider
        .modify(service.context, '/Users', id, patch({ op: 'replace', path: 'title', value: `T${index}` }), all, {
          ifMatch: [1],
          ifNoneMatch: undefined,
        })
        .then(
          ({ status }) => status,
          (error) => error.status,
        )
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => write(index)))
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 412)])
  })

  it('loses no member of many added at once', async () => {
    const service = example()
    const users = await Promise.all(Array.from({ length: 50 }, (_, index) => createUser(service, `u${index}`)))
    const group = await createGroup(service, 'G')
    await Promise.all(
      users.map((value) =>
        service.provider.modify(
          service.context,
          '/Groups',
          group,
          patch({ op: 'add', path: 'members', value: [{ value }] }),
          all,
          unconditional,
        ),
      ),
    )
    const read = await json(await service.provider.retrieve(service.context, '/Groups', group, all, unconditional))
    expect(read['members']).toHaveLength(50)
    expect(read).toMatchObject({ meta: { version: 'W/"51"' } })
  })

  it('removes members by a filter on what only the edges know', async () => {
    const service = example()
    const user = await createUser(service, 'u')
    const inner = await createGroup(service, 'inner')
    const group = await createGroup(service, 'outer', [user, inner])
    await service.provider.modify(
      service.context,
      '/Groups',
      group,
      patch({ op: 'remove', path: 'members[type eq "User"]' }),
      all,
      unconditional,
    )
    const read = await json(await service.provider.retrieve(service.context, '/Groups', group, all, unconditional))
    expect(read['members']).toMatchObject([{ value: inner }])
  })

  it('lists an extension in schemas exactly while the resource has data of it (D-44)', async () => {
    const service = example()
    const id = await createUser(service, 'u')
    const modify = async (operation: Parameters<typeof patch>[0]) =>
      json(await service.provider.modify(service.context, '/Users', id, patch(operation), all, unconditional))
    const path = `${enterpriseUrn}:employeeNumber`
    expect((await modify({ op: 'add', path, value: '1815' }))['schemas']).toEqual([userUrn, enterpriseUrn])
    expect((await modify({ op: 'remove', path }))['schemas']).toEqual([userUrn])
  })
})

describe('a caller who acts on their own resource (RFC 7644 §3.11)', () => {
  it('changes what is harmless, and neither name nor rights', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen')
    const self = { ...service.context, caller: { ...service.context.caller, userId: id } }
    const modify = (path: string, value: string) =>
      service.provider.modify(self, '/Users', id, patch({ op: 'add', path, value }), all, unconditional)
    expect(await json(await modify('nickName', 'Babs'))).toMatchObject({ nickName: 'Babs' })
    await expect(modify('userName', 'root')).rejects.toMatchObject({ status: 403 })
    await expect(modify(`${enterpriseUrn}:employeeNumber`, '1')).rejects.toMatchObject({ status: 403 })
    const body = { schemas: [userUrn], userName: 'bjensen', roles: [{ value: 'admin' }] }
    await expect(service.provider.replace(self, '/Users', id, body, all, unconditional)).rejects.toMatchObject({ status: 403 })
  })
})

describe('delete (RFC 7644 §3.6)', () => {
  it('takes the user out of its groups and frees the userName', async () => {
    const service = example()
    const user = await createUser(service, 'bjensen')
    const group = await createGroup(service, 'G', [user])
    expect((await service.provider.delete(service.context, '/Users', user, unconditional)).status).toBe(204)
    const read = await json(await service.provider.retrieve(service.context, '/Groups', group, all, unconditional))
    expect(read).not.toHaveProperty('members')
    expect(read).toMatchObject({ meta: { version: 'W/"2"' } })
    expect(await createUser(service, 'bjensen')).not.toBe(user)
    await expect(service.provider.delete(service.context, '/Users', user, unconditional)).rejects.toMatchObject({ status: 404 })
  })

  it('honours If-Match', async () => {
    const service = example()
    const id = await createUser(service, 'bjensen')
    const remove = (version: number) =>
      service.provider.delete(service.context, '/Users', id, { ifMatch: [version], ifNoneMatch: undefined })
    await expect(remove(2)).rejects.toMatchObject({ status: 412 })
    expect((await remove(1)).status).toBe(204)
  })
})

describe('discovery (RFC 7644 §4)', () => {
  it('answers with what is there, and 404 for what is not', async () => {
    const { provider } = example()
    expect(await json(provider.resourceTypes('User'))).toMatchObject({ id: 'User', endpoint: '/Users' })
    expect(await json(provider.schemas(userUrn.toUpperCase()))).toMatchObject({ id: userUrn })
    expect(await json(provider.schemas(undefined))).toMatchObject({ totalResults: 6 })
    expect(() => provider.schemas('urn:ietf:params:scim:api:messages:2.0:PatchOp')).toThrow(/GET \/Schemas/)
    expect(await json(provider.serviceProviderConfig())).toMatchObject({ filter: { supported: true, maxResults: 200 } })
  })
})
