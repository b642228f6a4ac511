import {
  type AccessStorage,
  type AccessToken,
  type Credential,
  defaultTenantSettings,
  type LoggedRequest,
  type RequestLogQuery,
  type Tenant,
} from '@rollcall/access'
import { describe, expect, it } from 'vitest'

/**
 * What any `AccessStorage` must do, as vitest cases. Run it on the real thing.
 * @param open gives an empty storage for every case.
 */
export function describeAccessStorage(name: string, open: () => AccessStorage | Promise<AccessStorage>): void {
  /** A storage with the tenants `a` and `b`. */
  const opened = async () => {
    const storage = await open()
    for (const id of ['b', 'a']) await storage.createTenant(tenant(id))
    return { storage, a: storage.forTenant('a'), b: storage.forTenant('b') }
  }

  describe(`access storage: ${name}`, () => {
    it('keeps tenants as they were given and lists them in the order of ids', async () => {
      const { storage } = await opened()
      const changed: Tenant = {
        ...tenant('a'),
        name: 'Ä "quoted"',
        suspended: 5,
        settings: { ...defaultTenantSettings, deprovisionLimit: 20, logPersonalValues: true },
      }
      expect(await storage.createTenant({ ...tenant('a'), name: 'another' })).toBe('exists')
      expect(await storage.tenant('a')).toEqual(tenant('a'))
      expect(await storage.replaceTenant(changed, tenant('a'))).toBe('written')
      expect(await storage.replaceTenant(tenant('none'), tenant('none'))).toBe('notFound')
      expect(await storage.tenant('a')).toEqual(changed)
      expect(await storage.tenant('none')).toBeUndefined()
      expect((await storage.tenants(undefined, 10)).map(({ id }) => id)).toEqual(['a', 'b'])
      expect(await storage.tenants('a', 10)).toEqual([tenant('b')])
      expect(await storage.tenants(undefined, 1)).toEqual([changed])
      expect(await storage.tenants('b', 10)).toEqual([])
    })

    it('replaces a tenant that is as it was read, and no other', async () => {
      const { storage } = await opened()
      const suspended: Tenant = { ...tenant('a'), suspended: 5 }
      const limited: Tenant = { ...suspended, settings: { ...defaultTenantSettings, deprovisionLimit: 20 } }
      expect(await storage.replaceTenant(suspended, tenant('a'))).toBe('written')
      expect(await storage.replaceTenant({ ...tenant('a'), name: 'other' }, tenant('a'))).toBe('stale')
      expect(await storage.replaceTenant(limited, suspended)).toBe('written')
      expect(await storage.replaceTenant({ ...suspended, name: 'other' }, suspended)).toBe('stale')
      expect(await storage.replaceTenant(tenant('a'), { ...limited, name: 'other' })).toBe('stale')
      const read = await storage.tenant('a')
      expect(read).toEqual(limited)
      expect(read && (await storage.replaceTenant(tenant('a'), read))).toBe('written')
      expect(await storage.tenant('a')).toEqual(tenant('a'))
      expect(await storage.tenant('b')).toEqual(tenant('b'))
    })

    it('keeps credentials as they were given, each in its tenant', async () => {
      const { storage, a, b } = await opened()
      const pinned = credential('a.2', {
        kind: 'client',
        secrets: [],
        assertion: { issuer: 'https://i', audience: 'u', subject: 's', keysUri: 'https://i/keys' },
      })
      expect(await a.createCredential(credential('a.1'))).toBe('written')
      expect(await a.createCredential(pinned)).toBe('written')
      expect(await a.createCredential(credential('a.1', { name: 'another' }))).toBe('exists')
      expect(await storage.forTenant('none').createCredential(credential('none.1', { tenantId: 'none' }))).toBe('noTenant')
      expect(await a.credential('a.1')).toEqual(credential('a.1'))
      expect(await a.credential('a.2')).toEqual(pinned)
      expect(await a.credentials(undefined, 10)).toEqual([credential('a.1'), pinned])
      expect(await a.credentials('a.1', 10)).toEqual([pinned])
      expect(await b.credential('a.1')).toBeUndefined()
      expect(await b.credentials(undefined, 10)).toEqual([])
    })

    it('replaces a credential only from the version before, and keeps when it was used', async () => {
      const { a, b } = await opened()
      await a.createCredential(credential('a.1'))
      await a.recordUse('a.1', 3_600_000)
      const changed = credential('a.1', { version: 2, revoked: 7, secrets: [] })
      expect(await b.replaceCredential({ ...changed, tenantId: 'b' })).toBe('notFound')
      expect(await a.replaceCredential(changed)).toBe('written')
      expect(await a.replaceCredential(changed)).toBe('stale')
      expect(await a.replaceCredential(credential('a.9', { version: 2 }))).toBe('notFound')
      expect(await a.credential('a.1')).toEqual({ ...changed, lastUsed: 3_600_000 })
    })

    it('lets one of many changes of the same version through', async () => {
      const { a } = await opened()
      await a.createCredential(credential('a.1'))
      const outcomes = await Promise.all(
        Array.from({ length: 16 }, (_, index) => a.replaceCredential(credential('a.1', { version: 2, name: `n${index}` }))),
      )
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'stale')).toHaveLength(15)
    })

    it('records a use and nothing else, and of nobody unknown or foreign', async () => {
      const { a, b } = await opened()
      await a.createCredential(credential('a.1'))
      await b.recordUse('a.1', 1)
      await a.recordUse('a.2', 1)
      expect(await a.credential('a.1')).toEqual(credential('a.1'))
      await a.recordUse('a.1', 2)
      expect(await a.credential('a.1')).toEqual(credential('a.1', { lastUsed: 2 }))
    })

    it('keeps access tokens in their tenant until the next is made after their end', async () => {
      const { a, b } = await opened()
      await a.createAccessToken(accessToken('a.1', 100), 0)
      await b.createAccessToken(accessToken('b.1', 100, 'b'), 0)
      expect(await a.accessToken('a.1')).toEqual(accessToken('a.1', 100))
      expect(await b.accessToken('a.1')).toBeUndefined()
      await a.createAccessToken(accessToken('a.2', 200), 100)
      expect(await a.accessToken('a.1')).toBeUndefined()
      expect(await a.accessToken('a.2')).toEqual(accessToken('a.2', 200))
      expect(await b.accessToken('b.1')).toEqual(accessToken('b.1', 100, 'b'))
    })

    it('lets a key be used once until it expires, in each tenant', async () => {
      const { a, b } = await opened()
      const results = await Promise.all(Array.from({ length: 8 }, () => a.useOnce('jti', 100, 0)))
      expect(results.filter(Boolean)).toHaveLength(1)
      expect(await b.useOnce('jti', 100, 0)).toBe(true)
      expect(await a.useOnce('jti', 100, 99)).toBe(false)
      expect(await a.useOnce('jti', 300, 100)).toBe(true)
    })

    it('lists logged requests, newest first, by what was asked for, page by page', async () => {
      const { a, b } = await opened()
      const requests = [
        request('r1', 1),
        request('r2', 2, { status: 404, resourceId: 'x' }),
        request('r3', 2, { actor: 'a.2' }),
        request('r4', 3),
      ]
      await a.logRequests(requests)
      await a.logRequests([])
      await b.logRequests([request('r5', 9)])
      const ids = async (query: Partial<RequestLogQuery>) => (await a.requestLog({ ...everything, ...query })).requests.map(({ id }) => id)
      expect(await ids({})).toEqual(['r4', 'r3', 'r2', 'r1'])
      expect(await ids({ from: 2, to: 3 })).toEqual(['r3', 'r2'])
      expect(await ids({ failed: true })).toEqual(['r2'])
      expect(await ids({ failed: false })).toEqual(['r4', 'r3', 'r1'])
      expect(await ids({ actor: 'a.2' })).toEqual(['r3'])
      expect(await ids({ resourceId: 'x' })).toEqual(['r2'])
      expect(await ids({ requestId: 'of r3' })).toEqual(['r3'])
      expect(await ids({ requestId: 'of r5' })).toEqual([])
      const first = await a.requestLog({ ...everything, limit: 2 })
      expect(first.requests.map(({ id }) => id)).toEqual(['r4', 'r3'])
      const second = await a.requestLog({ ...everything, limit: 2, after: first.next })
      expect(second.requests.map(({ id }) => id)).toEqual(['r2', 'r1'])
      expect(second.next).toBeUndefined()
      expect(await a.loggedRequest('r2')).toEqual(requests[1])
      expect(await b.loggedRequest('r2')).toBeUndefined()
    })

    it('keeps a logged request whole, and removes those before a time', async () => {
      const { a, b } = await opened()
      const whole = request('r1', 5, {
        scimType: 'invalidValue',
        detail: 'No.',
        resourceId: 'u1',
        tolerated: ['Q-OP-CASE'],
        body: { userName: '(redacted)', nested: [1, null, true] },
        bodyIsWhole: false,
        changes: [{ type: 'User', id: 'u1', operation: 'update', attributes: [{ path: 'title', from: 'a', to: 'b' }] }],
        moreChanges: 2,
      })
      await a.logRequests([whole, request('r0', 4)])
      await b.logRequests([request('r9', 1)])
      expect(await a.loggedRequest('r1')).toEqual(whole)
      expect(await a.pruneRequestLog(5)).toBe(1)
      expect(await a.pruneRequestLog(5)).toBe(0)
      expect((await a.requestLog(everything)).requests).toEqual([whole])
      expect((await b.requestLog(everything)).requests).toHaveLength(1)
    })

    it('removes all of a long log that is old enough', async () => {
      const { a } = await opened()
      await a.logRequests(Array.from({ length: 1_201 }, (_, index) => request(`r${index}`, index >> 1)))
      expect(await a.pruneRequestLog(600)).toBe(1_200)
      expect((await a.requestLog(everything)).requests.map(({ id }) => id)).toEqual(['r1200'])
    })

    it('appends seals only behind the last, in each tenant', async () => {
      const { a, b } = await opened()
      const [first, second, third] = [1, 4, 5].map((sequence) => ({
        sequence,
        hash: `h${sequence}`,
        cursor: sequence === 4 ? '4' : undefined,
      }))
      if (first === undefined || second === undefined || third === undefined) throw new Error('three seals are needed')
      expect(await a.lastSeal()).toBeUndefined()
      expect(await a.appendSeals(undefined, [first, second])).toBe('written')
      expect(await a.appendSeals(undefined, [third])).toBe('stale')
      expect(await a.appendSeals(first, [third])).toBe('stale')
      expect(await b.appendSeals(undefined, [third])).toBe('written')
      expect(await a.lastSeal()).toEqual(second)
      expect(await a.appendSeals(second, [third])).toBe('written')
      expect(await a.seals(0, 2)).toEqual([first, second])
      expect(await a.seals(4, 10)).toEqual([third])
      expect(await b.seals(0, 10)).toEqual([third])
    })
  })
}

const everything: RequestLogQuery = {
  from: undefined,
  to: undefined,
  failed: undefined,
  actor: undefined,
  resourceId: undefined,
  requestId: undefined,
  after: undefined,
  limit: 100,
}

const tenant = (id: string): Tenant => ({ id, name: `Tenant ${id}`, created: 1, suspended: undefined, settings: defaultTenantSettings })

function credential(id: string, more: Partial<Credential> = {}): Credential {
  return {
    tenantId: 'a',
    id,
    kind: 'token',
    name: 'Okta',
    scopes: ['users:read', 'groups:write'],
    profile: 'compat',
    settings: { rate: { perSecond: 25, burst: 50 }, basic: true, rawToken: false },
    secrets: [{ id: 's1', digest: '00ff', created: 1, expires: 2 }],
    assertion: undefined,
    created: 1,
    expires: 2,
    revoked: undefined,
    lastUsed: undefined,
    version: 1,
    ...more,
  }
}

function accessToken(id: string, expires: number, tenantId = 'a'): AccessToken {
  return { tenantId, id, credentialId: `${tenantId}.9`, digest: 'ab', scopes: ['users:read'], expires }
}

function request(id: string, time: number, more: Partial<LoggedRequest> = {}): LoggedRequest {
  return {
    id,
    requestId: `of ${id}`,
    time,
    method: 'GET',
    route: '/Users',
    resourceId: undefined,
    status: 200,
    scimType: undefined,
    detail: undefined,
    duration: 1,
    actor: 'a.1',
    tolerated: [],
    body: undefined,
    bodyIsWhole: true,
    changes: [],
    moreChanges: 0,
    ...more,
  }
}
