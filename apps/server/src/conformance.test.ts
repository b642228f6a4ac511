import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { staticTokens } from '@rollcall/access'
import { markdownReport, overHttp, type ProfileName, runSuite, type SuiteResult, type Target } from '@rollcall/scim-conformance'
import { spoilers } from '@rollcall/scim-conformance/testing'
import {
  type Caller,
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  type Limits,
  userResourceType,
} from '@rollcall/scim-core'
import { profileNamed } from '@rollcall/scim-core/profiles'
import { bearerAuthentication, createScimRouter } from '@rollcall/scim-hono'
import { openBetterSqlite3 } from '@rollcall/storage-drizzle/better-sqlite3'
import { Hono } from 'hono'
import { afterAll, describe, expect, it } from 'vitest'
import { device } from './device.fixture.ts'
import { startTestServer, token } from './server.fixture.ts'
import { sha256 } from './token.ts'
import { uuidV7 } from './uuid-v7.ts'

/** What the server does otherwise on purpose, and why. None of it is a MUST. */
const deliberate: Readonly<Record<string, string>> = {
  'CORE-4.1.2-01': 'identity providers patch again and again what does not come back as they sent it',
}

/** Recommendations that a profile does not follow on purpose. */
const unfollowed: Readonly<Record<ProfileName, Readonly<Record<string, string>>>> = {
  strict: { 'PROT-3.5.2-03': 'RFC 7644 §3.5.2 spells op in lower case; strict is its letter' },
  compat: {},
}

/** The parts of the server put together with all that the checklist may ask for: types, tenants, rights, a user who calls for himself. */
async function startEquippedServer(
  profileName: ProfileName,
  limits: Limits = defaultLimits,
): Promise<{ target: Target; stop: () => Promise<void> }> {
  const profile = profileNamed(profileName)
  if (profile === undefined) throw new Error(`No profile ${profileName}.`)
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const { storage, close } = await openBetterSqlite3({ path: join(directory, 'rollcall.db') })
  let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 })
  const server = createServer(getRequestListener((request) => answer(request)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/scim/v2`
  const serviceProvider = createServiceProvider({
    storage,
    resourceTypes: completeResourceTypes([userResourceType, groupResourceType, device]),
    baseUrl,
    now: Date.now,
    newId: uuidV7(Date.now),
    limits,
    cursorKey: randomBytes(32),
    hashPassword: undefined,
    authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'RFC 6750', primary: true }],
    documentationUri: undefined,
  })
  const caller: Caller = { tenantId: 'first', actor: 'test', profile }
  const created = await serviceProvider.create(
    { caller, requestId: 'setup', tolerated: () => {} },
    '/Users',
    { schemas: [userResourceType.schema.id], userName: 'myself' },
    { attributes: undefined, excludedAttributes: undefined },
  )
  const userId = created.location?.replace(/.*\//, '')
  if (userId === undefined) throw new Error('The user who calls for himself was not created.')
  const features = {
    secondTenantToken: 'second'.padEnd(32, '-'),
    readOnlyToken: 'reader'.padEnd(32, '-'),
    userToken: 'myself'.padEnd(32, '-'),
  }
  const callerOfToken = staticTokens(
    [
      { ...caller, token },
      { ...caller, tenantId: 'second', token: features.secondTenantToken },
      { ...caller, permits: (access) => access === 'read', token: features.readOnlyToken },
      { ...caller, userId, token: features.userToken },
    ],
    sha256,
  )
  const logger = { request: () => {}, failure: (error: unknown) => console.error(error) }
  const app = new Hono().route('/scim/v2', createScimRouter({ serviceProvider, authenticate: bearerAuthentication(callerOfToken), logger }))
  answer = app.fetch
  return {
    target: { base: baseUrl, token, features },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await close()
      rmSync(directory, { recursive: true })
    },
  }
}

/** The server as it is delivered; what it has not the equipment for is asked of the one that has. */
async function examine(profile: ProfileName): Promise<SuiteResult> {
  const server = await startTestServer({ PROFILE: profile, LOG_LEVEL: 'silent' })
  const whole = await runSuite({ base: server.scim, token }, { profile })
  await server.end()
  const missing = whole.results.filter(({ outcome }) => outcome.status === 'not applicable').map(({ id }) => id)
  const equipped = await startEquippedServer(profile)
  const more = await runSuite(equipped.target, { profile, only: missing })
  await equipped.stop()
  const results = whole.results.map((result) => more.results.find(({ id, title }) => id === result.id && title === result.title) ?? result)
  return { ...whole, results }
}

const [strict, compat] = await Promise.all([examine('strict'), examine('compat')])

describe.each([
  ['strict', strict.results],
  ['compat', compat.results],
] as const)('SCIM 2.0 in the profile %s', (profile, results) => {
  const examined = results.filter(({ outcome }) => outcome.status === 'passed' || outcome.status === 'failed')

  it.each(examined.filter(({ id }) => deliberate[id] === undefined))('$id [$level] $title', ({ outcome }) => {
    expect(outcome.status === 'failed' ? outcome.reason : '').toBe('')
  })

  it.each(examined.filter(({ id }) => deliberate[id] !== undefined))(
    '$id [$level] is deliberately not met: $title',
    ({ level, outcome }) => {
      expect(level).not.toMatch(/^MUST/)
      expect(outcome.status).toBe('failed')
    },
  )

  for (const { id, title, outcome } of results) {
    if (outcome.status === 'not applicable') it.skip(`${id} ${title}: ${outcome.reason}`, () => {})
  }

  it('follows every recommendation, but for what is named', () => {
    const advice = results.flatMap(({ id, outcome }) => (outcome.status === 'passed' && outcome.advice.length > 0 ? [id] : []))
    expect(advice.sort()).toEqual(Object.keys(unfollowed[profile]).sort())
  })
})

it('docs/conformance.md says what was found (renew it with vitest -u)', async () => {
  const introduction = [
    '# Conformance to SCIM 2.0',
    '',
    'Written by the test that examines the server: every requirement of RFC 7643, RFC 7644 and RFC 9865 that can be shown over HTTP, in the',
    'profile `strict`, which is the letter of the RFCs, and in `compat`, which also understands what clients send. What needs a second tenant,',
    'other rights, or a resource type with rare characteristics is asked of the same server set up with them. `@rollcall/scim-conformance`',
    'asks the same of any server.',
  ].join('\n')
  const explanations = { ...unfollowed.strict, ...unfollowed.compat, ...deliberate }
  await expect(markdownReport([strict, compat], { introduction, explanations })).toMatchFileSnapshot('../../../docs/conformance.md')
})

it('An old cursor is expired, and a young one is not (RFC 9865 §2.1)', async () => {
  const { target, stop } = await startEquippedServer('strict', { ...defaultLimits, cursorTimeout: 1 })
  const { results } = await runSuite(target, { only: ['CURS-2.1-01'] })
  await stop()
  expect(results.map(({ outcome }) => outcome)).toEqual([{ status: 'passed', advice: [] }])
})

describe('The suite notices a server that', async () => {
  const { target, stop } = await startEquippedServer('strict')
  const wire = overHttp()
  afterAll(async () => {
    wire.close()
    await stop()
  })

  it.each(spoilers)('$fault', async ({ spoil, noticedBy }) => {
    const { results } = await runSuite({ ...target, send: spoil(wire.send) }, { only: noticedBy })
    const noticed = results.filter(({ outcome }) => outcome.status === 'failed').map(({ id }) => id)
    expect(noticed).toEqual(expect.arrayContaining([...noticedBy]))
  })
})
