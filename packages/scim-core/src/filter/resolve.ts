import type { Attribute } from '../schema/attribute.ts'
import { type AttributePath, pathText, type ResolvedPath, resolveAttributePath } from '../schema/attribute-path.ts'
import { commonAttributes } from '../schema/definitions/common.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { excerpt, invalidFilter } from '../scim-error.ts'
import { columnPlace } from './column-place.ts'
import { documentPlace } from './document-place.ts'
import { edgePlace } from './edge-place.ts'
import type { Filter, FilterExpression } from './filter.ts'
import { lower } from './lower.ts'
import { refuseSecret } from './operand.ts'
import type { Place, ResolveContext } from './place.ts'
import { never } from './simplify.ts'

export type { ResolveContext } from './place.ts'
export { resolveElementFilter } from './resolve-element.ts'

/**
 * Binds a filter to the definitions of one resource type: the form that storage adapters take.
 * @throws ScimError invalidFilter for what the schema does not allow, whatever the data (D-04, D-05, D-06, D-38).
 */
export function resolveFilter(expression: FilterExpression, resourceType: ResourceType, context: ResolveContext): Filter {
  return lower(expression, {
    compare: (path, operator, value) => {
      const resolved = resolve(path, resourceType, context)
      return resolved === undefined ? never : placeOf(resolved.attribute, resourceType, context).compare(resolved, operator, value)
    },
    present: (path) => {
      const resolved = resolve(path, resourceType, context)
      return resolved === undefined ? never : placeOf(resolved.attribute, resourceType, context).present(resolved)
    },
    valuePath: (path, filter) => {
      const resolved = resolve(path, resourceType, context)
      if (resolved?.subAttribute !== undefined)
        throw invalidFilter(`The filter has brackets after ${pathText(resolved)}; they follow an attribute.`)
      return resolved === undefined ? never : placeOf(resolved.attribute, resourceType, context).valuePath(resolved, filter)
    },
  })
}

function resolve(path: AttributePath, resourceType: ResourceType, { unknownAttribute }: ResolveContext): ResolvedPath | undefined {
  const resolved = resolveAttributePath(path, resourceType)
  if (resolved === undefined) {
    if (unknownAttribute === 'absent') return undefined
    const hint = 'attributes of extensions are written with their URN'
    throw invalidFilter(`The filter uses ${excerpt(path.text)}, which is no attribute of ${resourceType.name}; ${hint}.`)
  }
  refuseSecret(resolved.attribute, pathText(resolved))
  if (resolved.subAttribute !== undefined) refuseSecret(resolved.subAttribute, pathText(resolved))
  return resolved
}

const id = commonAttributes.attribute('id')
const meta = commonAttributes.attribute('meta')

function placeOf(attribute: Attribute, resourceType: ResourceType, context: ResolveContext): Place {
  switch (attribute) {
    case id:
    case meta:
      return columnPlace(resourceType, context)
    case resourceType.membership:
      return edgePlace('hasMember', attribute, context)
    case resourceType.memberOf:
      return edgePlace('memberOf', attribute, context)
  }
  return documentPlace(resourceType, context)
}
