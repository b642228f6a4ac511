import { hash, randomBytes, randomUUID } from 'node:crypto'
import { staticTokens } from '@rollcall/access'
import {
  compat,
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  userResourceType,
  uuidV7,
} from '@rollcall/scim-core'
import { bearerAuthentication, createScimRouter } from '@rollcall/scim-hono'
import { openBetterSqlite3 } from '@rollcall/storage-drizzle/better-sqlite3'

export interface ScimOptions {
  /** Where clients reach it: origin and path, e.g. `https://app.example.com/scim/v2`. */
  readonly baseUrl: string
  readonly database: string
  /** At least 32 characters. */
  readonly token: string
}

/** SCIM as one Hono router, what it keeps, and what closes its database. */
export async function openScim({ baseUrl, database, token }: ScimOptions) {
  const { storage, close } = await openBetterSqlite3({ path: database })
  const serviceProvider = createServiceProvider({
    storage,
    baseUrl,
    resourceTypes: completeResourceTypes([userResourceType, groupResourceType]),
    now: Date.now,
    newId: uuidV7(Date.now, randomUUID),
    limits: defaultLimits,
    // Of this process alone. Where several answer the same clients, give all of them the same 32 bytes.
    cursorKey: randomBytes(32),
    hashPassword: undefined,
    authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'RFC 6750', primary: true }],
    documentationUri: undefined,
  })
  const digest = (text: string) => hash('sha256', text, 'buffer')
  const callerOf = staticTokens([{ token, tenantId: 'default', actor: 'directory', profile: compat }], digest)
  return { router: createScimRouter({ serviceProvider, authenticate: bearerAuthentication(callerOf) }), storage, close }
}
