import { sha256 } from './digest.ts'

/** What a Worker gives to who decides who may come in. */
export const ports = { digest: sha256, random: (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)), now: Date.now }
