/** The scimType keywords of RFC 7644 Table 9 and RFC 9865 §2.1. No others are ever sent. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

/**
 * What a caller did wrong, or what the service provider cannot do (RFC 7644 §3.12).
 * `detail` is one sentence for the caller: what was wrong, where, what would be right. It never holds a secret,
 * a stack, SQL, or raw request text.
 */
export class ScimError extends Error {
  override readonly name = 'ScimError'
  readonly status: number
  readonly scimType: ScimType | undefined
  readonly detail: string
  /** Extra response headers the status needs: Allow, Retry-After, WWW-Authenticate. */
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, scimType: ScimType | undefined, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.status = status
    this.scimType = scimType
    this.detail = detail
    this.headers = headers
  }

  /** The error message body of RFC 7644 §3.12: `status` is a string. */
  toJSON(): { schemas: string[]; status: string; scimType?: ScimType; detail: string } {
    return {
      schemas: [errorSchema],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.detail,
    }
  }
}

export const invalidFilter = (detail: string): ScimError => new ScimError(400, 'invalidFilter', detail)
export const tooMany = (detail: string): ScimError => new ScimError(400, 'tooMany', detail)
export const mutability = (detail: string): ScimError => new ScimError(400, 'mutability', detail)
export const invalidSyntax = (detail: string): ScimError => new ScimError(400, 'invalidSyntax', detail)
export const invalidPath = (detail: string): ScimError => new ScimError(400, 'invalidPath', detail)
export const noTarget = (detail: string): ScimError => new ScimError(400, 'noTarget', detail)
export const invalidValue = (detail: string): ScimError => new ScimError(400, 'invalidValue', detail)
export const invalidVers = (detail: string): ScimError => new ScimError(400, 'invalidVers', detail)
export const invalidCursor = (detail: string): ScimError => new ScimError(400, 'invalidCursor', detail)
export const expiredCursor = (detail: string): ScimError => new ScimError(400, 'expiredCursor', detail)
export const invalidCount = (detail: string): ScimError => new ScimError(400, 'invalidCount', detail)
/** RFC 7644 §7.5.2: a filter with personal data that has to be sent by POST /.search. */
export const sensitive = (detail: string): ScimError => new ScimError(403, 'sensitive', detail)
/** D-22: 409 for POST, PUT and PATCH alike. */
export const uniqueness = (detail: string): ScimError => new ScimError(409, 'uniqueness', detail)

/** @param challenge the WWW-Authenticate header that has to come with it (RFC 9110 §15.5.2). */
export const unauthorized = (detail: string, challenge: string): ScimError =>
  new ScimError(401, undefined, detail, { 'WWW-Authenticate': challenge })
export const forbidden = (detail: string): ScimError => new ScimError(403, undefined, detail)
export const notFound = (detail: string): ScimError => new ScimError(404, undefined, detail)
/** @param allow the Allow header that has to come with it (RFC 9110 §15.5.6). */
export const methodNotAllowed = (detail: string, allow: string): ScimError => new ScimError(405, undefined, detail, { Allow: allow })
export const notAcceptable = (detail: string): ScimError => new ScimError(406, undefined, detail)
/** D-23: a version mismatch is 412. */
export const preconditionFailed = (detail: string): ScimError => new ScimError(412, undefined, detail)
export const payloadTooLarge = (detail: string): ScimError => new ScimError(413, undefined, detail)
export const unsupportedMediaType = (detail: string): ScimError => new ScimError(415, undefined, detail)
export const notImplemented = (detail: string): ScimError => new ScimError(501, undefined, detail)
/** @param retryAfterSeconds shown in Retry-After. */
export const unavailable = (detail: string, retryAfterSeconds: number): ScimError =>
  new ScimError(503, undefined, detail, { 'Retry-After': String(retryAfterSeconds) })

/** Text of the client as a detail may quote it: at most 80 characters of it. */
export const excerpt = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80).toWellFormed()}…`)
