import { isJsonObject, type JsonValue } from '../../json.ts'
import { resolveAttributePath } from '../../schema/attribute-path.ts'
import { memberOf } from '../mapped.ts'
import { pathOf } from '../path-of.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (reported of Salesforce): `remove` whose value says under an attribute's name what is to go, with that name as the path or without. */
export const removeNested: Rewrite = {
  id: 'Q-REMOVE-NESTED',
  because: 'Some clients name what to remove by an object like {"members": […]}, where its list is meant.',
  operation: (operation, _, resourceType) => {
    const { op, path, value } = operation
    if (op !== 'remove' || !isJsonObject(value)) return [operation]
    if (path !== undefined) {
      const attribute = path.filter === undefined ? resolveAttributePath(path.path, resourceType)?.attribute : undefined
      const nested = attribute === undefined ? undefined : namedIn(value, attribute.name)
      return [nested === undefined ? operation : { ...operation, value: nested }]
    }
    const operations = Object.keys(value).flatMap((name) => {
      const [named, nested] = [pathOf(name), namedIn(value, name)]
      return named === undefined || nested === undefined ? [] : [{ op, path: named, value: nested }]
    })
    return operations.length === 0 ? [operation] : operations
  },
}

/** null names nothing here: without a value the whole attribute would go. */
function namedIn(value: Parameters<typeof memberOf>[0], name: string): JsonValue | undefined {
  return memberOf(value, name) ?? undefined
}
