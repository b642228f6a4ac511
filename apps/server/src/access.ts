import { randomBytes } from 'node:crypto'
import {
  type AccessStorage,
  authorizationServerMetadata,
  cachedAccessStorage,
  createAuthenticator,
  createFailureLimit,
  createTokenEndpoint,
  createVerifyJwt,
  guardDeprovisioning,
  jwtAccessTokens,
  type Ports,
  scopesOf,
  staticTokens,
  type TrustedIssuer,
} from '@rollcall/access'
import { createAdminRouter } from '@rollcall/admin'
import { type Caller, type Profile, type ResourceTypes, type Storage, strict } from '@rollcall/scim-core'
import type { Hono } from 'hono'
import { fetchJson } from './fetch-json.ts'
import { sha256 } from './token.ts'

export interface AccessOptions {
  readonly accessStorage: AccessStorage
  readonly storage: Storage
  readonly resourceTypes: ResourceTypes
  /** The first tenant's token, or its SHA-256 digest. */
  readonly token: string | Uint8Array
  readonly profile: Profile
  /** Whose JWT access tokens are taken. */
  readonly trustedIssuers: readonly TrustedIssuer[]
  /** The key of the admin API; undefined leaves it off. */
  readonly adminToken: string | undefined
  readonly addressOf: (request: Request) => string | undefined
  readonly onFailure: (error: unknown) => void
  /** Called when a client was stopped that took too many resources or members away. */
  readonly onStopped: (tenantId: string, what: string) => void
}

/** What only the operator may use. */
export interface Admin {
  /** @param origin the public one, for the URI of the token endpoint. */
  routerAt(origin: string): Hono
  isFromOperator(request: Request): boolean
}

/** The tenant of the operator's own token. Others are made through the admin API. */
export const firstTenant = 'default'

export const tokenPath = '/oauth/token'

export const ports: Ports = { digest: sha256, random: randomBytes, now: Date.now }

export type Access = ReturnType<typeof createAccess>

/** Who may come in: everything about callers, wired for Node. */
export function createAccess(options: AccessOptions) {
  const { resourceTypes, token, profile, addressOf, onFailure } = options
  const storage = cachedAccessStorage(options.accessStorage, ports.now)
  const scopes = scopesOf(resourceTypes.all.map(({ endpoint }) => endpoint))
  const verify = createVerifyJwt(fetchJson, ports.now)
  const authenticate: (request: Request) => Promise<Caller> = createAuthenticator({
    storage,
    digest: ports.digest,
    now: ports.now,
    realm: 'Rollcall',
    staticCaller: staticTokens([{ token, tenantId: firstTenant, actor: 'first-token', profile }], sha256),
    credentialOfJwt: jwtAccessTokens(options.trustedIssuers, verify, onFailure),
    addressOf,
    tenantInPath,
  })
  const tokenEndpoint = createTokenEndpoint({
    storage,
    ports,
    scopes,
    verify,
    addressOf,
    onFailure,
  })
  return {
    /** The resources, guarded against clients that take too many away. */
    guarded: guardDeprovisioning({ storage: options.storage, accessStorage: storage, now: ports.now, onStopped: options.onStopped }),
    authenticate,
    tokenEndpoint,
    metadataAt: (origin: string) => authorizationServerMetadata(origin, tokenPath, scopes),
    admin: options.adminToken === undefined ? undefined : createAdmin(options.adminToken),
  }

  function createAdmin(adminToken: string): Admin {
    const operatorOf = staticTokens([{ token: adminToken, tenantId: firstTenant, actor: 'operator', profile: strict }], sha256)
    const isOperator = (sent: string) => operatorOf(sent) !== undefined
    const failures = createFailureLimit(ports.now)
    const routerAt = (origin: string) =>
      createAdminRouter({
        accessStorage: storage,
        storage: options.storage,
        ports,
        scopes,
        tokenEndpoint: `${origin}${tokenPath}`,
        isOperator,
        failed: (request) => failures.take(addressOf(request)),
        onFailure,
      })
    const isFromOperator = ({ headers }: Request) => isOperator(/^bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '')
    return { routerAt, isFromOperator }
  }
}

/** RFC 7644 §6.1: the tenant that a path names, as it was sent. */
function tenantInPath({ url }: Request): string | undefined {
  return /^https?:\/\/[^/]+\/t\/([^/?#]*)/.exec(url)?.[1]
}
