import { randomBytes } from 'node:crypto'
import { sha256 } from './token.ts'

/** What Node gives to who decides who may come in. */
export const ports = { digest: sha256, random: randomBytes, now: Date.now }
