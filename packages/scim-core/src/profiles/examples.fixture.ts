import type { JsonObject, JsonValue } from '../json.ts'
import type { Rewrite } from './profile.ts'

/** What a rewrite is for, by example. What is `sent` and `meant` alike shows where it stops. */
export interface Examples {
  readonly rewrite: Rewrite
  readonly examples: readonly Example[]
}

export type Example = {
  readonly because: string
  /** User when left out. */
  readonly resourceType?: 'User' | 'Group' | 'Badge'
} & (
  | { readonly body: JsonObject; readonly meant: JsonObject }
  | { readonly filter: string; readonly meant: string }
  /** Of a PATCH: its operations, with the resource they find. */
  | { readonly operations: readonly JsonValue[]; readonly resource?: JsonObject; readonly meant: readonly JsonValue[] }
  | { readonly message: JsonObject; readonly meant: readonly JsonValue[] }
)
