import { staticTokens } from '@rollcall/access'
import {
  type Caller,
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  profileNamed,
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
  readonly PROFILE: string
  readonly TOKEN: string
}

export const features = {
  secondTenantToken: 'second'.padEnd(32, '-'),
  readOnlyToken: 'reader'.padEnd(32, '-'),
  userToken: 'myself'.padEnd(32, '-'),
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

async function start({ DB, BASE_URL, PROFILE, TOKEN }: Bindings): Promise<Hono> {
  const profile = profileNamed(PROFILE)
  if (profile === undefined) throw new Error(`No profile ${PROFILE}.`)
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
  const caller: Caller = { tenantId: 'first', actor: 'test', profile }
  const created = await serviceProvider.create(
    { caller, requestId: 'setup', tolerated: () => {} },
    '/Users',
    { schemas: [userResourceType.schema.id], userName: 'myself' },
    { attributes: undefined, excludedAttributes: undefined },
  )
  const userId = created.location?.replace(/.*\//, '')
  if (userId === undefined) throw new Error('The user who calls for himself was not created.')
  const callerOfToken = staticTokens(
    [
      { ...caller, token: TOKEN },
      { ...caller, tenantId: 'second', token: features.secondTenantToken },
      { ...caller, permits: (access) => access === 'read', token: features.readOnlyToken },
      { ...caller, userId, token: features.userToken },
    ],
    sha256,
  )
  const logger = { request: () => {}, failure: (error: unknown) => console.error(error) }
  return createScimRouter({ serviceProvider, authenticate: bearerAuthentication(callerOfToken), logger })
}
