/**
 * Who may do what: tenants, credentials, OAuth, the audit trail, the request log. Portable: what a runtime has to give comes in as
 * arguments.
 * @module
 */
export type { AccessStorage, RequestLogPage, RequestLogPosition, RequestLogQuery, TenantAccess } from './access-storage.ts'
export {
  type AuditProblem,
  type AuditTrail,
  entriesOf,
  sealAndVerify,
  sealJournal,
  type Verification,
  verifyJournal,
} from './audit/audit-chain.ts'
export { auditCsvHeader, auditCsvLine } from './audit/audit-csv.ts'
export type { Seal } from './audit/seal.ts'
export { type AuthenticatorOptions, type CredentialOfJwt, createAuthenticator, type JwtIdentity, type KnownCaller } from './authenticate.ts'
export { authenticationSchemes } from './authentication-schemes.ts'
export { cachedAccessStorage, cacheLifetime } from './cached-access-storage.ts'
export {
  createCredential,
  type Issued,
  type NewCredential,
  type Refused,
  type RotationRequest,
  revoke,
  rotateSecret,
} from './change-credential.ts'
export { type Access, type AccessOptions, adminPath, createAccess, firstTenant, tokenPath } from './create-access.ts'
export * from './credential.ts'
export { type DeprovisionGuardOptions, guardDeprovisioning } from './guard/deprovision-guard.ts'
export { createFailureLimit, type FailureLimit } from './limits.ts'
export { createMemoryAccessStorage } from './memory-access-storage.ts'
export { newToken } from './new-token.ts'
export { fetchJson, keySetPatience, readKeySet } from './oauth/fetch-json.ts'
export { jwtAccessTokens, type TrustedIssuer } from './oauth/jwt-access-token.ts'
export { type KeysFrom, problemOfPublicKeysUri } from './oauth/keys-uri.ts'
export { authorizationServerMetadata } from './oauth/metadata.ts'
export { createVerifyJwt, type FetchJson, type VerifyJwt } from './oauth/signed-tokens.ts'
export { createTokenEndpoint, type TokenEndpointOptions } from './oauth/token-endpoint.ts'
export type { AnyDigest, Digest, Now, Ports, Random } from './ports.ts'
export { type AttributeDifference, differenceOf, type ResourceDifference } from './request-log/difference.ts'
export type { LoggedRequest } from './request-log/logged-request.ts'
export { createRedaction, type Redact } from './request-log/redact.ts'
export {
  type AnsweredRequest,
  createRequestRecorder,
  type RequestRecorder,
  type RequestRecorderOptions,
} from './request-log/request-recorder.ts'
export { adminScope, permits, type Scope, scopesOf } from './scope.ts'
export { isCredentialId, isTenantId } from './secret-text.ts'
export { type StaticToken, shortestToken, staticTokens } from './static-tokens.ts'
export * from './tenant.ts'
