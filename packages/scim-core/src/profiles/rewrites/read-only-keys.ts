import { isJsonObject } from '../../json.ts'
import { mapMembers } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (clients that send a whole resource back): readOnly attributes in a value without a path. `id` is left to D-17. */
export const readOnlyKeys: Rewrite = {
  id: 'Q-RO-IGNORED',
  because: 'Clients that PATCH a whole resource send back what is readOnly; it is ignored, as it is in POST and PUT.',
  operation: (operation, _, resourceType) => {
    const { path, value } = operation
    if (path !== undefined || !isJsonObject(value)) return [operation]
    const writable = mapMembers(value, (each, name) => {
      const attribute = resourceType.attribute(name)
      return attribute?.mutability === 'readOnly' && attribute.name !== 'id' && attribute.name !== 'meta' ? undefined : each
    })
    return [writable === value ? operation : { ...operation, value: writable }]
  },
}
