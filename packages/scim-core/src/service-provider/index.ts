export { createServiceProvider } from './create-service-provider.ts'
export { defaultLimits } from './limits.ts'
export { scopeFor } from './permission.ts'
export { type Reindexed, reindex } from './reindex.ts'
export type {
  Access,
  AuthenticationScheme,
  Caller,
  HashPassword,
  Limits,
  Preconditions,
  ProjectionRequest,
  RequestContext,
  ScimResponse,
  SearchRequest,
  ServiceProvider,
  ServiceProviderOptions,
  VersionCondition,
} from './service-provider.ts'
export { uuidV7 } from './uuid-v7.ts'
