import { expanded } from '../path-keys.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Entra): names of sub-attributes, and value paths, as keys of a value without a path (D-18). */
export const dottedKeys: Rewrite = {
  id: 'Q-DOTTED-KEYS',
  because: 'Entra folds several changes into one operation without a path, with keys like "name.givenName".',
  operation: (operation, _, resourceType) => expanded(operation, resourceType, (key) => !key.includes(':') && /[.[]/.test(key)),
}
