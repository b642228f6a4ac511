import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './server.fixture.ts'

// What identity providers do to groups, in the sizes and at the pace that they do it.
const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: 'error' })
})
afterAll(() => server.end())

const json = async (method: string, path: string, body?: unknown) => {
  const response = await server.send(method, path, body)
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}
let names = 0
const created = async (endpoint: '/Users' | '/Groups', more: object = {}): Promise<string> => {
  names += 1
  const named =
    endpoint === '/Users' ? { schemas: [user], userName: `person ${names}` } : { schemas: [group], displayName: `group ${names}` }
  const { status, body } = await json('POST', endpoint, { ...named, ...more })
  expect(status).toBe(201)
  return body.id
}
const patch = (groupId: string, ...operations: object[]) =>
  server.send('PATCH', `/Groups/${groupId}`, { schemas: [patchOp], Operations: operations })
const add = (...ids: string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })
const remove = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` })
const membersOf = async (groupId: string): Promise<string[]> => {
  const { members = [] } = (await json('GET', `/Groups/${groupId}`)).body
  return members.map((member: { value: string }) => member.value).sort()
}

/** Many users at once, by Bulk jobs that run side by side. */
async function crowd(size: number, job: number): Promise<string[]> {
  const jobs = Array.from({ length: size / job }, async (_, index) => {
    const operations = Array.from({ length: job }, (__, n) => {
      const bulkId = `${index}-${n}`
      return { method: 'POST', path: '/Users', bulkId, data: { schemas: [user], userName: `crowd ${bulkId}` } }
    })
    const { body } = await json('POST', '/Bulk', { schemas: [bulkRequest], Operations: operations })
    return body.Operations.map(({ location }: { location: string }) => location.slice(location.lastIndexOf('/') + 1))
  })
  return (await Promise.all(jobs)).flat()
}

/** Adds everybody in PATCH operations of 100 members, `atOnce` at a time. */
async function push(groupId: string, people: readonly string[], atOnce: number): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < people.length) {
      const part = people.slice(next, next + 100)
      next += 100
      expect((await patch(groupId, add(...part))).status).toBe(204)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

const median = (numbers: readonly number[]) => numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? 0

describe('A group of 20,000 members, pushed by PATCH operations of 100, four at a time', () => {
  it('has exactly 20,000 in the end, and the last operations take no longer than those on a new group', { timeout: 240_000 }, async () => {
    const people = await crowd(20_000, 1_000)
    expect(new Set(people).size).toBe(20_000)
    const large = await created('/Groups')
    await push(large, people.slice(0, 16_000), 4)
    // In turn, because other processes take time from both then.
    const durations = { onLarge: [] as number[], onNew: [] as number[] }
    for (let next = 16_000; next < people.length; next += 100) {
      const part = people.slice(next, next + 100)
      durations.onLarge.push(await timed(() => push(large, part, 1)))
      const small = await created('/Groups')
      durations.onNew.push(await timed(() => push(small, part, 1)))
    }
    expect(await membersOf(large)).toEqual(people.toSorted())
    expect(median(durations.onLarge) / median(durations.onNew)).toBeLessThanOrEqual(1.5)
  })
})

/** Milliseconds. */
async function timed(run: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await run()
  return performance.now() - started
}

describe('Changes that meet', () => {
  it('add 64 members at once, and all are there', async () => {
    const people = await Promise.all(Array.from({ length: 64 }, () => created('/Users')))
    const groupId = await created('/Groups')
    const statuses = await Promise.all(people.map(async (id) => (await patch(groupId, add(id))).status))
    expect(new Set(statuses)).toEqual(new Set([204]))
    expect(await membersOf(groupId)).toEqual(people.toSorted())
  })

  it('of two clients that add and remove the same member in turn leave what the last acknowledged one said', async () => {
    const [member, other, groupId] = [await created('/Users'), await created('/Users'), await created('/Groups')]
    await patch(groupId, add(other))
    for (let turn = 0; turn < 10; turn++) {
      expect((await patch(groupId, add(member))).status).toBe(204)
      expect(await membersOf(groupId)).toEqual([member, other].sort())
      expect((await patch(groupId, remove(member))).status).toBe(204)
      expect(await membersOf(groupId)).toEqual([other])
    }
  })

  it('of two clients that do not wait for each other leave group and user of one opinion, and nobody else touched', async () => {
    const [member, other, groupId] = [await created('/Users'), await created('/Users'), await created('/Groups')]
    await patch(groupId, add(other))
    const client = async (operation: object) => {
      for (let turn = 0; turn < 20; turn++) expect((await patch(groupId, operation)).status).toBe(204)
    }
    await Promise.all([client(add(member)), client(remove(member))])
    const members = await membersOf(groupId)
    expect(members).toContain(other)
    const { groups = [] } = (await json('GET', `/Users/${member}`)).body
    expect(groups.length === 1).toBe(members.includes(member))
    await patch(groupId, add(member))
    expect(await membersOf(groupId)).toEqual([member, other].sort())
  })
})

describe("Entra's silent loss of members cannot happen", () => {
  const excluding = 'excludedAttributes=members'
  let people: string[]
  let groupId: string
  beforeAll(async () => {
    people = [await created('/Users'), await created('/Users'), await created('/Users')]
    groupId = await created('/Groups', { members: people.map((value) => ({ value })), externalId: 'push' })
  })

  it.each([
    ['GET', () => `/Groups/${groupId}?${excluding}`, undefined],
    ['POST', () => `/Groups?${excluding}`, () => ({ schemas: [group], displayName: 'another', members: [{ value: people[0] }] })],
    [
      'PUT',
      () => `/Groups/${groupId}?${excluding}`,
      () => ({ schemas: [group], displayName: 'put', members: people.map((value) => ({ value })) }),
    ],
    [
      'PATCH',
      () => `/Groups/${groupId}?${excluding}`,
      () => ({ schemas: [patchOp], Operations: [{ op: 'Replace', path: 'displayName', value: 'patched' }] }),
    ],
  ])('excludedAttributes=members is honoured in the answer to %s, and changes nothing', async (method, path, body) => {
    const { status, body: answer } = await json(method, path(), body?.())
    expect(status).toBe(method === 'POST' ? 201 : 200)
    expect(answer).toMatchObject({ id: expect.any(String), displayName: expect.any(String) })
    expect(answer).not.toHaveProperty('members')
    expect(await membersOf(groupId)).toEqual(people.toSorted())
    if (method === 'POST') expect(await membersOf(answer.id)).toEqual([people[0]])
  })

  it('excludedAttributes=members is honoured in lists, in whatever case, and in a search', async () => {
    for (const query of [`?${excluding}`, '?EXCLUDEDATTRIBUTES=Members', `?${excluding}&filter=displayName%20pr`]) {
      const { body } = await json('GET', `/Groups${query}`)
      expect(body.Resources.length).toBeGreaterThan(0)
      expect(body.Resources.filter((each: object) => 'members' in each)).toEqual([])
    }
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], excludedAttributes: ['members'] }
    const { body } = await json('POST', '/Groups/.search', search)
    expect(body.Resources.filter((each: object) => 'members' in each)).toEqual([])
  })

  it('remove with a value list removes exactly those in it, also when some are no members, and an empty list nobody', async () => {
    const [first = '', second = '', third = ''] = people
    const stranger = await created('/Users')
    const listed = (...ids: string[]) => ({ op: 'Remove', path: 'members', value: ids.map((value) => ({ $ref: null, value })) })
    expect((await patch(groupId, listed())).status).toBe(204)
    expect(await membersOf(groupId)).toEqual(people.toSorted())
    expect((await patch(groupId, listed(first, stranger))).status).toBe(204)
    expect(await membersOf(groupId)).toEqual([second, third].sort())
    expect((await patch(groupId, listed(stranger))).status).toBe(204)
    expect(await membersOf(groupId)).toEqual([second, third].sort())
    expect((await patch(groupId, add(first))).status).toBe(204)
  })

  it('a user who is disabled and restored still has its groups, and they still have it', async () => {
    const [member = ''] = people
    const set = (active: string) =>
      json('PATCH', `/Users/${member}`, { schemas: [patchOp], Operations: [{ op: 'Replace', path: 'active', value: active }] })
    expect((await set('False')).body).toMatchObject({
      active: false,
      groups: expect.arrayContaining([expect.objectContaining({ value: groupId })]),
    })
    expect(await membersOf(groupId)).toContain(member)
    expect((await set('True')).body).toMatchObject({
      active: true,
      groups: expect.arrayContaining([expect.objectContaining({ value: groupId })]),
    })
    expect(await membersOf(groupId)).toEqual(people.toSorted())
  })
})
