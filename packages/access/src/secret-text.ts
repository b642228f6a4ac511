import { base64Url } from './bytes.ts'
import { crc32 } from './crc32.ts'
import type { Random } from './ports.ts'

/** What a secret opens: SCIM itself, the token endpoint, or SCIM for an hour. */
export type SecretKind = 'token' | 'clientSecret' | 'accessToken'

const prefixes: Readonly<Record<SecretKind, string>> = { token: 'scim', clientSecret: 'scimsecret', accessToken: 'scimaccess' }

/** The public part of a secret: what it belongs to. Nothing is believed of it before the digest was compared. */
export interface SecretName {
  readonly kind: SecretKind
  readonly tenantId: string
  /** The whole id of the credential or access token, tenant included. */
  readonly id: string
}

/**
 * A new secret of 256 bits: `scim_<id>_<43 characters of base64url><6 of checksum>`. The prefix lets scanners for leaked secrets
 * tell it, the checksum lets them be sure.
 * @param id of the credential or access token, as `newId` makes them.
 */
export function newSecret(kind: SecretKind, id: string, random: Random): string {
  const text = `${prefixes[kind]}_${id}_${base64Url(random(32))}`
  return text + checksum(text)
}

/** Reads the public part of a secret; undefined when the text is none of ours, or was mistyped. */
export function readSecret(text: string): SecretName | undefined {
  const [, prefix, id, tenantId] = shape.exec(text) ?? []
  const kind = kinds.get(prefix ?? '')
  if (kind === undefined || tenantId === undefined || id === undefined) return undefined
  return checksum(text.slice(0, -6)) === text.slice(-6) ? { kind, tenantId, id } : undefined
}

/** A fresh id of a tenant's credential: `<tenant>.<16 characters>`. It says whose it is, so that it is looked up within the tenant. */
export function newId(tenantId: string, random: Random): string {
  let letters = ''
  for (const byte of random(16)) letters += alphabet[byte & 31]
  return `${tenantId}.${letters}`
}

/** The tenant that an id of ours names, or undefined when it is none. */
export function tenantOfId(id: string): string | undefined {
  return idShape.exec(id)?.[1]
}

/** Whether a text can be the id of a credential. */
export function isCredentialId(text: string): boolean {
  return idShape.test(text)
}

// Crockford's: no i, l, o, u, so that an id can be read aloud and spells no word.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const kinds = new Map<string, SecretKind>([
  [prefixes.token, 'token'],
  [prefixes.clientSecret, 'clientSecret'],
  [prefixes.accessToken, 'accessToken'],
])
const tenantShape = '[a-z0-9][a-z0-9-]{0,62}'
const idShape = new RegExp(`^(${tenantShape})\\.[0-9a-z]{16}$`)
const shape = new RegExp(`^(scim(?:secret|access)?)_((${tenantShape})\\.[0-9a-z]{16})_[A-Za-z0-9_-]{49}$`)
const tenantOnly = new RegExp(`^${tenantShape}$`)

/** Whether a text can be a tenant's id: lower-case letters, digits and hyphens, at most 63, as in a host name. */
export function isTenantId(text: string): boolean {
  return tenantOnly.test(text)
}

function checksum(text: string): string {
  const crc = crc32(text)
  return base64Url(Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc))
}
