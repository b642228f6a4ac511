/** A request as it goes over the wire. Nothing is added to it: no User-Agent, no Accept, no encoding of the target. */
export interface WireRequest {
  readonly method: string
  /** Absolute. The part behind the origin is sent as written, raw quotes and a bare `?` included. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Send the body without a Content-Length. */
  readonly chunked?: boolean
}

export interface WireResponse {
  readonly status: number
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** From the first byte sent to the last byte received. */
  readonly milliseconds: number
}

/** Carries one request to a server and brings its answer back. Redirects are not followed. */
export type Send = (request: WireRequest) => Promise<WireResponse>
