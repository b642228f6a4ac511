import {
  completeResourceTypes,
  createMemoryStorage,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  strict,
  userResourceType,
} from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { example, tenant } from '../access.fixture.ts'
import { guardDeprovisioning } from './deprovision-guard.ts'

const all = { attributes: undefined, excludedAttributes: undefined }
const unconditional = { ifMatch: undefined, ifNoneMatch: undefined }
const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const patch = (operation: object) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ ...operation }] })

/** A service provider with a hundred users and a group of them all, for a tenant with a limit. */
async function house(limit: number | undefined) {
  const { storage: accessStorage, ports, advance } = await example()
  const limited = tenant('acme', { settings: { ...tenant('acme').settings, deprovisionLimit: limit } })
  await accessStorage.replaceTenant(limited, tenant('acme'))
  const stops: string[] = []
  let ids = 0
  const provider = createServiceProvider({
    storage: guardDeprovisioning({
      storage: createMemoryStorage(),
      accessStorage,
      now: ports.now,
      onStopped: (tenantId, what) => stops.push(`${tenantId}: ${what}`),
    }),
    resourceTypes: completeResourceTypes([userResourceType, groupResourceType]),
    baseUrl: 'https://scim.example/v2',
    now: ports.now,
    newId: () => `id-${String(++ids).padStart(4, '0')}`,
    limits: defaultLimits,
    cursorKey: new Uint8Array(32),
    hashPassword: undefined,
    authenticationSchemes: [],
    documentationUri: undefined,
  })
  const context = { caller: { tenantId: 'acme', actor: 'test', profile: strict }, requestId: 'r', tolerated: () => {} }
  const users: string[] = []
  for (let each = 0; each < 100; each++) {
    await provider.create(context, '/Users', { schemas: [user], userName: `u${each}`, active: true }, all)
    users.push(`id-${String(ids).padStart(4, '0')}`)
  }
  await provider.create(context, '/Groups', { schemas: [group], displayName: 'all', members: users.map((value) => ({ value })) }, all)
  const crew = `id-${String(ids).padStart(4, '0')}`
  /** How many of the attempts are let through before the first is stopped with 429. */
  const letThrough = async (attempt: (id: string) => Promise<unknown>) => {
    for (const [index, id] of users.entries()) {
      try {
        await attempt(id)
      } catch (error) {
        expect(error).toMatchObject({ status: 429, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } })
        return index
      }
    }
    return users.length
  }
  const deactivate = (id: string) =>
    provider.modify(context, '/Users', id, patch({ op: 'replace', path: 'active', value: false }), all, unconditional)
  const remove = (id: string) => provider.delete(context, '/Users', id, unconditional)
  const ofCrew = (operation: object) => provider.modify(context, '/Groups', crew, patch(operation), all, unconditional)
  return { provider, context, letThrough, deactivate, remove, ofCrew, users, advance, accessStorage, stops, limited }
}

describe('the guard against a broken client', () => {
  it('counts nothing where no limit is set', async () => {
    const { letThrough, remove, stops } = await house(undefined)
    expect(await letThrough(remove)).toBe(100)
    expect(stops).toEqual([])
  })

  it.each(['deactivate', 'remove'] as const)('lets 20 of 100 users through and stops the 21st: %s', async (way) => {
    const { letThrough, stops, ...ways } = await house(20)
    expect(await letThrough(ways[way])).toBe(20)
    expect(stops).toEqual(['acme: User'])
  })

  it.each(['deactivate', 'remove'] as const)('lets no more through when all are sent at once: %s', async (way) => {
    const { users, ...ways } = await house(20)
    const attempts = await Promise.allSettled(users.map(ways[way]))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  })

  it('counts deletions and deactivations together, and what changes nothing not at all', async () => {
    const { letThrough, deactivate, remove, users } = await house(20)
    for (const id of users.slice(50, 60)) await deactivate(id)
    for (const id of users.slice(50, 60)) await deactivate(id)
    expect(await letThrough(remove)).toBe(10)
  })

  it('lets other changes through while it stops', async () => {
    const { letThrough, remove, provider, context, users } = await house(20)
    await letThrough(remove)
    const changed = await provider.modify(
      context,
      '/Users',
      users[99] ?? '',
      patch({ op: 'replace', path: 'title', value: 'x' }),
      all,
      unconditional,
    )
    expect(changed.status).toBe(200)
  })

  it('begins anew after ten minutes, and lets everything through once the administrator says so', async () => {
    const { letThrough, remove, advance, accessStorage, limited } = await house(20)
    await letThrough(remove)
    advance(600_000)
    const remaining = await letThrough((id) => remove(id).catch((error) => (error.status === 404 ? undefined : Promise.reject(error))))
    expect(remaining).toBe(20 + 16)
    await accessStorage.replaceTenant(tenant('acme'), limited)
    expect(await letThrough((id) => remove(id).catch((error) => (error.status === 404 ? undefined : Promise.reject(error))))).toBe(100)
  })

  it('stops a group that is emptied, by removal or replacement, and lets ten members go from any', async () => {
    const { ofCrew, users } = await house(5)
    await expect(ofCrew({ op: 'remove', path: 'members' })).rejects.toMatchObject({ status: 429 })
    await expect(ofCrew({ op: 'replace', path: 'members', value: users.slice(11).map((value) => ({ value })) })).rejects.toMatchObject({
      status: 429,
    })
    expect((await ofCrew({ op: 'replace', path: 'members', value: users.slice(10).map((value) => ({ value })) })).status).toBe(204)
    await expect(ofCrew({ op: 'remove', path: `members[value eq "${users[10]}"]` })).rejects.toMatchObject({ status: 429 })
    expect((await ofCrew({ op: 'add', path: 'members', value: [{ value: users[0] }] })).status).toBe(204)
  })
})
