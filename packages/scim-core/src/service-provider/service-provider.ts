import type { JsonValue } from '../json.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ResourceTypes } from '../schema/resource-types.ts'
import type { Storage } from '../storage/storage.ts'
import type { WrittenChange } from '../storage/written-change.ts'

/** Who is calling, as the deployer's `authenticate` found out. The tenant comes from here and from nowhere else. */
export interface Caller {
  readonly tenantId: string
  /** For the journal: the credential's id, never its secret. */
  readonly actor: string
  readonly profile: Profile
  /**
   * Whether the caller may read or write the resources at an endpoint, e.g. `/Users` (RFC 7644 §2). Asked for every operation, those
   * inside a Bulk request too. Left out it lets everything through.
   */
  readonly permits?: (access: Access, endpoint: string) => boolean
  /** The User that the credential stands for, for /Me (RFC 7644 §3.11). */
  readonly userId?: string
}

/** What an operation does with resources: retrieve and query read, all others write. */
export type Access = 'read' | 'write'

/** What one request brings along. */
export interface RequestContext {
  readonly caller: Caller
  readonly requestId: string
  /** Called once for every tolerance that was used. */
  readonly tolerated: (rewriteId: string, because: string) => void
  /** Called for every resource that was written, with what is at hand anyway: telling the difference is the listener's work. */
  readonly changed?: (change: WrittenChange) => void
}

/** `attributes` and `excludedAttributes` (RFC 7644 §3.9) as sent: names in attribute notation. */
export interface ProjectionRequest {
  readonly attributes: readonly string[] | undefined
  readonly excludedAttributes: readonly string[] | undefined
}

/** RFC 7644 §3.14, parsed: the integer versions named, or any. undefined when the header was not sent. */
export type VersionCondition = 'any' | readonly number[] | undefined

/** RFC 7644 §3.14, RFC 9110 §13.1: what has to hold of the version for a request to be carried out. */
export interface Preconditions {
  readonly ifMatch: VersionCondition
  readonly ifNoneMatch: VersionCondition
}

/** A query as the client asked (RFC 7644 §3.4.2, RFC 9865 §2), from a query string or a SearchRequest. */
export interface SearchRequest extends ProjectionRequest {
  readonly filter: string | undefined
  readonly sortBy: string | undefined
  readonly sortOrder: string | undefined
  /** As sent: already a whole number, of any size or sign. */
  readonly startIndex: number | undefined
  readonly count: number | undefined
  /** '' asks for the first page. */
  readonly cursor: string | undefined
}

/** An answer before it is HTTP. `body` is JSON text, whole or in pieces. */
export interface ScimResponse {
  readonly status: 200 | 201 | 204 | 304
  readonly body: string | AsyncIterable<string> | undefined
  /** The URI of the resource: Location on 201, Content-Location on 200. */
  readonly location: string | undefined
  /** `W/"n"`. */
  readonly etag: string | undefined
}

/** Everything the service provider needs from outside. Nothing else is reached for. */
export interface ServiceProviderOptions {
  readonly storage: Storage
  readonly resourceTypes: ResourceTypes
  /** Public base URI including the path, e.g. `https://id.example.com/api/scim/v2`, without a trailing slash. */
  readonly baseUrl: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A fresh identifier, ascending in time: UUIDv7. */
  readonly newId: () => string
  readonly limits: Limits
  /** 32 bytes that seal cursors; the same on every server of a deployment. */
  readonly cursorKey: Uint8Array
  /** Keeps of a password what it gives back; undefined keeps nothing. A hash takes long, so it is told whose it is: nobody should wait for all of another. */
  readonly hashPassword: HashPassword | undefined
  /** Shown in ServiceProviderConfig. */
  readonly authenticationSchemes: readonly AuthenticationScheme[]
  readonly documentationUri: string | undefined
}

/** Gives what is kept of a password, in which it cannot be read. */
export type HashPassword = (password: string, tenantId: string) => Promise<string>

/** RFC 7643 §5. */
export interface AuthenticationScheme {
  readonly type: 'oauth' | 'oauth2' | 'oauthbearertoken' | 'httpbasic' | 'httpdigest'
  readonly name: string
  readonly description: string
  readonly specUri?: string
  readonly documentationUri?: string
  readonly primary?: boolean
}

/** Every limit has a test at n and at n + 1. Sizes in UTF-16 code units unless stated. */
export interface Limits {
  readonly filterLength: number
  readonly filterDepth: number
  readonly filterTerms: number
  readonly patchOperations: number
  /** Resources on a page when `count` is not sent. */
  readonly defaultPageSize: number
  /** Larger counts are clamped to it. `filter.maxResults`. */
  readonly maxPageSize: number
  readonly stringLength: number
  /** One resource as JSON, members aside, whatever operations have made of it. */
  readonly resourceLength: number
  /** Values of one multi-valued attribute, members aside. */
  readonly multiValues: number
  /** Members in one request. */
  readonly memberValues: number
  readonly bulkOperations: number
  /** Bytes. */
  readonly bulkPayload: number
  /** Seconds a cursor stays valid. */
  readonly cursorTimeout: number
}

/** RFC 7644 §3, one method per operation. Wrong requests throw a ScimError; anything else thrown is a bug. */
export interface ServiceProvider {
  readonly options: ServiceProviderOptions
  create(context: RequestContext, endpoint: string, body: JsonValue, projection: ProjectionRequest): Promise<ScimResponse>
  retrieve(
    context: RequestContext,
    endpoint: string,
    id: string,
    projection: ProjectionRequest,
    preconditions: Preconditions,
  ): Promise<ScimResponse>
  /** `endpoint` undefined queries every resource type (RFC 7644 §3.4.2.1). */
  query(context: RequestContext, endpoint: string | undefined, search: SearchRequest): Promise<ScimResponse>
  replace(
    context: RequestContext,
    endpoint: string,
    id: string,
    body: JsonValue,
    projection: ProjectionRequest,
    preconditions: Preconditions,
  ): Promise<ScimResponse>
  modify(
    context: RequestContext,
    endpoint: string,
    id: string,
    body: JsonValue,
    projection: ProjectionRequest,
    preconditions: Preconditions,
  ): Promise<ScimResponse>
  delete(context: RequestContext, endpoint: string, id: string, preconditions: Preconditions): Promise<ScimResponse>
  bulk(context: RequestContext, body: JsonValue): Promise<ScimResponse>
  /** RFC 7644 §4. No storage is read. */
  serviceProviderConfig(): ScimResponse
  resourceTypes(id: string | undefined): ScimResponse
  schemas(id: string | undefined): ScimResponse
}
