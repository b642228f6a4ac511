import { isJsonObject } from '../../json.ts'
import { elementsAt } from '../../patch/document.ts'
import { resolveAttributePath } from '../../schema/attribute-path.ts'
import { pathOf } from '../path-of.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Entra): `emails.value` for the value of the only e-mail there is, or of a first one. With several it stays refused (D-55). */
export const listSubPath: Rewrite = {
  id: 'Q-LIST-SUB-PATH',
  because: 'Clients that know one value of a list name its sub-attribute without a filter: "emails.value".',
  operation: (operation, resource, resourceType) => {
    const { op, path, value } = operation
    if (op === 'remove' || path === undefined || path.filter !== undefined || value === undefined || value === null) return [operation]
    const resolved = resolveAttributePath(path.path, resourceType)
    if (resolved?.subAttribute === undefined || !resolved.attribute.multiValued) return [operation]
    if (resolved.attribute === resourceType.membership || resolved.attribute.mutability !== 'readWrite') return [operation]
    const [only, ...others] = elementsAt(resource, { ...resolved, extension: resolved.extension })
    const list = pathOf(resolved.key)
    if (list === undefined || others.length > 0) return [operation]
    return [{ op: 'replace', path: list, value: [{ ...(isJsonObject(only) ? only : {}), [resolved.subAttribute.name]: value }] }]
  },
}
