import {
  type AccessStorage,
  authorizationServerMetadata,
  cachedAccessStorage,
  createAuthenticator,
  createTokenEndpoint,
  createVerifyJwt,
  type FetchJson,
  type Ports,
  scopesOf,
  staticTokens,
} from '@rollcall/access'
import type { ResourceTypes } from '@rollcall/scim-core'
import type { Configuration } from './bindings.ts'
import { sha256 } from './digest.ts'
import { requestScope } from './request-scope.ts'

/** The tenant of the operator's own token. */
export const firstTenant = 'default'

export const tokenPath = '/oauth/token'

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
const ports: Ports = { digest: sha256, random, now: Date.now }

export interface AccessOptions {
  readonly accessStorage: AccessStorage
  readonly resourceTypes: ResourceTypes
  readonly configuration: Configuration
  readonly onFailure: (error: unknown) => void
}

/** Who may come in: everything about callers, wired for Workers. */
export function createAccess({ accessStorage, resourceTypes, configuration, onFailure }: AccessOptions) {
  const { origin, token, profile } = configuration
  const storage = cachedAccessStorage(accessStorage, ports.now)
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
  return { authenticate, tokenEndpoint, metadata: authorizationServerMetadata(origin, tokenPath, scopes) }
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
