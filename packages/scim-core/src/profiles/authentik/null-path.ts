import { mapMembers, mapOperations } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (authentik): `"path": null`, or `""`, for no path. */
export const nullPath: Rewrite = {
  id: 'Q-NULL-PATH',
  because: 'authentik sends path null where it means no path.',
  ofMisfits: true,
  patch: (message) =>
    mapOperations(message, (operation) =>
      mapMembers(operation, (value, name) => (name.toLowerCase() === 'path' && (value === null || value === '') ? undefined : value)),
    ),
}
