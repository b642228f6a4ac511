import type { AccessStorage } from './access-storage.ts'
import { hex } from './bytes.ts'
import {
  type AssertionPins,
  type Credential,
  type CredentialSettings,
  defaultCredentialSettings,
  defaultLifetime,
  defaultOverlap,
  isLive,
  liveSecrets,
  liveSecretsOf,
  type Secret,
} from './credential.ts'
import type { Ports } from './ports.ts'
import type { Scope } from './scope.ts'
import { newId, newSecret } from './secret-text.ts'

/** What a credential is made from. */
export interface NewCredential {
  readonly tenantId: string
  readonly kind: Credential['kind']
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly profile: string
  readonly settings?: Partial<CredentialSettings>
  /** Makes a client that proves itself by assertions and has no secret. */
  readonly assertion?: AssertionPins
  /** Milliseconds; 180 days when it is not said. */
  readonly lifetime?: number
}

/** A credential and its secret, which is shown this one time; undefined where there is none. */
export interface Issued {
  readonly credential: Credential
  readonly secret: string | undefined
}

/** Why nothing was written. */
export type Refused = { readonly refused: 'notFound' | 'stale' | 'tooManySecrets' | 'revoked' | 'noSecrets' }

/** Makes a credential. Its values are taken to have been checked. `notFound`: there is no such tenant. */
export async function createCredential(storage: AccessStorage, ports: Ports, wanted: NewCredential): Promise<Issued | Refused> {
  const { tenantId, kind, name, scopes, profile, settings, assertion, lifetime = defaultLifetime } = wanted
  const created = ports.now()
  const id = newId(tenantId, ports.random)
  const expires = created + lifetime
  const secret = assertion === undefined ? await makeSecret(kind, id, expires, ports) : undefined
  const credential: Credential = {
    tenantId,
    id,
    kind,
    name,
    scopes,
    profile,
    settings: { ...defaultCredentialSettings, ...settings },
    secrets: secret === undefined ? [] : [secret.kept],
    assertion,
    created,
    expires,
    revoked: undefined,
    lastUsed: undefined,
    version: 1,
  }
  const outcome = await storage.forTenant(tenantId).createCredential(credential)
  switch (outcome) {
    case 'written':
      return { credential, secret: secret?.text }
    case 'noTenant':
      return { refused: 'notFound' }
    case 'exists':
      throw new Error('A fresh id was taken already: the source of randomness is broken.')
  }
}

/**
 * A second secret beside the one there is, which goes on for `overlap` milliseconds. The credential lives for another `lifetime`
 * from now. `tooManySecrets`: two are valid already; wait, or end the older one first.
 */
export async function rotateSecret(
  storage: AccessStorage,
  ports: Ports,
  { tenantId, id, overlap = defaultOverlap, lifetime = defaultLifetime }: RotationRequest,
): Promise<Issued | Refused> {
  const stored = await storage.forTenant(tenantId).credential(id)
  if (stored === undefined) return { refused: 'notFound' }
  const now = ports.now()
  if (stored.revoked !== undefined) return { refused: 'revoked' }
  if (stored.assertion !== undefined) return { refused: 'noSecrets' }
  const live = isLive(stored, now) ? liveSecretsOf(stored, now) : []
  if (live.length >= liveSecrets) return { refused: 'tooManySecrets' }
  const made = await makeSecret(stored.kind, id, now + lifetime, ports)
  const older = live.map((secret) => ({ ...secret, expires: Math.min(secret.expires, now + overlap) }))
  const changed = { ...stored, secrets: [...older, made.kept], expires: now + lifetime, version: stored.version + 1 }
  const outcome = await storage.forTenant(tenantId).replaceCredential(changed)
  return outcome === 'written' ? { credential: changed, secret: made.text } : { refused: outcome }
}

/** Which credential is given a second secret, and how long each of the two is valid. */
export interface RotationRequest {
  readonly tenantId: string
  readonly id: string
  /** Milliseconds that the older secret stays valid; 0 ends it at once. 7 days when it is not said. */
  readonly overlap?: number
  /** Milliseconds; 180 days when it is not said. */
  readonly lifetime?: number
}

/** Ends one secret, or with `secretId` undefined the whole credential, for ever. */
export async function revoke(
  storage: AccessStorage,
  now: number,
  { tenantId, id, secretId }: { readonly tenantId: string; readonly id: string; readonly secretId?: string | undefined },
): Promise<Credential | Refused> {
  const stored = await storage.forTenant(tenantId).credential(id)
  if (stored === undefined) return { refused: 'notFound' }
  if (secretId !== undefined && !stored.secrets.some((secret) => secret.id === secretId)) return { refused: 'notFound' }
  const changed: Credential = {
    ...stored,
    ...(secretId === undefined
      ? { secrets: [], revoked: stored.revoked ?? now }
      : { secrets: stored.secrets.filter((secret) => secret.id !== secretId) }),
    version: stored.version + 1,
  }
  const outcome = await storage.forTenant(tenantId).replaceCredential(changed)
  return outcome === 'written' ? changed : { refused: outcome }
}

async function makeSecret(kind: Credential['kind'], id: string, expires: number, ports: Ports): Promise<{ text: string; kept: Secret }> {
  const text = newSecret(kind === 'token' ? 'token' : 'clientSecret', id, ports.random)
  const kept = { id: hex(ports.random(4)), digest: hex(await ports.digest(text)), created: ports.now(), expires }
  return { text, kept }
}
