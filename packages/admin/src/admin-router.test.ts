import { createHash, randomBytes } from 'node:crypto'
import {
  type AccessStorage,
  cachedAccessStorage,
  createAuthenticator,
  createMemoryAccessStorage,
  type Ports,
  scopesOf,
} from '@rollcall/access'
import {
  completeResourceTypes,
  createMemoryStorage,
  groupResourceType,
  type Storage,
  StorageUnavailable,
  userResourceType,
} from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { adminRoutes, createAdminRouter } from './admin-router.ts'

const operator = 'operator-token-of-at-least-32-characters'

function admin(accessStorage: AccessStorage = createMemoryAccessStorage(), storage: Storage = createMemoryStorage()) {
  let time = Date.UTC(2026, 0, 1)
  const ports: Ports = { now: () => time, random: randomBytes, digest: (text) => createHash('sha256').update(text).digest() }
  const failures: unknown[] = []
  const router = createAdminRouter({
    accessStorage,
    storage,
    ports,
    resourceTypes: completeResourceTypes([userResourceType, groupResourceType]),
    scopes: scopesOf(['/Users', '/Groups']),
    tokenEndpoint: 'https://id.example.com/oauth/token',
    isOperator: (token) => token === operator,
    onFailure: (error) => failures.push(error),
  })
  const authenticate = createAuthenticator({ storage: accessStorage, digest: ports.digest, now: ports.now, realm: 'Rollcall' })
  /** The status and the body of an answer. */
  const ask = async (method: string, path: string, body?: unknown, authorization = `Bearer ${operator}`) => {
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const answer = await router.request(path, { method, headers: { authorization }, ...text })
    const content = await answer.text()
    return { status: answer.status, body: content === '' ? undefined : readJson(content), headers: answer.headers }
  }
  const admits = async (token: string) => {
    const request = new Request('https://id.example.com/scim/v2/Users', { headers: { authorization: `Bearer ${token}` } })
    return authenticate(request).then(
      ({ tenantId }) => tenantId,
      ({ status }) => status,
    )
  }
  const advance = (milliseconds: number) => {
    time += milliseconds
  }
  return { router, ask, admits, advance, accessStorage, storage, failures, ports }
}

function readJson(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

describe('who may use the admin API', () => {
  it.each(adminRoutes.map(({ method, path }) => [method, path] as const))('only the operator: %s %s', async (method, path) => {
    const { ask } = admin()
    const at = path.replace(/\{\w+\}/g, 'x')
    for (const authorization of [
      '',
      'Bearer',
      'Bearer wrong',
      `Basic ${btoa(`:${operator}`)}`,
      operator,
      `Bearer ${operator}x`,
      `Bearer  ${operator}`,
    ]) {
      const { status, headers } = await ask(method, at, method === 'GET' ? undefined : {}, authorization)
      expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer realm="Rollcall admin"')])
    }
  })

  it('no credential of a tenant may, where nobody says which it opens', async () => {
    const { ask } = admin()
    await ask('POST', '/tenants', { id: 'acme' })
    const { body } = await ask('POST', '/tenants/acme/credentials', { name: 'all', scopes: ['admin'] })
    expect((await ask('GET', '/tenants/acme', undefined, `Bearer ${body.token}`)).status).toBe(401)
  })

  it('a stranger cannot tell which paths there are', async () => {
    const { ask } = admin()
    const [known, unknown] = [await ask('GET', '/tenants', undefined, ''), await ask('GET', '/nothing', undefined, '')]
    expect(known.body).toEqual(unknown.body)
    expect((await ask('GET', '/nothing')).status).toBe(404)
    const { status, headers } = await ask('PUT', '/tenants')
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST'])
  })
})

describe('tenants', () => {
  it('are made once, listed page by page, changed, suspended and let in again', async () => {
    const { ask, admits } = admin()
    expect(
      await ask('POST', '/tenants', { id: 'acme', name: 'Acme', settings: { accessTokenMinutes: 360, deprovisionLimit: 20 } }),
    ).toMatchObject({
      status: 201,
      body: {
        id: 'acme',
        created: '2026-01-01T00:00:00.000Z',
        suspended: null,
        settings: { accessTokenMinutes: 360, deprovisionLimit: 20, requestLogDays: 30 },
      },
    })
    expect((await ask('POST', '/tenants', { id: 'acme' })).status).toBe(409)
    await ask('POST', '/tenants', { id: 'globex' })
    const first = await ask('GET', '/tenants?limit=1')
    expect(first.body).toMatchObject({ items: [{ id: 'acme' }], next: 'acme' })
    expect((await ask('GET', `/tenants?limit=1&after=${first.body.next}`)).body).toMatchObject({ items: [{ id: 'globex' }] })
    const { token } = (await ask('POST', '/tenants/acme/credentials', { name: 'Okta' })).body
    expect(await ask('PATCH', '/tenants/acme', { suspended: true, settings: { deprovisionLimit: null } })).toMatchObject({
      body: { suspended: '2026-01-01T00:00:00.000Z', settings: { deprovisionLimit: null, accessTokenMinutes: 360 } },
    })
    expect(await admits(token)).toBe(401)
    expect((await ask('PATCH', '/tenants/acme', { suspended: false })).body.suspended).toBeNull()
    expect(await admits(token)).toBe('acme')
  })

  it('stay suspended when another server, which still remembers them as they were, changes their name', async () => {
    const shared = createMemoryAccessStorage()
    const [one, other] = [admin(cachedAccessStorage(shared, () => 0)), admin(cachedAccessStorage(shared, () => 0))]
    await one.ask('POST', '/tenants', { id: 'acme' })
    expect((await other.ask('GET', '/tenants/acme')).body.suspended).toBeNull()
    await one.ask('PATCH', '/tenants/acme', { suspended: true, settings: { requestLogDays: 7 } })
    const renamed = await other.ask('PATCH', '/tenants/acme', { name: 'Acme Corporation' })
    expect(renamed).toMatchObject({
      status: 200,
      body: { name: 'Acme Corporation', suspended: '2026-01-01T00:00:00.000Z', settings: { requestLogDays: 7 } },
    })
    expect(await shared.tenant('acme')).toMatchObject({ name: 'Acme Corporation', suspended: Date.UTC(2026, 0, 1) })
  })

  it('are not changed when others always come before', async () => {
    const storage = createMemoryAccessStorage()
    const { ask } = admin({ ...storage, replaceTenant: async () => 'stale' })
    await ask('POST', '/tenants', { id: 'acme' })
    expect((await ask('PATCH', '/tenants/acme', { name: 'Acme' })).status).toBe(409)
  })

  it.each([
    [{}, 'id'],
    [{ id: 'Acme' }, 'id: must be lower-case letters'],
    [{ id: 'a'.repeat(64) }, 'id: '],
    [{ id: 'acme', isAdmin: true }, 'isAdmin'],
    [{ id: 'acme', settings: { accessTokenMinutes: 59 } }, 'settings.accessTokenMinutes'],
    [{ id: 'acme', settings: { accessTokenMinutes: 361 } }, 'settings.accessTokenMinutes'],
    [{ id: 'acme', settings: { rate: { perSecond: 24, burst: 100 } } }, 'settings.rate.perSecond'],
    [{ id: 'acme', settings: { rate: { perSecond: 100, burst: 99 } } }, 'settings.rate: burst'],
    ['{', 'not JSON'],
    ['{"id":"acme","id":"globex"}', 'id'],
    [{ id: 'acme', name: 'a\0b' }, 'U+0000'],
    ['[]', 'The body'],
  ])('are refused with the reason when %j is sent', async (body, reason) => {
    const { status, body: problem } = await admin().ask('POST', '/tenants', body)
    expect(status).toBe(400)
    expect(problem.detail).toContain(reason)
  })
})

describe('what is sent', () => {
  it('is read up to 65,536 bytes and no further', async () => {
    const { router } = admin()
    const send = (size: number) => {
      let sent = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1024
          controller.enqueue(new Uint8Array(1024).fill(0x20))
          if (sent >= size) controller.close()
        },
      })
      const headers = { authorization: `Bearer ${operator}` }
      return { answer: router.request('/tenants', { method: 'POST', headers, body, duplex: 'half' } as RequestInit), sent: () => sent }
    }
    expect((await send(65_536).answer).status).toBe(400)
    const { answer, sent } = send(10_000_000)
    expect((await answer).status).toBe(413)
    expect(sent()).toBeLessThan(100_000)
  })

  it.each(['/tenants/%00', '/tenants?after=%00', '/tenants/acme/requests?actor=a%00', '/tenants/acme/credentials/x%00'])(
    'asks no database for U+0000: %s',
    async (path) => {
      const { ask } = admin()
      await ask('POST', '/tenants', { id: 'acme' })
      expect((await ask('GET', path)).status).toBe(400)
    },
  )
})

describe('the audit trail', () => {
  it('is verified once at a time for each tenant', async () => {
    const { ask } = admin()
    for (const id of ['acme', 'globex']) await ask('POST', '/tenants', { id })
    const verify = async (id: string) => (await ask('GET', `/tenants/${id}/audit/verification`)).status
    const statuses = await Promise.all(['acme', 'acme', 'globex', 'acme'].map(verify))
    expect(statuses.toSorted()).toEqual([200, 200, 429, 429])
    expect(await verify('acme')).toBe(200)
  })
})

describe('credentials', () => {
  it('show a token once, and no digest ever', async () => {
    const { ask, admits, accessStorage } = admin()
    await ask('POST', '/tenants', { id: 'acme' })
    const made = await ask('POST', '/tenants/acme/credentials', {
      name: 'Okta',
      scopes: ['users:read'],
      profile: 'okta',
      expiresInDays: 366,
      settings: { basic: true },
    })
    expect(made).toMatchObject({
      status: 201,
      body: { tenant: 'acme', kind: 'token', profile: 'okta', expires: '2027-01-02T00:00:00.000Z', lastUsed: null },
    })
    expect(made.headers.get('cache-control')).toBe('no-store')
    expect(await admits(made.body.token)).toBe('acme')
    const shown = [await ask('GET', `/tenants/acme/credentials/${made.body.id}`), await ask('GET', '/tenants/acme/credentials')]
    const [kept] = (await accessStorage.forTenant('acme').credential(made.body.id))?.secrets ?? []
    for (const { status, body } of shown) {
      expect(status).toBe(200)
      expect(JSON.stringify(body)).not.toContain(made.body.token.slice(-49))
      expect(JSON.stringify(body)).not.toContain(kept?.digest)
    }
  })

  it('register OAuth clients as their administrators know it: credentials.clientId, credentials.clientSecret', async () => {
    const { ask } = admin()
    await ask('POST', '/tenants', { id: 'acme' })
    const { body } = await ask('POST', '/tenants/acme/clients', { name: 'Entra ID', profile: 'entra' })
    expect(body).toMatchObject({ kind: 'client', credentials: { clientId: body.id }, tokenEndpoint: 'https://id.example.com/oauth/token' })
    expect(body.credentials.clientSecret).toMatch(/^scimsecret_acme\./)
    const assertion = { issuer: 'https://i.example', audience: 'a', subject: 's', keysUri: 'https://i.example/keys' }
    const federated = await ask('POST', '/tenants/acme/clients', { name: 'WIF', assertion })
    expect(federated.body).toMatchObject({
      assertion: { ...assertion, keysFrom: 'anywhere' },
      secrets: [],
      credentials: { clientId: federated.body.id },
    })
    expect(federated.body.credentials).not.toHaveProperty('clientSecret')
    expect(
      (await ask('POST', '/tenants/acme/clients', { name: 'WIF', assertion: { ...assertion, keysUri: 'http://169.254.169.254/' } })).status,
    ).toBe(400)
    expect((await ask('POST', `/tenants/acme/credentials/${federated.body.id}/rotate`, {})).status).toBe(409)
  })

  it('are rotated with an overlap and revoked at once', async () => {
    const { ask, admits, advance } = admin()
    await ask('POST', '/tenants', { id: 'acme' })
    const { body: first } = await ask('POST', '/tenants/acme/credentials', { name: 'Okta' })
    const at = `/tenants/acme/credentials/${first.id}`
    const { body: second } = await ask('POST', `${at}/rotate`, { overlapDays: 1 })
    expect([await admits(first.token), await admits(second.token)]).toEqual(['acme', 'acme'])
    expect((await ask('POST', `${at}/rotate`, {})).status).toBe(409)
    advance(86_400_000)
    expect([await admits(first.token), await admits(second.token)]).toEqual([401, 'acme'])
    const { body: third } = await ask('POST', `${at}/rotate`)
    expect((await ask('DELETE', `${at}/secrets/${second.secrets.at(-1).id}`)).status).toBe(204)
    expect([await admits(second.token), await admits(third.token)]).toEqual([401, 'acme'])
    expect((await ask('DELETE', at)).status).toBe(204)
    expect(await admits(third.token)).toBe(401)
    expect((await ask('GET', at)).body.revoked).not.toBeNull()
  })

  it('of one tenant are not found under another', async () => {
    const { ask } = admin()
    for (const id of ['acme', 'globex']) await ask('POST', '/tenants', { id })
    const { body } = await ask('POST', '/tenants/acme/credentials', { name: 'Okta' })
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/rotate'],
      ['DELETE', ''],
      ['DELETE', '/secrets/x'],
    ] as const) {
      expect((await ask(method, `/tenants/globex/credentials/${body.id}${path}`, method === 'POST' ? {} : undefined)).status).toBe(404)
    }
    expect((await ask('POST', '/tenants/none/credentials', { name: 'x' })).status).toBe(404)
  })

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['users:write', 'devices:read'] }, 'scopes: devices:read'],
    [{ name: 'x', profile: 'nope' }, 'profile'],
    [{ name: 'x', expiresInDays: 367 }, 'expiresInDays'],
    [{ name: 'x', expiresInDays: 0 }, 'expiresInDays'],
    [{ name: 'x', settings: { rate: { perSecond: 10, burst: 10 } } }, 'settings.rate.perSecond'],
  ])('are refused with the reason when %j is sent', async (body, reason) => {
    const { ask } = admin()
    await ask('POST', '/tenants', { id: 'acme' })
    const answer = await ask('POST', '/tenants/acme/credentials', body)
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toContain(reason)
  })
})

describe('the audit trail', () => {
  async function withChanges() {
    const context = admin()
    await context.ask('POST', '/tenants', { id: 'acme' })
    const store = context.storage.forTenant('acme')
    for (const [index, actor] of ['one', 'two', 'one'].entries()) {
      const time = Date.UTC(2026, 0, index + 1)
      await store.create({
        type: 'User',
        id: `u${index}`,
        created: time,
        document: '{"schemas":[]}',
        comparable: {},
        indexed: [],
        label: undefined,
        members: [],
        note: { operation: 'create', actor, requestId: `r${index}`, time, changed: ['userName'] },
      })
    }
    return context
  }

  it('is listed newest first or oldest first, by date and search, page by page', async () => {
    const { ask } = await withChanges()
    const ids = async (query: string) => (await ask('GET', `/tenants/acme/audit?${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual(['u2', 'u1', 'u0'])
    expect(await ids('order=oldest')).toEqual(['u0', 'u1', 'u2'])
    expect(await ids('search=one')).toEqual(['u2', 'u0'])
    expect(await ids('from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z')).toEqual(['u1'])
    for (const [order, last] of [
      ['newest', 'u0'],
      ['oldest', 'u2'],
    ]) {
      const first = await ask('GET', `/tenants/acme/audit?limit=2&order=${order}`)
      expect(first.body.items).toHaveLength(2)
      expect(await ids(`limit=2&order=${order}&after=${first.body.next}`)).toEqual([last])
    }
    expect((await ask('GET', '/tenants/acme/audit?limit=3')).body.next).toBeNull()
    expect((await ask('GET', "/tenants/acme/audit?after='")).status).toBe(400)
  })

  it('is exported as CSV and as JSON', async () => {
    const { ask } = await withChanges()
    const csv = await ask('GET', '/tenants/acme/audit/export?format=csv')
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit-acme.csv"')
    expect(csv.body.split('\r\n')).toHaveLength(5)
    const json = await ask('GET', '/tenants/acme/audit/export?from=2026-01-03T00:00:00Z')
    expect(json.body).toMatchObject({ id: 'u2', time: '2026-01-03T00:00:00.000Z', actor: 'one' })
  })

  it.each(['csv', 'json'])(
    'is answered 503 when it cannot be exported, and cut and logged when only its end cannot: %s',
    async (format) => {
      const memory = createMemoryStorage()
      const away = new StorageUnavailable('The database is away.', 1)
      const entry = {
        sequence: 1,
        type: 'User',
        id: 'u1',
        version: 1,
        operation: 'create',
        actor: 'a',
        requestId: 'r',
        time: 1,
        changed: [],
      }
      let pages = 0
      const journal: ReturnType<Storage['forTenant']>['journal'] = async () => {
        if (pages === 0) throw away
        pages -= 1
        return { entries: [{ ...entry, operation: 'create' }], cursor: '1' }
      }
      const { ask, router, failures } = admin(undefined, { forTenant: (id) => ({ ...memory.forTenant(id), journal }) })
      await ask('POST', '/tenants', { id: 'acme' })
      const path = `/tenants/acme/audit/export?format=${format}`
      expect([(await ask('GET', path)).status, failures]).toEqual([503, [away]])
      pages = 1
      const answer = await router.request(path, { headers: { authorization: `Bearer ${operator}` } })
      expect(answer.status).toBe(200)
      await expect(answer.text()).rejects.toThrow()
      expect(failures).toEqual([away, away])
    },
  )

  it('is verified as a whole', async () => {
    const { ask } = await withChanges()
    const { body } = await ask('GET', '/tenants/acme/audit/verification')
    expect(body).toEqual({ verified: 3, unsealed: 0, head: expect.stringMatching(/^[0-9a-f]{64}$/), problem: null })
    expect((await ask('GET', `/tenants/acme/audit/verification?head=${body.head}`)).body.problem).toBeNull()
    expect((await ask('GET', '/tenants/acme/audit/verification?head=unknown')).body.problem).not.toBeNull()
  })
})

it('The request log is listed newest first, and one request is shown with what was kept', async () => {
  const { ask, accessStorage } = admin()
  await ask('POST', '/tenants', { id: 'acme' })
  const request = {
    method: 'POST',
    route: '/Users',
    resourceId: 'u1',
    scimType: undefined,
    detail: undefined,
    duration: 1,
    actor: 'acme.1',
    tolerated: ['Q-OP-CASE'],
    bodyIsWhole: false,
    changes: [],
    moreChanges: 0,
    body: { userName: '…' },
  }
  await accessStorage
    .forTenant('acme')
    .logRequests([1, 2, 3].map((time) => ({ ...request, id: `l${time}`, requestId: `r${time}`, time, status: time === 2 ? 400 : 201 })))
  const first = await ask('GET', '/tenants/acme/requests?limit=2')
  expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['l3', 'l2'])
  expect((await ask('GET', `/tenants/acme/requests?limit=2&after=${first.body.next}`)).body).toMatchObject({
    items: [{ id: 'l1' }],
    next: null,
  })
  expect((await ask('GET', '/tenants/acme/requests?failed=true')).body.items).toMatchObject([{ id: 'l2' }])
  expect((await ask('GET', '/tenants/acme/requests/l2')).body).toMatchObject({ tolerated: ['Q-OP-CASE'], body: { userName: '…' } })
  expect((await ask('GET', '/tenants/acme/requests/none')).status).toBe(404)
  expect((await ask('GET', '/tenants/acme/requests?after=x')).status).toBe(400)
})
