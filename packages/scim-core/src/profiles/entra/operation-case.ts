import { mapMembers, mapOperations } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

const operations = new Set(['add', 'remove', 'replace'])

/** Deviation (Entra): `"op": "Add"` (D-09). */
export const operationCase: Rewrite = {
  id: 'Q-OP-CASE',
  because: 'Entra capitalises op: "Add", "Replace", "Remove".',
  ofMisfits: true,
  patch: (message) =>
    mapOperations(message, (operation) =>
      mapMembers(operation, (value, name) => {
        const lower = name.toLowerCase() === 'op' && typeof value === 'string' ? value.toLowerCase() : undefined
        return lower !== undefined && operations.has(lower) ? lower : value
      }),
    ),
}
