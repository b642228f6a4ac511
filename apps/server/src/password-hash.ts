import * as crypto from 'node:crypto'
import { promisify } from 'node:util'
import type { HashPassword } from '@rollcall/scim-core'

/**
 * Hashes passwords for keeping, as a PHC string: argon2id with OWASP's parameters (19 MiB, 2 passes) where Node has it (24.7 and
 * newer), else scrypt (N = 2^17, 128 MiB). One at a time, so that a burst of passwords cannot take the machine's memory, and those of
 * several tenants by turns.
 */
export function passwordHasher(hash: Hash = strongest()): HashPassword {
  /** By tenant; whose turn it is comes first. None is empty. */
  const lines = new Map<string, (() => void)[]>()
  let isBusy = false

  return async (password, tenantId) => {
    if (isBusy) await new Promise<void>((begin) => lines.set(tenantId, [...(lines.get(tenantId) ?? []), begin]))
    isBusy = true
    try {
      return await hash(password, crypto.randomBytes(16))
    } finally {
      isBusy = false
      beginNext()
    }
  }

  function beginNext(): void {
    const [first] = lines
    if (first === undefined) return
    const [tenantId, [begin, ...others]] = first
    lines.delete(tenantId)
    if (others.length > 0) lines.set(tenantId, others)
    // Already here: who asks before the one that is called goes on must not go past it.
    isBusy = true
    begin?.()
  }
}

type Hash = (password: string, salt: Buffer) => Promise<string>

function strongest(): Hash {
  const argon2: unknown = Reflect.get(crypto, 'argon2')
  return isArgon2(argon2) ? withArgon2id(promisify(argon2)) : withScrypt
}

interface Argon2Parameters {
  readonly message: string
  readonly nonce: Uint8Array
  readonly parallelism: number
  readonly tagLength: number
  /** In KiB. */
  readonly memory: number
  readonly passes: number
}
type Argon2 = (algorithm: 'argon2id', parameters: Argon2Parameters, callback: (error: Error | null, tag: Buffer) => void) => void

/** The declarations of the oldest Node we support do not know it. */
function isArgon2(value: unknown): value is Argon2 {
  return typeof value === 'function'
}

const withArgon2id =
  (argon2: (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>) =>
  async (message: string, nonce: Buffer): Promise<string> => {
    const tag = await argon2('argon2id', { message, nonce, parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 })
    return `$argon2id$v=19$m=19456,t=2,p=1$${base64(nonce)}$${base64(tag)}`
  }

export async function withScrypt(password: string, salt: Buffer): Promise<string> {
  const scrypt = promisify<string, Buffer, number, crypto.ScryptOptions, Buffer>(crypto.scrypt)
  const key = await scrypt(password, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 })
  return `$scrypt$ln=17,r=8,p=1$${base64(salt)}$${base64(key)}`
}

/** PHC strings have no padding. */
const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
