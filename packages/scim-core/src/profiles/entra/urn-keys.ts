import { expanded } from '../path-keys.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Entra): attributes under the URN of their schema, "urn:…:User:employeeNumber", as keys of a value without a path (D-18). */
export const urnKeys: Rewrite = {
  id: 'Q-URN-KEYS',
  because: 'Entra names attributes of extensions by keys like "urn:…:User:employeeNumber" in a value without a path.',
  operation: (operation, _, resourceType) =>
    expanded(operation, resourceType, (key) => key.includes(':') && resourceType.schemaById(key) === undefined),
}
