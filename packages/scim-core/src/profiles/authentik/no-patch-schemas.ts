import { patchOpSchema } from '../../patch/patch-op.ts'
import { memberOf, nameIn } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (authentik): a PatchOp message without `schemas`. Its Operations tell what it is. */
export const noPatchSchemas: Rewrite = {
  id: 'Q-NO-PATCH-SCHEMAS',
  because: 'authentik leaves out schemas in a PATCH.',
  ofMisfits: true,
  patch: (message) => {
    const isMissing = (memberOf(message, 'schemas') ?? null) === null && memberOf(message, 'Operations') !== undefined
    return isMissing ? { ...message, [nameIn(message, 'schemas') ?? 'schemas']: [patchOpSchema] } : message
  },
}
