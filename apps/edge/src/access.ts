import {
  type AccessStorage,
  authorizationServerMetadata,
  cachedAccessStorage,
  createAuthenticator,
  createFailureLimit,
  createTokenEndpoint,
  createVerifyJwt,
  type FetchJson,
  guardDeprovisioning,
  type Ports,
  scopesOf,
  staticTokens,
} from '@rollcall/access'
import { createAdminRouter } from '@rollcall/admin'
import { type ResourceTypes, type Storage, strict } from '@rollcall/scim-core'
import type { Hono } from 'hono'
import type { Configuration } from './bindings.ts'
import { sha256 } from './digest.ts'
import { requestScope } from './request-scope.ts'

/** The tenant of the operator's own token. */
export const firstTenant = 'default'

export const tokenPath = '/oauth/token'

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
export const ports: Ports = { digest: sha256, random, now: Date.now }

export interface AccessOptions {
  readonly accessStorage: AccessStorage
  readonly storage: Storage
  readonly resourceTypes: ResourceTypes
  readonly configuration: Configuration
  readonly onFailure: (error: unknown) => void
  /** Called when a client was stopped that took too many resources or members away. */
  readonly onStopped: (tenantId: string, what: string) => void
}

/** Who may come in: everything about callers, wired for Workers. */
export function createAccess({ resourceTypes, configuration, onFailure, ...options }: AccessOptions) {
  const { origin, token, profile, adminToken } = configuration
  const storage = cachedAccessStorage(options.accessStorage, ports.now)
  const scopes = scopesOf(resourceTypes.all.map(({ endpoint }) => endpoint))
  const authenticate = createAuthenticator({
    storage,
    digest: ports.digest,
    now: ports.now,
    realm: 'Rollcall',
    staticCaller: staticTokens([{ token, tenantId: firstTenant, actor: 'first-token', profile }], sha256),
    addressOf,
    tenantInPath,
    background: (work) => requestScope.getStore()?.waitUntil(work),
  })
  const tokenEndpoint = createTokenEndpoint({ storage, ports, scopes, verify: createVerifyJwt(fetchJson, ports.now), addressOf, onFailure })
  return {
    /** The resources, guarded against clients that take too many away. */
    guarded: guardDeprovisioning({ storage: options.storage, accessStorage: storage, now: ports.now, onStopped: options.onStopped }),
    authenticate,
    tokenEndpoint,
    metadata: authorizationServerMetadata(origin, tokenPath, scopes),
    admin: adminToken === undefined ? undefined : createAdmin(adminToken),
  }

  function createAdmin(token: string): Hono {
    const operatorOf = staticTokens([{ token, tenantId: firstTenant, actor: 'operator', profile: strict }], sha256)
    const failures = createFailureLimit(ports.now)
    return createAdminRouter({
      accessStorage: storage,
      storage: options.storage,
      ports,
      scopes,
      tokenEndpoint: `${origin}${tokenPath}`,
      isOperator: (sent) => operatorOf(sent) !== undefined,
      failed: (request) => failures.take(addressOf(request)),
      onFailure,
    })
  }
}

/** Cloudflare sets it, whatever the client sent. */
function addressOf({ headers }: Request): string | undefined {
  return headers.get('cf-connecting-ip') ?? undefined
}

/** RFC 7644 §6.1: the tenant that a path names, as it was sent. */
function tenantInPath({ url }: Request): string | undefined {
  return /^https?:\/\/[^/]+\/t\/([^/?#]*)/.exec(url)?.[1]
}

/** The keys of an issuer that an administrator named. No redirects, five seconds, 256 KiB: what is beyond is no key set. */
const fetchJson: FetchJson = async (uri) => {
  const answer = await fetch(uri, { redirect: 'manual', signal: AbortSignal.timeout(5_000), headers: { accept: 'application/json' } })
  if (!answer.ok) throw new Error(`${uri} answers ${answer.status}.`)
  const text = await answer.text()
  if (text.length > 262_144) throw new Error(`${uri} answers with more than a key set.`)
  return JSON.parse(text)
}
