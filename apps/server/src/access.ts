import { randomBytes } from 'node:crypto'
import {
  type AccessStorage,
  authorizationServerMetadata,
  cachedAccessStorage,
  createAuthenticator,
  createTokenEndpoint,
  createVerifyJwt,
  type Ports,
  scopesOf,
  staticTokens,
} from '@rollcall/access'
import type { Caller, Profile, ResourceTypes } from '@rollcall/scim-core'
import { fetchJson } from './fetch-json.ts'
import { sha256 } from './token.ts'

export interface AccessOptions {
  readonly accessStorage: AccessStorage
  readonly resourceTypes: ResourceTypes
  readonly origin: string
  /** The first tenant's token, or its SHA-256 digest. */
  readonly token: string | Uint8Array
  readonly profile: Profile
  readonly addressOf: (request: Request) => string | undefined
  readonly onFailure: (error: unknown) => void
}

/** The tenant of the operator's own token. Others are made through the admin API. */
export const firstTenant = 'default'

export const tokenPath = '/oauth/token'

export const ports: Ports = { digest: sha256, random: randomBytes, now: Date.now }

/** Who may come in: everything about callers, wired for Node. */
export function createAccess({ accessStorage, resourceTypes, origin, token, profile, addressOf, onFailure }: AccessOptions) {
  const storage = cachedAccessStorage(accessStorage, ports.now)
  const scopes = scopesOf(resourceTypes.all.map(({ endpoint }) => endpoint))
  const authenticate: (request: Request) => Promise<Caller> = createAuthenticator({
    storage,
    digest: ports.digest,
    now: ports.now,
    realm: 'Rollcall',
    staticCaller: staticTokens([{ token, tenantId: firstTenant, actor: 'first-token', profile }], sha256),
    addressOf,
    tenantInPath,
  })
  const tokenEndpoint = createTokenEndpoint({
    storage,
    ports,
    scopes,
    verify: createVerifyJwt(fetchJson, ports.now),
    addressOf,
    onFailure,
  })
  return { storage, scopes, authenticate, tokenEndpoint, metadata: authorizationServerMetadata(origin, tokenPath, scopes) }
}

/** RFC 7644 §6.1: the tenant that a path names, as it was sent. */
function tenantInPath({ url }: Request): string | undefined {
  return /^https?:\/\/[^/]+\/t\/([^/?#]*)/.exec(url)?.[1]
}
