import { isJsonArray } from '../../json.ts'
import { mapMembers } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Microsoft's validator): a PATCH with an empty list of operations, which is to succeed and change nothing. */
export const noOperations: Rewrite = {
  id: 'Q-NO-OPERATIONS',
  because: "Microsoft's validator sends a PATCH without operations and expects success.",
  ofMisfits: true,
  patch: (message) =>
    mapMembers(message, (value, name) =>
      name.toLowerCase() === 'operations' && isJsonArray(value) && value.length === 0 ? [{ op: 'add', value: {} }] : value,
    ),
}
