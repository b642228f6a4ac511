import type { AccessStorage } from '@rollcall/access'
import type { Dialect } from '../dialect.ts'
import type { Executor } from '../executor.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createAuditSeals } from './audit-seals.ts'
import { createCredentials } from './credentials.ts'
import { createRequestLog } from './request-log.ts'
import { createTenants } from './tenants.ts'

/** Tenants, credentials and logs in SQL, on any driver. */
export function createDrizzleAccessStorage(executor: Executor, dialect: Dialect): AccessStorage {
  const credentials = createCredentials(executor, dialect)
  const accessTokens = createAccessTokens(executor, dialect)
  const requestLog = createRequestLog(executor, dialect)
  const auditSeals = createAuditSeals(executor, dialect)
  return {
    ...createTenants(executor, dialect),
    forTenant: (tenant) => ({ ...credentials(tenant), ...accessTokens(tenant), ...requestLog(tenant), ...auditSeals(tenant) }),
  }
}
