import type { Seal } from './audit/seal.ts'
import type { AccessToken, Credential } from './credential.ts'
import type { LoggedRequest } from './request-log/logged-request.ts'
import type { Tenant } from './tenant.ts'

/**
 * Where tenants and their credentials are kept. Every method is required, outcomes are values, and a broken database throws
 * `StorageUnavailable`. Times are milliseconds since 1970. What belongs to a tenant is reached through `forTenant` only.
 */
export interface AccessStorage {
  tenant(id: string): Promise<Tenant | undefined>
  /** In the order of ids, strictly after the one named. */
  tenants(after: string | undefined, limit: number): Promise<readonly Tenant[]>
  createTenant(tenant: Tenant): Promise<'written' | 'exists'>
  /** Replaces the tenant that was as `before` says: `stale` when it is not so any more, then nothing was written. */
  replaceTenant(tenant: Tenant, before: Tenant): Promise<'written' | 'notFound' | 'stale'>
  forTenant(tenantId: string): TenantAccess
}

/** One tenant's records. None of the methods sees another tenant's. */
export interface TenantAccess {
  /** @param freshness `latest` is asked for where a copy kept from before is not enough. Storage that keeps no copies has nothing else. */
  credential(id: string, freshness?: 'latest'): Promise<Credential | undefined>
  /** In the order of ids, strictly after the one named. Revoked and expired ones too. */
  credentials(after: string | undefined, limit: number): Promise<readonly Credential[]>
  createCredential(credential: Credential): Promise<'written' | 'exists' | 'noTenant'>
  /** Replaces the credential of the version before: `stale` when another change came first. `lastUsed` stays as it is kept. */
  replaceCredential(credential: Credential): Promise<'written' | 'notFound' | 'stale'>
  /** Nothing happens when there is no such credential. */
  recordUse(credentialId: string, time: number): Promise<void>

  accessToken(id: string): Promise<AccessToken | undefined>
  /** Also forgets the tenant's access tokens that ended before `now`. */
  createAccessToken(token: AccessToken, now: number): Promise<void>
  /** Whether the key is used for the first time. It is remembered until it expires; RFC 7523 §3 (7): `jti`. */
  useOnce(key: string, expires: number, now: number): Promise<boolean>

  logRequests(requests: readonly LoggedRequest[]): Promise<void>
  /** Newest first. */
  requestLog(query: RequestLogQuery): Promise<RequestLogPage>
  loggedRequest(id: string): Promise<LoggedRequest | undefined>
  /** How many were removed. */
  pruneRequestLog(before: number): Promise<number>

  lastSeal(): Promise<Seal | undefined>
  /** In order, strictly after the sequence number. */
  seals(after: number, limit: number): Promise<readonly Seal[]>
  /** Appends behind `previous`. `stale` when that is not the last seal any more; then nothing was written. */
  appendSeals(previous: Seal | undefined, seals: readonly Seal[]): Promise<'written' | 'stale'>
}

/** Which requests of the log are wanted; every condition that is given has to hold. Newest first. */
export interface RequestLogQuery {
  /** Times: from, inclusive, to, exclusive. */
  readonly from: number | undefined
  readonly to: number | undefined
  /** 400 and above, or below. */
  readonly failed: boolean | undefined
  readonly actor: string | undefined
  readonly resourceId: string | undefined
  readonly requestId: string | undefined
  /** Continues behind the last entry of the page before. */
  readonly after: RequestLogPosition | undefined
  readonly limit: number
}

/** The place of a request in the log. Time in milliseconds since 1970. */
export interface RequestLogPosition {
  readonly time: number
  readonly id: string
}

export interface RequestLogPage {
  readonly requests: readonly LoggedRequest[]
  /** Present when more follow. */
  readonly next: RequestLogPosition | undefined
}
