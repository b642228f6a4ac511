import { isJsonObject } from '../../json.ts'
import { pathOf } from '../path-of.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (reported of Salesforce): `remove` without a path, whose value says under an attribute's name what is to go. */
export const removeNested: Rewrite = {
  id: 'Q-REMOVE-NESTED',
  because: 'Some clients name what to remove by an object like {"members": […]} instead of a path.',
  operation: (operation) => {
    const { op, path, value } = operation
    if (op !== 'remove' || path !== undefined || !isJsonObject(value)) return [operation]
    const operations = Object.entries(value).flatMap(([name, each]) => {
      const named = pathOf(name)
      // null names nothing here: without a value the whole attribute would go.
      return named === undefined || each === null ? [] : [{ op, path: named, value: each }]
    })
    return operations.length === 0 ? [operation] : operations
  },
}
