import type { Profile, ResourceTypes, Storage } from '@rollcall/scim-core'
import type { AccessStorage } from './access-storage.ts'
import { createAuthenticator } from './authenticate.ts'
import { cachedAccessStorage } from './cached-access-storage.ts'
import type { NextTurn } from './fair-turns.ts'
import { guardDeprovisioning } from './guard/deprovision-guard.ts'
import type { Wait } from './hold-refusals.ts'
import { jwtAccessTokens, type TrustedIssuer } from './oauth/jwt-access-token.ts'
import { authorizationServerMetadata } from './oauth/metadata.ts'
import { createVerifyJwt, type FetchJson } from './oauth/signed-tokens.ts'
import { createTokenEndpoint } from './oauth/token-endpoint.ts'
import type { Digest, Ports } from './ports.ts'
import { scopesOf } from './scope.ts'
import { staticTokens } from './static-tokens.ts'

/** The tenant of the operator's own token. Others are made through the admin API. */
export const firstTenant = 'default'

/** Where clients get access tokens (RFC 6749 §3.2). */
export const tokenPath = '/oauth/token'

/** Where the admin API is, and its description at `/openapi.json` below. */
export const adminPath = '/api/admin/v1'

export interface AccessOptions {
  readonly accessStorage: AccessStorage
  readonly storage: Storage
  readonly resourceTypes: ResourceTypes
  readonly ports: Ports & { readonly digest: Digest }
  readonly fetchJson: FetchJson
  /** The first tenant's token, or its SHA-256 digest. */
  readonly token: string | Uint8Array
  /** What the first tenant's token speaks. */
  readonly profile: Profile
  /** Whose JWT access tokens are taken. */
  readonly trustedIssuers: readonly TrustedIssuer[]
  readonly addressOf: (request: Request) => string | undefined
  readonly onFailure: (error: unknown) => void
  /** Called when a client was stopped that took too many resources or members away. */
  readonly onStopped: (tenantId: string, what: string) => void
  /** Holds back the refusal of who sends too much; left out, it goes at once. */
  readonly wait?: Wait
  /** Lets tenants begin their requests by turns; left out, each begins as it comes. */
  readonly nextTurn?: NextTurn
  /** Keeps a runtime awake for what nobody waits for. */
  readonly background?: (work: Promise<unknown>) => void
}

export type Access = ReturnType<typeof createAccess>

/** Who may come in: everything about callers, wired together. */
export function createAccess({ ports, token, profile, addressOf, ...options }: AccessOptions) {
  const { digest, now } = ports
  const onFailure = eachOnce(options.onFailure)
  const accessStorage = cachedAccessStorage(options.accessStorage, now)
  const scopes = scopesOf(options.resourceTypes.all.map(({ endpoint }) => endpoint))
  const verify = createVerifyJwt(options.fetchJson, now)
  return {
    /** What authentication reads through, so that a revocation made through it works here at once. */
    accessStorage,
    /** All scopes there are. */
    scopes,
    resourceTypes: options.resourceTypes,
    /** The resources, guarded against clients that take too many away. */
    guarded: guardDeprovisioning({ storage: options.storage, accessStorage, now, onStopped: options.onStopped }),
    authenticate: createAuthenticator({
      storage: accessStorage,
      digest,
      now,
      realm: 'Rollcall',
      staticCaller: staticTokens([{ token, tenantId: firstTenant, actor: 'first-token', profile }], digest),
      credentialOfJwt: jwtAccessTokens(options.trustedIssuers, verify, onFailure),
      addressOf,
      tenantInPath,
      ...(options.wait === undefined ? {} : { wait: options.wait }),
      ...(options.nextTurn === undefined ? {} : { nextTurn: options.nextTurn }),
      ...(options.background === undefined ? {} : { background: options.background }),
    }),
    tokenEndpoint: createTokenEndpoint({ storage: accessStorage, ports, scopes, verify, addressOf, onFailure }),
    /** @param origin the public one, without a trailing slash. */
    metadataAt: (origin: string) => authorizationServerMetadata(origin, tokenPath, scopes),
  }
}

/** An issuer that is down is the same error for everybody who comes meanwhile, and anybody can come: one line in the log says it. */
function eachOnce(tell: (error: unknown) => void): (error: unknown) => void {
  const told = new WeakSet()
  return (error) => {
    if (error instanceof Error) {
      if (told.has(error)) return
      told.add(error)
    }
    tell(error)
  }
}

/** RFC 7644 §6.1: the tenant that a path names, as it was sent. Routers read `%74` as `t`, so it names one as well. */
function tenantInPath({ url }: Request): string | undefined {
  return /^https?:\/\/[^/]+\/(?:t|%74)\/([^/?#]*)/.exec(url)?.[1]
}
