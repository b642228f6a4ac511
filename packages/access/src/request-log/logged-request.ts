import type { JsonValue } from '@rollcall/scim-core'
import type { ResourceDifference } from './difference.ts'

/** One SCIM request as its tenant's administrator is shown it. Values are redacted before they come here. */
export interface LoggedRequest {
  /** Ours, and unique. */
  readonly id: string
  /** The client's or a proxy's, where it sent one: not unique. */
  readonly requestId: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly method: string
  /** The route's template below the base URI, e.g. `/Users/{id}`. */
  readonly route: string
  /** The id in the path, or of the resource that was created. */
  readonly resourceId: string | undefined
  readonly status: number
  readonly scimType: string | undefined
  /** What the client was told when it was refused. */
  readonly detail: string | undefined
  /** Milliseconds. */
  readonly duration: number
  /** The credential's id. */
  readonly actor: string
  /** Ids of the profile's rewrites that were needed. */
  readonly tolerated: readonly string[]
  /** The redacted body; undefined where there was none, or none that could be read. */
  readonly body: JsonValue | undefined
  /** Whether `body` is what was sent: nothing redacted, nothing cut. */
  readonly bodyIsWhole: boolean
  /** What it changed, resource by resource, redacted as the body is; at most `mostDifferences`. */
  readonly changes: readonly ResourceDifference[]
  /** How many more resources it changed. */
  readonly moreChanges: number
}
