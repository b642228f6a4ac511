import { createHmac, hash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newToken } from '@rollcall/access'
import { ConfigurationError } from './configuration.ts'

/** By way of a string, because Node takes five times as long to hand out a buffer of its own. */
export const sha256 = (text: string): Uint8Array => Buffer.from(hash('sha256', text, 'binary'), 'binary')

/** The first tenant's token: itself where it was given, else the digest that was kept. */
export interface FirstToken {
  readonly accepted: string | Uint8Array
  /** A token made just now, to be shown this one time. */
  readonly made: string | undefined
  /** Where the digest is kept, when it is. */
  readonly file: string | undefined
}

/**
 * The configured token, or the one whose digest is kept in the data directory, or a new one. Only the SHA-256 digest of a token
 * of ours is ever written, readable by its owner alone.
 * @param directory where to keep the digest; undefined keeps nothing, and makes a token at every start.
 * @throws ConfigurationError when the file holds something else.
 */
export function firstToken(configured: string | undefined, directory: string | undefined): FirstToken {
  if (configured !== undefined) return { accepted: configured, made: undefined, file: undefined }
  const file = directory === undefined ? undefined : join(directory, 'token.sha256')
  const kept = file === undefined ? undefined : readKept(file)
  if (kept !== undefined) return { accepted: kept, made: undefined, file }
  const made = newToken(randomBytes(32))
  const digest = sha256(made)
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${Buffer.from(digest).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return { accepted: digest, made, file }
}

/** The key that seals cursors: the same after a restart and on every server that accepts the same first token. */
export function cursorKeyOf({ accepted }: FirstToken): Uint8Array {
  const digest = typeof accepted === 'string' ? sha256(accepted) : accepted
  return createHmac('sha256', digest).update('cursors').digest()
}

function readKept(file: string): Uint8Array | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new ConfigurationError(`ROLLCALL_TOKEN is not set and ${file} holds no SHA-256 digest: delete the file to have a new token made.`)
  }
  return Buffer.from(text, 'hex')
}
