import { type Access, adminPath, createFailureLimit, type Digest, firstTenant, type Ports, staticTokens, tokenPath } from '@rollcall/access'
import { type Storage, strict } from '@rollcall/scim-core'
import { Hono } from 'hono'
import { createAdminRouter } from './admin-router.ts'
import { adminOpenApi } from './openapi.ts'
import { jsonResponse } from './problem.ts'

export interface AdminOptions {
  /** The key: whoever has it is the operator. */
  readonly adminToken: string
  readonly access: Pick<Access, 'accessStorage' | 'scopes' | 'resourceTypes'>
  readonly storage: Storage
  readonly ports: Ports & { readonly digest: Digest }
  /** Told in the description. */
  readonly version: string
  readonly addressOf: (request: Request) => string | undefined
  /** Called with whatever was thrown that is no answer. */
  readonly onFailure: (error: unknown) => void
}

/** What only the operator may use. */
export interface Admin {
  /** What is below `adminPath`. @param origin the public one, for the URI of the token endpoint. */
  routerAt(origin: string): Hono
  isFromOperator(request: Request): boolean
}

/** The admin API for who holds one token. The description is public, and nothing else. */
export function createAdmin({ adminToken, access, storage, ports, version, addressOf, onFailure }: AdminOptions): Admin {
  const operatorOf = staticTokens([{ token: adminToken, tenantId: firstTenant, actor: 'operator', profile: strict }], ports.digest)
  const isOperator = (sent: string) => operatorOf(sent) !== undefined
  const failures = createFailureLimit(ports.now)
  const failed = (request: Request) => failures.take(addressOf(request))
  // Made for who asks: a start need not wait for it.
  let description: ReturnType<typeof adminOpenApi> | undefined
  return {
    routerAt(origin) {
      const router = new Hono()
      router.get('/openapi.json', () => {
        description ??= adminOpenApi({ basePath: adminPath, version })
        return jsonResponse(200, description)
      })
      const tokenEndpoint = `${origin}${tokenPath}`
      return router.route('/', createAdminRouter({ ...access, storage, ports, tokenEndpoint, isOperator, failed, onFailure }))
    },
    isFromOperator: ({ headers }) => isOperator(/^bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? ''),
  }
}
