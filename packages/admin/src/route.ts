import type { AccessStorage, Ports, Scope } from '@rollcall/access'
import type { ResourceTypes, Storage } from '@rollcall/scim-core'
import type { z } from 'zod'

/** What the admin API works with. */
export interface AdminServices {
  /** The one that authentication reads through, so that a revocation works here at once. */
  readonly accessStorage: AccessStorage
  readonly storage: Storage
  readonly ports: Ports
  /** What is served. */
  readonly resourceTypes: ResourceTypes
  /** All scopes there are. */
  readonly scopes: readonly Scope[]
  /** The URI of the token endpoint, shown with every new client. */
  readonly tokenEndpoint: string
  /** Called with whatever was thrown that is no answer. */
  readonly onFailure: (error: unknown) => void
}

/** One operation of the admin API: what it takes and what it does. The router, the checks and the OpenAPI description are made from it. */
export interface Route<Body extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With `{name}` for parameters, below the base path. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly body?: Body
  readonly query?: Query
  readonly status: 200 | 201 | 204
  /** What is answered, for the description. */
  readonly answer?: z.ZodType
  /** Another media type that is answered as well, e.g. `text/csv`. */
  readonly file?: string
  readonly run: (services: AdminServices, input: RouteInput<z.infer<Body>, z.infer<Query>>) => Promise<unknown>
}

export interface RouteInput<Body, Query> {
  /** The parameters of the path, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly body: Body
  readonly query: Query
  readonly by: Administrator
}

/** Who asks: the operator, whose everything is, or an administrator of one tenant, by a credential of it with the scope `admin`. */
export type Administrator =
  | { readonly kind: 'operator' }
  | { readonly kind: 'ofTenant'; readonly tenantId: string /** The id of the credential. */; readonly actor: string }

/** Keeps the types of body and query together with what is done with them. */
export function route<Body extends z.ZodType, Query extends z.ZodType>(definition: Route<Body, Query>): Route {
  // Safe: the router calls `run` only with what `body` and `query` have parsed.
  return definition as unknown as Route
}
