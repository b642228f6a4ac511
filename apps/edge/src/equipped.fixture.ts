import { type StaticToken, staticTokens } from '@rollcall/access'
import {
  type Caller,
  compat,
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  type Profile,
  type ServiceProvider,
  strict,
  userResourceType,
  uuidV7,
} from '@rollcall/scim-core'
import { bearerAuthentication, createScimRouter } from '@rollcall/scim-hono'
import { type D1Queryable, openD1 } from '@rollcall/storage-drizzle/d1'
import type { Hono } from 'hono'
import { device } from '../../server/src/device.fixture.ts'
import { sha256 } from './digest.ts'

interface Bindings {
  readonly DB: D1Queryable
  readonly BASE_URL: string
}

/** The tokens of one profile, which has tenants of its own. */
export function tokensOf(profile: string) {
  const token = (of: string) => `${of}-${profile}`.padEnd(32, '-')
  return {
    token: token('first'),
    features: { secondTenantToken: token('second'), readOnlyToken: token('reader'), userToken: token('myself') },
  }
}

let router: Promise<Hono> | undefined

/** The parts of the Worker put together with all that the checklist may ask for: types, tenants, rights, a user who calls for himself. */
export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    router ??= start(env)
    const { pathname, search } = new URL(request.url)
    const below = pathname.replace(new URL(env.BASE_URL).pathname, '')
    return (await router).fetch(new Request(`http://rollcall.test${below}${search}`, request))
  },
}

async function start({ DB, BASE_URL }: Bindings): Promise<Hono> {
  const serviceProvider = createServiceProvider({
    storage: openD1({ database: DB }).storage,
    resourceTypes: completeResourceTypes([userResourceType, groupResourceType, device]),
    baseUrl: BASE_URL,
    now: Date.now,
    newId: uuidV7(Date.now, () => crypto.randomUUID()),
    limits: defaultLimits,
    cursorKey: new Uint8Array(32).fill(7),
    hashPassword: undefined,
    authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'RFC 6750', primary: true }],
    documentationUri: undefined,
  })
  const callers = [...(await callersOf(strict, serviceProvider)), ...(await callersOf(compat, serviceProvider))]
  const logger = { request: () => {}, failure: (error: unknown) => console.error(error) }
  return createScimRouter({ serviceProvider, authenticate: bearerAuthentication(staticTokens(callers, sha256)), logger })
}

async function callersOf(profile: Profile, serviceProvider: ServiceProvider): Promise<StaticToken[]> {
  const { token, features } = tokensOf(profile.name)
  const caller: Caller = { tenantId: `first-${profile.name}`, actor: 'test', profile }
  const created = await serviceProvider.create(
    { caller, requestId: 'setup', tolerated: () => {} },
    '/Users',
    { schemas: [userResourceType.schema.id], userName: 'myself' },
    { attributes: undefined, excludedAttributes: undefined },
  )
  const userId = created.location?.replace(/.*\//, '')
  if (userId === undefined) throw new Error('The user who calls for himself was not created.')
  return [
    { ...caller, token },
    { ...caller, tenantId: `second-${profile.name}`, token: features.secondTenantToken },
    { ...caller, permits: (access) => access === 'read', token: features.readOnlyToken },
    { ...caller, userId, token: features.userToken },
  ]
}
