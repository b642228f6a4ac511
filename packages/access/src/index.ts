export { newToken } from './new-token.ts'
export { type Credential, type Digest, type StaticToken, shortestToken, staticTokens } from './static-tokens.ts'
