import { type Caller, notFound, profileNamed, ScimError } from '@rollcall/scim-core'
import type { AccessStorage } from './access-storage.ts'
import { equalText, hex } from './bytes.ts'
import { type Credential, holdsSecret, isLive, nobody } from './credential.ts'
import { createFairTurns, type NextTurn } from './fair-turns.ts'
import { createHold, type Wait } from './hold-refusals.ts'
import { createFailureLimit, tooManyRequests } from './limits.ts'
import type { AnyDigest, Now } from './ports.ts'
import { createRateLimit } from './rate-limit.ts'
import { bearerChallenge, invalidToken, readAuthorization, type Sent } from './read-authorization.ts'
import { adminScope, permits, type Scope } from './scope.ts'
import { readSecret, tenantOfId } from './secret-text.ts'
import type { Tenant } from './tenant.ts'

/** Who a JWT of a trusted issuer stands for, by the credential that its claims name. */
export type CredentialOfJwt = (token: string) => Promise<JwtIdentity | undefined>

/** Who is calling, and what else than SCIM it may. */
export interface KnownCaller extends Caller {
  /** Whether it has the scope `admin`, which opens the admin API of its own tenant. Fixed tokens never do. */
  readonly administers?: boolean
}

/** The credential that the claims of a JWT name. */
export interface JwtIdentity {
  readonly tenantId: string
  readonly credentialId: string
  /** What the token says it is for; undefined gives all that the credential may. */
  readonly scope: string | undefined
}

export interface AuthenticatorOptions {
  /** Wrap it in `cachedAccessStorage`: it is read for every request. */
  readonly storage: AccessStorage
  readonly digest: AnyDigest
  readonly now: Now
  /** Shown in challenges. */
  readonly realm: string
  /** Tokens of the operator, tried when a token is none of ours. They are not limited, see `staticTokens`, but suspended with their tenant. */
  readonly staticCaller?: (token: string) => Caller | undefined
  readonly credentialOfJwt?: CredentialOfJwt
  /** Where a request comes from, for the limit on failures; undefined limits nobody. */
  readonly addressOf?: (request: Request) => string | undefined
  /** The tenant that a path names (`/t/{tenant}/…`), or undefined. It must be the credential's. */
  readonly tenantInPath?: (request: Request) => string | undefined
  /** Holds back, for a moment, the refusal of who sends too much; left out, it goes at once. */
  readonly wait?: Wait
  /** Lets tenants begin their requests by turns; left out, each begins as it comes. */
  readonly nextTurn?: NextTurn
  /** Keeps a runtime awake for what nobody waits for. */
  readonly background?: (work: Promise<unknown>) => void
}

/**
 * Finds out who is calling. The tenant comes from the credential and from nowhere else.
 * @throws ScimError 400, 401, 404 (the path names another tenant) or 429.
 */
export function createAuthenticator(options: AuthenticatorOptions): (request: Request) => Promise<KnownCaller> {
  const { storage, now, digest, staticCaller, credentialOfJwt } = options
  const challenge = bearerChallenge(options.realm)
  const failures = createFailureLimit(now)
  const rates = createRateLimit(now)
  const hold = createHold(options.wait)
  const enter = createFairTurns(options.nextTurn, now)
  const recorded = new Map<string, number>()

  return async (request) => {
    try {
      const sent = readAuthorization(request, challenge)
      const caller = (await callerOf(sent)) ?? refuse(sent)
      const named = options.tenantInPath?.(request)
      if (named !== undefined && named !== caller.tenantId) throw noSuchEndpoint()
      await enter(caller.tenantId)
      return caller
    } catch (error) {
      // Who sends nothing has not failed: that is how clients ask what is wanted.
      const refusal = request.headers.has('authorization') ? failures.count(options.addressOf?.(request), error) : error
      if (refusal instanceof ScimError && refusal.status === 429) await hold()
      throw refusal
    }
  }

  async function callerOf(sent: Sent): Promise<KnownCaller | undefined> {
    const text = sent.scheme === 'basic' ? sent.password : sent.token
    const secret = readSecret(text)
    if (secret === undefined) {
      if (sent.scheme !== 'bearer') return undefined
      const own = staticCaller?.(text)
      if (own === undefined) return callerOfJwt(text)
      return (await storage.tenant(own.tenantId))?.suspended === undefined ? own : undefined
    }
    switch (secret.kind) {
      case 'token': {
        const found = await check(secret.tenantId, secret.id, text)
        return found !== undefined && found.credential.kind === 'token' && isAllowed(found.credential, sent) ? admitted(found) : undefined
      }
      case 'accessToken':
        return sent.scheme === 'bearer' ? callerOfAccessToken(secret.tenantId, secret.id, text) : undefined
      case 'clientSecret':
        // It opens the token endpoint and nothing else.
        return undefined
    }
  }

  /** The live credential whose secret this is. The digest is made and compared whether or not there is such a credential. */
  async function check(tenantId: string, id: string, text: string): Promise<Known | undefined> {
    const sent = hex(await digest(text))
    const holder = async (freshness?: 'latest') => {
      const known = await find(tenantId, id, freshness)
      return holdsSecret(known?.credential, sent, now()) ? known : undefined
    }
    // A copy from before a rotation does not know the new secret, and refuses nobody.
    return (await holder()) ?? (await holder('latest'))
  }

  async function callerOfAccessToken(tenantId: string, id: string, text: string): Promise<KnownCaller | undefined> {
    const token = await storage.forTenant(tenantId).accessToken(id)
    const isRight = equalText(token?.digest ?? nobody, hex(await digest(text)))
    if (!isRight || token === undefined || token.expires <= now()) return undefined
    const known = await find(tenantId, token.credentialId)
    return known === undefined ? undefined : admitted(known, token.scopes)
  }

  async function callerOfJwt(text: string): Promise<KnownCaller | undefined> {
    if (credentialOfJwt === undefined || !/^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(text)) return undefined
    const identity = await credentialOfJwt(text)
    if (identity === undefined || tenantOfId(identity.credentialId) !== identity.tenantId) return undefined
    const known = await find(identity.tenantId, identity.credentialId)
    if (known === undefined) return undefined
    return admitted(known, identity.scope?.split(' '))
  }

  /** A credential that may be used now, of a tenant that is active. */
  async function find(tenantId: string, id: string, freshness?: 'latest'): Promise<Known | undefined> {
    const [tenant, credential] = await Promise.all([storage.tenant(tenantId), storage.forTenant(tenantId).credential(id, freshness)])
    if (tenant === undefined || tenant.suspended !== undefined) return undefined
    if (credential === undefined || credential.tenantId !== tenantId || !isLive(credential, now())) return undefined
    return { tenant, credential }
  }

  /** @param narrowed what the access token is for. What its credential may not do any more, it may not either. */
  function admitted({ tenant, credential }: Known, narrowed: readonly Scope[] = credential.scopes): KnownCaller {
    const seconds = rates.wait(`t ${tenant.id}`, tenant.settings.rate) || rates.take(`c ${credential.id}`, credential.settings.rate)
    if (seconds > 0) throw tooManyRequests('This credential or its tenant sends more requests than it may', seconds)
    rates.take(`t ${tenant.id}`, tenant.settings.rate)
    recordUse(credential)
    return {
      tenantId: tenant.id,
      actor: credential.id,
      profile: profileNamed(credential.profile) ?? unknownProfile(credential),
      administers: narrowed.includes(adminScope) && credential.scopes.includes(adminScope),
      permits: (access, endpoint) => permits(narrowed, access, endpoint) && permits(credential.scopes, access, endpoint),
    }
  }

  /** To the hour, without anybody waiting for it: whether a credential is still needed is all it tells. */
  function recordUse({ tenantId, id, lastUsed = 0 }: Credential): void {
    const hour = Math.floor(now() / 3_600_000) * 3_600_000
    if (hour <= Math.max(lastUsed, recorded.get(id) ?? 0)) return
    recorded.set(id, hour)
    const work = storage.forTenant(tenantId).recordUse(id, hour)
    const ignored = work.catch(() => void recorded.delete(id))
    options.background?.(ignored)
  }

  function refuse({ scheme }: Sent): never {
    throw invalidToken(scheme === 'basic' ? `Basic realm="${options.realm}", charset="UTF-8", ${challenge}` : challenge)
  }
}

interface Known {
  readonly tenant: Tenant
  readonly credential: Credential
}

function isAllowed({ settings, id }: Credential, sent: Sent): boolean {
  switch (sent.scheme) {
    case 'bearer':
      return true
    case 'raw':
      return settings.rawToken
    case 'basic':
      return settings.basic && sent.user === id
  }
}

/** The same answer as to any path that does not exist: nothing is told about other tenants. */
function noSuchEndpoint(): ScimError {
  return notFound('There is no such endpoint. GET /ResourceTypes lists those there are.')
}

function unknownProfile({ id, profile }: Credential): never {
  throw new Error(`Credential ${id} speaks a profile that there is not: ${profile}.`)
}
