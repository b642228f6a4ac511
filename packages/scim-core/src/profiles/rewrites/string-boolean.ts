import { valueRewrite } from '../value-rewrite.ts'

/** Deviation (Entra, its validator, Keycloak): booleans as strings, `"True"`, `"false"` (D-10). */
export const stringBoolean = valueRewrite({
  id: 'Q-STR-BOOL',
  because: 'Entra and Keycloak send booleans as the strings "True" and "False".',
  ofRemove: true,
  single: (value, { type }) => {
    if (type !== 'boolean' || typeof value !== 'string') return value
    const lower = value.toLowerCase()
    return lower === 'true' || lower === 'false' ? lower === 'true' : value
  },
})
