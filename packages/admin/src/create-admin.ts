import {
  type Access,
  adminPath,
  createFailureLimit,
  type Digest,
  firstTenant,
  type KnownCaller,
  type Ports,
  staticTokens,
  tokenPath,
} from '@rollcall/access'
import { ScimError, type Storage, strict } from '@rollcall/scim-core'
import { Hono } from 'hono'
import { type AdminRouterOptions, createAdminRouter } from './admin-router.ts'
import { adminOpenApi } from './openapi.ts'
import { jsonResponse, Problem } from './problem.ts'

export interface AdminOptions {
  /** The key: whoever has it is the operator. */
  readonly adminToken: string
  readonly access: Pick<Access, 'accessStorage' | 'scopes' | 'resourceTypes' | 'authenticate'>
  readonly storage: Storage
  readonly ports: Ports & { readonly digest: Digest }
  /** Told in the description. */
  readonly version: string
  readonly addressOf: (request: Request) => string | undefined
  /** Called with whatever was thrown that is no answer. */
  readonly onFailure: (error: unknown) => void
}

/** What is not for clients. */
export interface Admin {
  /** What is below `adminPath`. @param origin the public one, for the URI of the token endpoint. */
  routerAt(origin: string, around?: Pick<AdminRouterOptions, 'traced' | 'answered'>): Hono
  isFromOperator(request: Request): boolean
}

/**
 * The admin API: all of it for who holds one token, of one tenant for who has a credential of it with the scope `admin`. The description is
 * public, and nothing else.
 */
export function createAdmin({ adminToken, access, storage, ports, version, addressOf, onFailure }: AdminOptions): Admin {
  const operatorOf = staticTokens([{ token: adminToken, tenantId: firstTenant, actor: 'operator', profile: strict }], ports.digest)
  const isOperator = (sent: string) => operatorOf(sent) !== undefined
  const failures = createFailureLimit(ports.now)
  const failed = (request: Request) => failures.take(addressOf(request))
  const administeredBy = async (request: Request): Promise<KnownCaller | undefined> => {
    const caller = await access.authenticate(request).catch((error: unknown) => {
      if (!(error instanceof ScimError)) throw error
      if (error.status === 401) return undefined
      throw new Problem(error.status, error.detail, error.headers)
    })
    if (caller === undefined) return undefined
    // RFC 6750 §3.1.
    const challenge = { 'WWW-Authenticate': 'Bearer realm="Rollcall admin", error="insufficient_scope", scope="admin"' }
    if (caller.administers !== true) throw new Problem(403, 'These credentials do not have the scope admin.', challenge)
    return caller
  }
  // Made for who asks: a start need not wait for it.
  let description: ReturnType<typeof adminOpenApi> | undefined
  return {
    routerAt(origin, around) {
      const router = new Hono()
      router.get('/openapi.json', () => {
        description ??= adminOpenApi({ basePath: adminPath, version })
        return jsonResponse(200, description)
      })
      const tokenEndpoint = `${origin}${tokenPath}`
      return router.route(
        '/',
        createAdminRouter({ ...access, storage, ports, tokenEndpoint, isOperator, administeredBy, failed, onFailure, ...around }),
      )
    },
    isFromOperator: ({ headers }) => isOperator(/^bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? ''),
  }
}
