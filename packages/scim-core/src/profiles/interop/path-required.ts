import { invalidPath, invalidSyntax } from '../../scim-error.ts'
import type { Rewrite } from '../profile.ts'

/** draft-zollner-scim-interop-profile-01: every operation has a path, and one with a filter names a sub-attribute to assign. */
export const pathRequired: Rewrite = {
  id: 'IOP-PATH-REQUIRED',
  because: 'The interoperability profile has no operations without a path.',
  operation: (operation) => {
    const { op, path } = operation
    if (path === undefined) throw invalidSyntax('Every operation needs a path in the interoperability profile.')
    if (op !== 'remove' && path.filter !== undefined && path.subAttribute === undefined) {
      throw invalidPath('A path with a filter has to name a sub-attribute in the interoperability profile.')
    }
    return [operation]
  },
}
