import { createRequire } from 'node:module'

/** The version of this server. */
export const version: string = createRequire(import.meta.url)('../package.json').version
