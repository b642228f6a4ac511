import { isJsonObject, type JsonObject } from '../json.ts'
import { expiredCursor, invalidCount, invalidCursor } from '../scim-error.ts'
import type { KeysetPosition } from '../storage/storage.ts'

/** What a cursor stands for (RFC 9865 §2). Stateless: it survives a restart and works on every server that has the key. */
export interface Cursor {
  readonly direction: 'after' | 'before'
  readonly at: KeysetPosition
}

/** What a cursor is sealed to: following requests have to repeat all of it (RFC 9865 §2). */
export interface CursorBinding {
  readonly tenantId: string
  readonly actor: string
  /** Endpoint, filter, sorting and projection as sent. */
  readonly query: string
  readonly count: number
}

export interface CursorSeal {
  seal(cursor: Cursor, binding: CursorBinding, now: number): Promise<string>
  /** @throws ScimError invalidCursor, expiredCursor or invalidCount. One message for everything forged or foreign (§5.2). */
  open(text: string, binding: CursorBinding, now: number): Promise<Cursor>
}

const unknownCursor = 'The cursor is not one that this service gave out for this query; start again with an empty cursor.'

/**
 * AES-GCM over the position, with tenant, caller and query as associated data, so that a cursor of another tenant, caller or query
 * does not open. The nonce is a keyed digest of the content: no randomness is needed, and equal nonces mean equal contents.
 * @param secret 32 bytes.
 */
export function cursorSeal(secret: Uint8Array, timeoutSeconds: number): CursorSeal {
  const keys = Promise.all([
    crypto.subtle.importKey('raw', ownBytes(secret), 'AES-GCM', false, ['encrypt', 'decrypt']),
    crypto.subtle.importKey('raw', ownBytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  ])
  return {
    async seal({ direction, at }, binding, now) {
      const [encryption, digest] = await keys
      const content = utf8(JSON.stringify({ d: direction, v: at.value, i: at.id, c: binding.count, e: now + timeoutSeconds * 1000 }))
      const additionalData = associated(binding)
      const signed = await crypto.subtle.sign('HMAC', digest, concatenated(additionalData, content))
      const iv = new Uint8Array(signed, 0, 12)
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, encryption, content)
      return base64url(concatenated(iv, new Uint8Array(sealed)))
    },
    async open(text, binding, now) {
      const bytes = fromBase64url(text)
      if (bytes === undefined || bytes.length < 29) throw invalidCursor(unknownCursor)
      const [encryption] = await keys
      const content = await crypto.subtle
        .decrypt({ name: 'AES-GCM', iv: bytes.slice(0, 12), additionalData: associated(binding) }, encryption, bytes.slice(12))
        .catch(() => undefined)
      const cursor = content === undefined ? undefined : (JSON.parse(new TextDecoder().decode(content)) as unknown)
      if (!isJsonObject(cursor)) throw invalidCursor(unknownCursor)
      if (Number(cursor['e']) < now)
        throw expiredCursor(`The cursor is older than ${timeoutSeconds} seconds; start again with an empty cursor.`)
      if (cursor['c'] !== binding.count)
        throw invalidCount(`count has to stay the same from page to page; the first request had ${String(cursor['c'])}.`)
      return positionOf(cursor)
    },
  }
}

function positionOf(cursor: JsonObject): Cursor {
  const value = cursor['v']
  return {
    direction: cursor['d'] === 'before' ? 'before' : 'after',
    at: {
      value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null,
      id: String(cursor['i']),
    },
  }
}

const associated = ({ tenantId, actor, query }: CursorBinding) => utf8(JSON.stringify([tenantId, actor, query]))
const utf8 = (text: string) => ownBytes(new TextEncoder().encode(text))

function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

function concatenated(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(left.length + right.length)
  bytes.set(left)
  bytes.set(right, left.length)
  return bytes
}

/** RFC 9865 §2: only unreserved characters of RFC 3986, so base64url without padding. */
function base64url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64url(text: string): Uint8Array | undefined {
  // Bounded before it is decoded: no cursor of ours is longer than an indexed value and an id make it.
  if (text.length > 8192 || !/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return undefined
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
}
