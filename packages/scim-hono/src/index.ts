export { type Authenticate, bearerAuthentication, bearerChallenge, type CallerOfToken } from './authenticate.ts'
export type { Logger, RequestLogEntry } from './logger.ts'
export { type BodyLimits, defaultBodyLimits } from './operations.ts'
export { createScimRouter, type ScimRouterOptions } from './scim-router.ts'
