import type { JsonValue, ScimType, WrittenChange } from '@rollcall/scim-core'

/** What happened to one request. No value of the query, no body, no header is in it. */
export interface RequestLogEntry {
  readonly requestId: string
  readonly method: string
  /** The route's template below the base URI, e.g. `/Users/{id}`. */
  readonly route: string
  readonly status: number
  readonly scimType: ScimType | undefined
  /** From arrival to the response's head, in milliseconds. */
  readonly duration: number
  readonly tenantId: string | undefined
  readonly actor: string | undefined
  /** Where it came from, when that is known. The log of a tenant does not have it. */
  readonly address?: string
  /** The profile's rewrites that were needed to understand the request, in the order they were used. */
  readonly tolerated: readonly Tolerance[]
}

/** One rewrite that was used: its id, e.g. `Q-OP-CASE`, and who is understood by it. docs/tolerances.md has an example of each. */
export interface Tolerance {
  readonly id: string
  readonly because: string
}

/** Where log entries go. Neither method may throw. */
export interface Logger {
  /** Called once for every request. */
  request(entry: RequestLogEntry): void
  /** A bug or a broken database: whatever was thrown that is no ScimError. */
  failure(error: unknown, requestId: string): void
}

export const silent: Logger = { request: () => {}, failure: () => {} }

/** What a request log for administrators may keep of a request of a known caller, beyond a log entry. There is personal data in it. */
export interface RecordedRequest extends RequestLogEntry {
  readonly tenantId: string
  readonly actor: string
  /** The id in the path, or of the resource that was created. */
  readonly resourceId: string | undefined
  /** What the client was told when it was refused. */
  readonly detail: string | undefined
  /** As it was sent. */
  readonly body: JsonValue | undefined
  /** What was written, in order. */
  readonly changes: readonly WrittenChange[]
}
