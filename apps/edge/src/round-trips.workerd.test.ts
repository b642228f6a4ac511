import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import {
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  profileNamed,
  type RequestContext,
  userResourceType,
  uuidV7,
} from '@rollcall/scim-core'
import { openD1 } from '@rollcall/storage-drizzle/d1'
import { beforeAll, expect, it } from 'vitest'
import { asInProduction } from './production-d1.fixture.ts'

const { database, spent, nextRequest } = asInProduction(env.DB)
const serviceProvider = createServiceProvider({
  storage: openD1({ database }).storage,
  resourceTypes: completeResourceTypes([userResourceType, groupResourceType]),
  baseUrl: 'https://id.example.com/scim/v2',
  now: Date.now,
  newId: uuidV7(Date.now, () => crypto.randomUUID()),
  limits: defaultLimits,
  cursorKey: new Uint8Array(32),
  hashPassword: undefined,
  authenticationSchemes: [],
  documentationUri: undefined,
})
const profile = profileNamed('strict')
if (profile === undefined) throw new Error('There is no profile strict.')
const context: RequestContext = { caller: { tenantId: 'acme', actor: 'test', profile }, requestId: 'request-1', tolerated: () => {} }
const everything = { attributes: undefined, excludedAttributes: undefined }
const always = { ifMatch: undefined, ifNoneMatch: undefined }
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

const create = async (endpoint: string, body: Parameters<typeof serviceProvider.create>[2]) => {
  const { location = '' } = await serviceProvider.create(context, endpoint, body, everything)
  return location.replace(/.*\//, '')
}
const user = (userName: string) => ({ schemas: [userResourceType.schema.id], userName, name: { familyName: userName.slice(0, 3) } })
const group = (displayName: string, ids: readonly string[]) => ({
  schemas: [groupResourceType.schema.id],
  displayName,
  members: ids.map((value) => ({ value })),
})
const add = (value: string) => ({ schemas: [patchOp], Operations: [{ op: 'add', path: 'members', value: [{ value }] }] })

/** A group of 100,000, its first member, and a group in it. */
const ids = Array.from({ length: 100_000 }, (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`)
let large = ''
let newcomer = ''

beforeAll(async () => {
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  const insert = env.DB.prepare(
    `insert into resources (tenant, id, type, version, created, last_modified, document, comparable, indexed, label, folded_label)
     select 'acme', value, 'User', 1, 1, 1, '{"schemas":["' || ?1 || '"],"userName":"' || value || '"}', '{}', '[]', value, value from json_each(?2)`,
  )
  for (const half of [ids.slice(0, 50_000), ids.slice(50_000)]) await insert.bind(userResourceType.schema.id, JSON.stringify(half)).run()
  newcomer = await create('/Users', user('newcomer'))
})

async function costOf(work: () => Promise<unknown>): Promise<number> {
  nextRequest()
  await work()
  return spent.roundTrips
}

it('A group of 100,000 members is created in two, the beginning of its answer included', async () => {
  expect(await costOf(async () => (large = await create('/Groups', group('large', ids))))).toBe(2)
  const count = env.DB.prepare('select count(*) as count from memberships where group_id = ?').bind(large)
  expect(await count.first('count')).toBe(100_000)
})

it('Creating a user takes one, and adding one to a group two, whatever the size of the group', async () => {
  expect(await costOf(() => create('/Users', user('alice')))).toBe(1)
  const small = await create('/Groups', group('small', []))
  for (const id of [small, large])
    expect(await costOf(() => serviceProvider.modify(context, '/Groups', id, add(newcomer), everything, always))).toBe(2)
})

it('A PATCH that changes a user and answers with it takes three', async () => {
  const body = { schemas: [patchOp], Operations: [{ op: 'replace', path: 'displayName', value: 'New' }] }
  expect(await costOf(() => serviceProvider.modify(context, '/Users', newcomer, body, everything, always))).toBe(3)
})

it('A retrieve takes two: of a user in a group, of a group without its members one', async () => {
  expect(await costOf(() => serviceProvider.retrieve(context, '/Users', newcomer, everything, always))).toBe(2)
  const without = { attributes: undefined, excludedAttributes: ['members'] }
  expect(await costOf(() => serviceProvider.retrieve(context, '/Groups', large, without, always))).toBe(1)
  const small = await create('/Groups', group('with members', ids.slice(0, 100)))
  expect(await costOf(() => serviceProvider.retrieve(context, '/Groups', small, everything, always))).toBe(2)
})

const search = {
  filter: undefined,
  sortBy: undefined,
  sortOrder: undefined,
  startIndex: undefined,
  count: undefined,
  cursor: undefined,
  ...everything,
}

it.each<[what: string, endpoint: string | undefined, search: Partial<typeof search> | Record<string, unknown>]>([
  ['by an index', '/Users', { filter: 'userName eq "newcomer"' }],
  ['by what has no index, with a full page', '/Users', { filter: 'userName pr or meta.version pr', count: 10 }],
  ['sorted by an index', '/Users', { sortBy: 'userName', count: 10 }],
  [
    'sorted by an index, downward, behind those without a value',
    '/Users',
    { sortBy: 'userName', sortOrder: 'descending', startIndex: 100_001, count: 10 },
  ],
  ['of groups with their members', '/Groups', { filter: 'displayName sw "with"' }],
  ['across types', undefined, { filter: 'meta.lastModified gt "2000-01-01T00:00:00Z" and not (displayName eq "large")', count: 10 }],
  ['of 50 terms', '/Users', { filter: Array.from({ length: 50 }, (_, index) => `userName sw "n${index}"`).join(' or ') }],
  ['of 50 terms without an index', '/Users', { filter: Array.from({ length: 50 }, (_, index) => `title sw "n${index}"`).join(' or ') }],
])('A list %s takes three at most', async (_, endpoint, asked) => {
  expect(await costOf(() => serviceProvider.query(context, endpoint, { ...search, ...asked }))).toBeLessThanOrEqual(3)
})

it('A page by cursor takes three at most, also where the order changes from those with to those without a value', async () => {
  let cursor: string | undefined = ''
  for (let pages = 0; pages < 5 && cursor !== undefined; pages++) {
    nextRequest()
    const answer = await serviceProvider.query(context, '/Users', { ...search, sortBy: 'userName', count: 1, cursor })
    expect(spent.roundTrips).toBeLessThanOrEqual(3)
    cursor = JSON.parse(String(answer.body)).nextCursor
  }
})
