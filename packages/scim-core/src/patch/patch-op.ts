import type { PathExpression } from '../filter/filter.ts'
import type { JsonValue } from '../json.ts'

export const patchOpSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** One operation of a PatchOp message. `value` undefined means the member was not sent; null was sent as null. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: PathExpression | undefined
  readonly value: JsonValue | undefined
}
