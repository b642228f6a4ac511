import { describe, expect, it } from 'vitest'
import { profileNamed } from '../profiles/profiles.ts'
import { groupResourceType, userResourceType } from '../schema/definitions/resource-types.ts'
import { completeResourceTypes } from '../schema/resource-types.ts'
import { ScimError } from '../scim-error.ts'
import { createServiceProvider } from '../service-provider/create-service-provider.ts'
import { defaultLimits } from '../service-provider/limits.ts'
import { all, groupUrn, patchUrn, unconditional, userUrn } from '../service-provider/provider.fixture.ts'
import type { RequestContext, ServiceProvider } from '../service-provider/service-provider.ts'
import { dryRunOf } from './dry-run-storage.ts'
import { createMemoryStorage } from './memory-storage.ts'
import type { Storage } from './storage.ts'

const resourceTypes = completeResourceTypes([userResourceType, groupResourceType])
const profile = profileNamed('strict')
if (profile === undefined) throw new Error('strict')
const context: RequestContext = { caller: { tenantId: 'acme', actor: 'test', profile }, requestId: 'r', tolerated: () => {} }

function providerOver(storage: Storage, prefix: string): ServiceProvider {
  let ids = 0
  return createServiceProvider({
    storage,
    resourceTypes,
    baseUrl: 'https://scim.example/v2',
    now: () => 0,
    newId: () => `${prefix}${++ids}`,
    limits: defaultLimits,
    cursorKey: new Uint8Array(32),
    hashPassword: undefined,
    authenticationSchemes: [],
    documentationUri: undefined,
  })
}

const user = (userName: string, more = {}) => ({ schemas: [userUrn], userName, ...more })
const group = (displayName: string, ...members: string[]) => ({
  schemas: [groupUrn],
  displayName,
  members: members.map((value) => ({ value })),
})
const patch = (...Operations: object[]) => ({ schemas: [patchUrn], Operations: Operations as [] })

/** Two users and a group of the first of them; everything that is written is in `everything`. */
async function house() {
  const storage = createMemoryStorage()
  const real = providerOver(storage, 'real-')
  await real.create(context, '/Users', user('ada', { title: 'Countess' }), all)
  await real.create(context, '/Users', user('grace'), all)
  await real.create(context, '/Groups', group('Mathematicians', 'real-1'), all)
  const everything = async () => {
    const store = storage.forTenant('acme')
    const select = ['User', 'Group'].map((type) => ({ type, filter: { kind: 'and', filters: [] } as const, sortBy: undefined }))
    const page = { kind: 'index', offset: 0, limit: 1000 } as const
    const { resources } = await store.query({ select, order: 'ascending', page, total: false })
    const { members } = await store.members(['real-3'], { after: undefined, limit: 1000 })
    return JSON.stringify([resources, members, (await store.journal(undefined, 1000)).entries])
  }
  return { storage, real, everything }
}

const scim: readonly (readonly [what: string, run: (provider: ServiceProvider) => Promise<unknown>])[] = [
  ['a creation', (provider) => provider.create(context, '/Users', user('edsger'), all)],
  ['a creation with a name that is taken', (provider) => provider.create(context, '/Users', user('ADA'), all)],
  ['a group of members', (provider) => provider.create(context, '/Groups', group('New', 'real-1', 'real-2'), all)],
  ['a group of nobody', (provider) => provider.create(context, '/Groups', group('New', 'nobody'), all)],
  ['a replacement', (provider) => provider.replace(context, '/Users', 'real-1', user('ada2'), all, unconditional)],
  ['a replacement by a name that is taken', (provider) => provider.replace(context, '/Users', 'real-1', user('grace'), all, unconditional)],
  ['a replacement without change', (provider) => provider.replace(context, '/Users', 'real-2', user('grace'), all, unconditional)],
  ['a replacement of nobody', (provider) => provider.replace(context, '/Users', 'nobody', user('x'), all, unconditional)],
  [
    'a replacement under an old version',
    (provider) => provider.replace(context, '/Users', 'real-1', user('x'), all, { ifMatch: [7], ifNoneMatch: undefined }),
  ],
  [
    'another set of members',
    (provider) => provider.replace(context, '/Groups', 'real-3', group('Mathematicians', 'real-2'), all, unconditional),
  ],
  ['the same members', (provider) => provider.replace(context, '/Groups', 'real-3', group('Mathematicians', 'real-1'), all, unconditional)],
  [
    'a change',
    (provider) => provider.modify(context, '/Users', 'real-1', patch({ op: 'replace', path: 'title', value: 'x' }), all, unconditional),
  ],
  [
    'a change without effect',
    (provider) =>
      provider.modify(context, '/Users', 'real-1', patch({ op: 'replace', path: 'title', value: 'Countess' }), all, unconditional),
  ],
  [
    'one more member',
    (provider) =>
      provider.modify(
        context,
        '/Groups',
        'real-3',
        patch({ op: 'add', path: 'members', value: [{ value: 'real-2' }] }),
        all,
        unconditional,
      ),
  ],
  [
    'a member who is there',
    (provider) =>
      provider.modify(
        context,
        '/Groups',
        'real-3',
        patch({ op: 'add', path: 'members', value: [{ value: 'real-1' }] }),
        all,
        unconditional,
      ),
  ],
  [
    'a member of nobody',
    (provider) =>
      provider.modify(
        context,
        '/Groups',
        'real-3',
        patch({ op: 'add', path: 'members', value: [{ value: 'nobody' }] }),
        all,
        unconditional,
      ),
  ],
  [
    'one member less',
    (provider) =>
      provider.modify(context, '/Groups', 'real-3', patch({ op: 'remove', path: 'members[value eq "real-1"]' }), all, unconditional),
  ],
  ['a deletion', (provider) => provider.delete(context, '/Users', 'real-1', unconditional)],
  ['a deletion of nobody', (provider) => provider.delete(context, '/Users', 'nobody', unconditional)],
]

/** The status and kind of an answer. */
const outcome = (run: Promise<unknown>) =>
  run.then(
    (answer) => Object(answer).status,
    (error: unknown) => {
      if (!(error instanceof ScimError)) throw error
      return `${error.status} ${error.scimType} ${error.detail}`
    },
  )

describe('A dry run', () => {
  it.each(scim)('ends as the real thing does and writes nothing: %s', async (_, run) => {
    const { storage, real, everything } = await house()
    const before = await everything()
    const dry = await outcome(run(providerOver(dryRunOf(storage, resourceTypes).storage, 'dry-')))
    expect(await everything()).toBe(before)
    expect(dry).toEqual(await outcome(run(real)))
  })

  it('tells the members that really come and go', async () => {
    const { storage } = await house()
    const { storage: dry, changes } = dryRunOf(storage, resourceTypes)
    await providerOver(dry, 'dry-').replace(context, '/Groups', 'real-3', group('Mathematicians', 'real-2'), all, unconditional)
    await providerOver(dry, 'dry-').delete(context, '/Users', 'real-1', unconditional)
    expect(changes.map(({ id, members }) => [id, members])).toEqual([
      ['real-3', { kind: 'delta', add: [{ id: 'real-2', type: undefined }], remove: ['real-1'] }],
      ['real-1', undefined],
      ['real-3', { kind: 'delta', add: [], remove: ['real-1'] }],
    ])
  })

  it('lets later operations of a Bulk request find what earlier ones wrote, and writes none of them', async () => {
    const { storage, everything } = await house()
    const before = await everything()
    const { storage: dry, changes } = dryRunOf(storage, resourceTypes)
    const operations = [
      { method: 'POST', path: '/Users', bulkId: 'u', data: user('edsger') },
      { method: 'POST', path: '/Users', bulkId: 'v', data: user('Edsger') },
      { method: 'POST', path: '/Groups', bulkId: 'g', data: group('New', 'bulkId:u') },
      { method: 'DELETE', path: '/Users/real-2' },
      { method: 'DELETE', path: '/Users/real-2' },
    ]
    const { body } = await providerOver(dry, 'dry-').bulk(context, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: operations,
    })
    const results: { status: string }[] = JSON.parse(String(body)).Operations
    expect(results.map(({ status }) => status)).toEqual(['201', '409', '201', '204', '404'])
    expect(changes.map(({ id, after }) => [id, after === undefined])).toEqual([
      ['dry-1', false],
      ['dry-3', false],
      ['real-2', true],
    ])
    expect(await everything()).toBe(before)
  })
})
