import type { Send } from './http/wire.ts'

/** A server to examine. Everything but `base` and `token` is optional; what is missing makes some results "not applicable". */
export interface Target {
  /** The SCIM base URI, e.g. `https://id.example.com/scim/v2`. A trailing slash does no harm. */
  readonly base: string
  /** Sent as `Authorization: Bearer …`. Must be allowed to read and write. */
  readonly token: string
  readonly features?: TargetFeatures
  /** How requests travel. Default: node:http. */
  readonly send?: Send
}

/** What a server under test can be set up with beyond the ordinary. */
export interface TargetFeatures {
  /** A token of another tenant. */
  readonly secondTenantToken?: string
  /** A token of the same tenant that may read and not write. */
  readonly readOnlyToken?: string
  /** A token that stands for one User of the tenant, who may change itself at /Me. */
  readonly userToken?: string
  /** A token that stands for no User. Default: the main token. */
  readonly serviceToken?: string
  /** The OAuth token endpoint and what transcripts fill in: `tokenEndpoint`, `clientId`, `clientSecret`, `basicUser`, … */
  readonly variables?: Readonly<Record<string, string>>
  /** Names from a transcript's `requires` that this server offers; default: what its discovery endpoints show. */
  readonly offers?: readonly string[]
}
