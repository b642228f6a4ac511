import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../json.ts'
import { createServiceProvider } from './create-service-provider.ts'
import { all, createUser, example, groupUrn, json, patch, unconditional, userUrn, wholeList } from './provider.fixture.ts'

const bulkUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
const user = (userName: string, bulkId: string): JsonObject => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [userUrn], userName },
})
const groupOf = (displayName: string, bulkId: string, ...members: JsonObject[]): JsonObject => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [groupUrn], displayName, members },
})
const group = (displayName: string, bulkId: string, ...members: string[]): JsonObject =>
  groupOf(displayName, bulkId, ...members.map((value) => ({ value })))

async function run(service: ReturnType<typeof example>, Operations: JsonValue[], more: JsonObject = {}): Promise<JsonObject[]> {
  const answer = await json(await service.provider.bulk(service.context, { schemas: [bulkUrn], Operations, ...more }))
  return answer['Operations'] as JsonObject[]
}

const statuses = (results: readonly JsonObject[]) => results.map((result) => result['status'])

describe('Bulk (RFC 7644 §3.7)', () => {
  it('tries every operation and gives each its own status as a string', async () => {
    const service = example()
    const results = await run(service, [user('a', 'q1'), user('a', 'q2'), { method: 'DELETE', path: '/Users/nobody' }, user('b', 'q3')])
    expect(statuses(results)).toEqual(['201', '409', '404', '201'])
    expect(results[0]).toMatchObject({ method: 'POST', bulkId: 'q1', version: 'W/"1"', location: 'https://scim.example/v2/Users/id-0001' })
    expect(results[1]).toMatchObject({ response: { status: '409', scimType: 'uniqueness' } })
    expect(results[1]).not.toHaveProperty('location')
    expect(results[2]).toMatchObject({ location: 'https://scim.example/v2/Users/nobody' })
  })

  it('stops after failOnErrors errors and rolls nothing back', async () => {
    const service = example()
    const results = await run(service, [user('a', 'q1'), user('a', 'q2'), user('b', 'q3')], { failOnErrors: 1 })
    expect(statuses(results)).toEqual(['201', '409'])
  })

  it('resolves a bulkId backward, forward, in a path and in a PATCH filter (§3.7.2)', async () => {
    const service = example()
    const results = await run(service, [
      group('Forward', 'g1', 'bulkId:u1'),
      user('alice', 'u1'),
      { method: 'PATCH', path: '/Groups/bulkId:g2', data: patch({ op: 'remove', path: 'members[value eq "bulkId:u1"]' }) },
      group('Backward', 'g2', 'bulkId:u1'),
    ])
    expect(statuses(results)).toEqual(['201', '201', '204', '201'])
    const read = async (index: number) => {
      const id = String(results[index]?.['location']).split('/').at(-1) ?? ''
      return json(await service.provider.retrieve(service.context, '/Groups', id, all, unconditional))
    }
    expect(await read(0)).toHaveProperty('members')
    expect(await read(3)).not.toHaveProperty('members')
  })

  it('closes a circle of groups (§3.7.1, D-42)', async () => {
    const service = example()
    const results = await run(service, [group('A', 'a', 'bulkId:b'), group('B', 'b', 'bulkId:a')])
    expect(statuses(results)).toEqual(['201', '201'])
    for (const result of results) {
      const id = String(result['location']).split('/').at(-1) ?? ''
      const read = await json(await service.provider.retrieve(service.context, '/Groups', id, all, unconditional))
      expect(read['members']).toHaveLength(1)
      expect(read).toMatchObject({ meta: { version: result['version'] } })
    }
  })

  it('has closed a circle before a later operation changes or deletes what is in it (§3.7: as if one after the other)', async () => {
    const service = example()
    const circle = [group('A', 'a', 'bulkId:b'), group('B', 'b', 'bulkId:a')]
    const rename = { method: 'PATCH', path: '/Groups/bulkId:b', data: patch({ op: 'replace', path: 'displayName', value: 'C' }) }
    const changed = await run(service, [...circle, rename])
    expect(statuses(changed)).toEqual(['201', '201', '204'])
    const id = String(changed[1]?.['location']).split('/').at(-1) ?? ''
    const read = await json(await service.provider.retrieve(service.context, '/Groups', id, all, unconditional))
    expect(read).toMatchObject({ displayName: 'C', members: [{ display: 'A' }] })
    expect(statuses(await run(service, [...circle, { method: 'DELETE', path: '/Groups/bulkId:b' }]))).toEqual(['201', '201', '204'])
  })

  it('keeps nothing of a creation that could not be completed', async () => {
    const service = example()
    const results = await run(service, [group('', 'a', 'bulkId:b'), group('B', 'b', 'bulkId:a')])
    expect(statuses(results)).toEqual(['400', '409'])
    expect(results[1]).not.toHaveProperty('location')
    const list = await service.provider.query(service.context, '/Groups', wholeList)
    expect(await json(list)).toMatchObject({ totalResults: 0 })
  })

  it.each<[why: string, operations: JsonObject[], expected: string[]]>([
    ['to itself', [group('A', 'a', 'bulkId:a', 'bulkId:b'), group('B', 'b', 'bulkId:a')], ['400', '409']],
    [
      'as a member of another type',
      [group('A', 'a', 'bulkId:b'), group('B', 'b', 'bulkId:c'), groupOf('C', 'c', { value: 'bulkId:b', type: 'User' }), user('u', 'd')],
      ['409', '409', '400', '201'],
    ],
  ])('keeps nothing of what refers to a creation that could not be completed, which referred %s', async (_, operations, expected) => {
    const service = example()
    expect(statuses(await run(service, operations))).toEqual(expected)
    const list = await service.provider.query(service.context, '/Groups', wholeList)
    expect(await json(list)).toMatchObject({ totalResults: 0 })
  })

  it('says where every resource is that an operation failed for, however it was named (§3.7.3)', async () => {
    const service = example()
    const id = await createUser(service, 'a')
    const results = await run(service, [
      user('b', 'q'),
      { method: 'DELETE', path: '/Users/bulkId:q', version: 'W/"9"' },
      { method: 'PATCH', path: `Users/${id}`, data: [] },
      { method: 'DELETE', path: '/Users/bulkId:nobody' },
    ])
    expect(statuses(results)).toEqual(['201', '412', '400', '409'])
    expect(results[1]).toHaveProperty('location', results[0]?.['location'])
    expect(results[2]).toHaveProperty('location', `https://scim.example/v2/Users/${id}`)
    expect(results[3]).not.toHaveProperty('location')
  })

  it('asks no store for an id with U+0000, which PostgreSQL fails on', async () => {
    const service = example()
    const asked: string[] = []
    const { storage } = service.provider.options
    const spied = createServiceProvider({
      ...service.provider.options,
      storage: {
        forTenant(tenantId) {
          const store = storage.forTenant(tenantId)
          return {
            ...store,
            delete(deletion) {
              asked.push(deletion.id)
              return store.delete(deletion)
            },
          }
        },
      },
    })
    const results = await run({ ...service, provider: spied }, [{ method: 'DELETE', path: '/Users/%00' }])
    expect([statuses(results), asked]).toEqual([['404'], ['%00']])
  })

  it('fails an operation that refers to nothing, and stores no text of it', async () => {
    const service = example()
    const results = await run(service, [group('A', 'a', 'bulkId:nobody'), user('', 'u1'), group('B', 'b', 'bulkId:u1')])
    expect(statuses(results)).toEqual(['409', '400', '409'])
  })

  it('treats version as If-Match', async () => {
    const service = example()
    const id = await createUser(service, 'a')
    const remove = (version: string) => ({ method: 'DELETE', path: `/Users/${id}`, version })
    expect(statuses(await run(service, [remove('W/"9"'), remove('nonsense'), remove('W/"1"')]))).toEqual(['412', '412', '204'])
  })

  it('knows its message in any case, as PATCH and .search know theirs', async () => {
    const service = example()
    expect(statuses(await run(service, [user('a', 'q')], { schemas: [bulkUrn.toUpperCase()] }))).toEqual(['201'])
  })

  it('fails an unreadable operation alone and an unreadable job whole', async () => {
    const service = example()
    const results = await run(service, [
      { method: 'GET', path: '/Users' },
      { method: 'POST', path: '/Users', data: {} },
      { method: 'POST', path: 'https://elsewhere.example/Users', bulkId: 'x', data: {} },
      { method: 'PUT', path: '/Bulk', data: {} },
      { method: 'DELETE', path: '/Users/1', PATH: '/Users/2' },
      user('a', 'q'),
    ])
    expect(statuses(results)).toEqual(['400', '400', '400', '404', '400', '201'])
    await expect(run(service, [user('x', 'q')], { operations: [] })).rejects.toMatchObject({ scimType: 'invalidSyntax' })
    await expect(service.provider.bulk(service.context, { schemas: [bulkUrn] })).rejects.toMatchObject({ scimType: 'invalidSyntax' })
    await expect(run(service, [user('x', 'q'), user('y', 'q')])).rejects.toMatchObject({ status: 400 })
    await expect(run(service, [user('x', 'q')], { failOnErrors: 0 })).rejects.toMatchObject({ scimType: 'invalidValue' })
  })

  it('takes as many operations as maxOperations and not one more (§3.7.4)', async () => {
    const service = example({ limits: { bulkOperations: 3 } })
    expect(await run(service, [user('a', '1'), user('b', '2'), user('c', '3')])).toHaveLength(3)
    await expect(run(service, [user('d', '1'), user('e', '2'), user('f', '3'), user('g', '4')])).rejects.toMatchObject({
      status: 413,
      detail: expect.stringContaining('maxOperations'),
    })
  })
})
