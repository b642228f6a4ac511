import type { TrustedIssuer } from '@rollcall/access'
import type { CustomSchemas } from '@rollcall/scim-core'

/** What a deployer sets that is more than a variable. It is built in, so a mistake of form stops `wrangler deploy`. */
export interface Deployment {
  /** Extensions and resource types of one's own: docs/guides/custom-schemas.md. */
  readonly schemas: CustomSchemas
  /** Whose JWT access tokens are taken: docs/guides/operate.md. */
  readonly trustedIssuers: readonly TrustedIssuer[]
}

export const deployment: Deployment = { schemas: {}, trustedIssuers: [] }
