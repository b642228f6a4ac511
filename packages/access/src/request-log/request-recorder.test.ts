import { completeResourceTypes, groupResourceType, userResourceType } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { example, tenant } from '../access.fixture.ts'
import { createRedaction } from './redact.ts'
import { type AnsweredRequest, createRequestRecorder } from './request-recorder.ts'

const redact = createRedaction(completeResourceTypes([userResourceType, groupResourceType]))

describe('what is kept of a request body', () => {
  const body = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'ada@example.com',
    password: 'canary-1',
    active: true,
    'urn:ietf:params:scim:schemas:core:2.0:User:password': 'canary-2',
    emails: [{ type: 'work', value: 'ada@example.com', primary: true }],
  }

  it('is the form without the persons', () => {
    expect(redact(body, false)).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: '(15 characters)',
      password: '(secret)',
      active: true,
      'urn:ietf:params:scim:schemas:core:2.0:User:password': '(secret)',
      emails: [{ type: 'work', value: '(15 characters)', primary: true }],
    })
  })

  it('is everything but secrets where the tenant wants it', () => {
    expect(redact(body, true)).toMatchObject({ userName: 'ada@example.com', password: '(secret)', emails: [{ value: 'ada@example.com' }] })
  })

  it.each([
    [{ op: 'replace', path: 'password', value: 'canary' }],
    [{ op: 'replace', path: 'PassWord', value: { anything: 'canary' } }],
    [{ op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:password', value: ['canary'] }],
    [{ op: 'replace', value: { password: 'canary' } }],
    [{ op: 'replace', value: { nested: [{ PASSWORD: { deep: 'canary' } }] } }],
    [{ op: 'remove', path: 'emails[password eq "canary"]' }],
    [{ OP: 'replace', Path: 'password', Value: 'canary' }],
    [{ op: 'replace', PATH: ' password', value: ['canary'] }],
    [{ op: 'replace', value: { 'password.value': 'canary', 'password[value eq "canary"].x': 'canary' } }],
    [{ op: 'remove', path: 'emails[password eq canary]' }],
    [{ filter: 'userName eq "ada" and Password eq "canary"' }],
    [{ method: 'POST', path: '/Users', data: { password: 'canary' } }],
  ])('never holds a secret: %j', (operation) => {
    for (const showPersonal of [true, false])
      expect(JSON.stringify(redact({ Operations: [operation] }, showPersonal))).not.toContain('canary')
  })

  it.each([
    [{ 'emails[value eq "canary"].display': true }],
    [{ path: 'emails[value eq canary and primary eq true].type' }],
    [{ path: 'emails[value eq "canary' }],
  ])('holds nothing personal in a path either: %j', (operation) => {
    expect(JSON.stringify(redact({ Operations: [operation] }, false))).not.toContain('canary')
  })

  it('holds no more of a member that is named by a megabyte', () => {
    expect(JSON.stringify(redact({ ['a'.repeat(1_000_000)]: 1 }, true)).length).toBeLessThan(1_000)
  })

  it('shows paths without the values in them, ids of ours, and the beginning of long lists', () => {
    const id = '0192f0c1-2d3e-7000-8000-000000000001'
    const operation = {
      op: 'add',
      path: 'emails[value eq "ada\\"@example.com"].type',
      value: Array.from({ length: 60 }, () => ({ value: id })),
    }
    const shown = redact(operation, false)
    expect(shown).toMatchObject({ op: 'add', path: 'emails[value eq "…"].type' })
    expect(JSON.stringify(shown)).toContain(`{"value":"${id}"},"(and 10 more)"]`)
  })
})

describe('the request recorder', () => {
  const request = (more: Partial<AnsweredRequest> = {}): AnsweredRequest => ({
    tenantId: 'acme',
    requestId: 'r',
    method: 'POST',
    route: '/Users',
    resourceId: 'u1',
    status: 201,
    scimType: undefined,
    detail: undefined,
    duration: 1,
    changes: [],
    actor: 'acme.1',
    tolerated: [{ id: 'Q-OP-CASE' }],
    body: { userName: 'ada' },
    ...more,
  })
  const everything = {
    from: undefined,
    to: undefined,
    failed: undefined,
    actor: undefined,
    resourceId: undefined,
    requestId: undefined,
    after: undefined,
    limit: 10_000,
  }

  async function recording() {
    const house = await example()
    let ids = 0
    const recorder = createRequestRecorder({
      storage: house.storage,
      redact,
      now: house.ports.now,
      newId: () => String(++ids).padStart(6, '0'),
    })
    const logOf = async (id: string) => (await house.storage.forTenant(id).requestLog(everything)).requests
    return { ...house, recorder, logOf }
  }

  it("writes each request to its tenant's log, as that tenant wants it", async () => {
    const { recorder, logOf, storage } = await recording()
    await storage.replaceTenant(tenant('globex', { settings: { ...tenant('globex').settings, logPersonalValues: true } }), tenant('globex'))
    recorder.record(request())
    recorder.record(request({ tenantId: 'globex', method: 'GET', body: undefined }))
    recorder.record(request({ tenantId: 'globex' }))
    expect(await logOf('acme')).toEqual([])
    await recorder.flush()
    expect(await logOf('acme')).toMatchObject([{ tolerated: ['Q-OP-CASE'], body: { userName: '(3 characters)' } }])
    expect(await logOf('globex')).toMatchObject([{ body: { userName: 'ada' } }, { method: 'GET', body: undefined }])
    await recorder.flush()
    expect(await logOf('acme')).toHaveLength(1)
  })

  it('does not lose the log of others with what it cannot write, and tells', async () => {
    const { storage, ports, logOf } = await recording()
    const broken = new Error('it cannot be written')
    const recorder = createRequestRecorder({
      storage: {
        ...storage,
        forTenant: (id) => ({
          ...storage.forTenant(id),
          logRequests: (requests) => (id === 'acme' ? Promise.reject(broken) : storage.forTenant(id).logRequests(requests)),
        }),
      },
      redact,
      now: ports.now,
      newId: () => '1',
    })
    recorder.record(request())
    recorder.record(request({ tenantId: 'globex' }))
    await expect(recorder.flush()).rejects.toBe(broken)
    expect(await logOf('globex')).toHaveLength(1)
  })

  it('keeps of what was sent as an id what every database can hold and index', async () => {
    const { recorder, logOf } = await recording()
    recorder.record(request({ resourceId: 'a\0b' }))
    recorder.record(request({ resourceId: '\u{1F600}'.repeat(5_000) }))
    await recorder.flush()
    const [long = '', short] = (await logOf('acme')).map(({ resourceId }) => resourceId)
    expect(short).toBe('a\uFFFDb')
    expect(long.isWellFormed()).toBe(true)
    expect(Buffer.byteLength(long)).toBeLessThan(1_000)
  })

  it('leaves out quiet requests when there are too many, and then everything, and says how many', async () => {
    const { recorder, logOf } = await recording()
    const read = request({ method: 'GET', status: 200, tolerated: [], body: undefined })
    for (let each = 0; each < 501; each++) recorder.record(read)
    expect(recorder.dropped).toBe(1)
    recorder.record(request({ tolerated: [] }))
    expect(recorder.dropped).toBe(2)
    for (let each = 500; each < 5_001; each++) recorder.record(request())
    expect(recorder.dropped).toBe(3)
    await recorder.flush()
    expect(await logOf('acme')).toHaveLength(5_000)
    recorder.record(read)
    await recorder.flush()
    expect(await logOf('acme')).toHaveLength(5_001)
  })

  it('removes what is older than its tenant wants it kept', async () => {
    const { recorder, logOf, advance } = await recording()
    recorder.record(request())
    await recorder.flush()
    advance(30 * 86_400_000)
    recorder.record(request())
    await recorder.flush()
    await recorder.prune()
    expect(await logOf('acme')).toHaveLength(2)
    advance(1)
    await recorder.prune()
    expect(await logOf('acme')).toHaveLength(1)
  })
})
