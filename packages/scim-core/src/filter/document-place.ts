import type { Attribute } from '../schema/attribute.ts'
import { pathText, type ResolvedPath } from '../schema/attribute-path.ts'
import { indexName } from '../schema/indexed-values.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { operand } from './operand.ts'
import type { Place, ResolveContext } from './place.ts'
import { resolveElementFilter } from './resolve-element.ts'
import { never } from './simplify.ts'

/** Attributes in the document: their leaves are asked of the comparable. */
export function documentPlace(resourceType: ResourceType, { unknownAttribute }: ResolveContext): Place {
  return {
    compare: (path, operator, value) => {
      const target = withDefault(path)
      const comparable = operand(target.subAttribute ?? target.attribute, operator, value, pathText(target))
      return {
        kind: 'compare',
        key: target.key,
        subAttribute: target.subAttribute?.name,
        operator,
        value: comparable,
        index: indexName(target, resourceType),
      }
    },
    present: ({ key, subAttribute }) => ({ kind: 'present', key, subAttribute: subAttribute?.name }),
    // Q-VALUEPATH-SINGLE: a single complex value is a list of one, in the comparable as well.
    valuePath: ({ key, attribute }, expression) => {
      const indexOf = (target: Attribute) => indexName({ key, subAttribute: target === attribute ? undefined : target }, resourceType)
      const filter = resolveElementFilter(expression, attribute, unknownAttribute, indexOf)
      return filter === never ? never : { kind: 'valuePath', key, filter }
    },
  }
}

/** D-04: a complex attribute stands for its sub-attribute `value`, if it has one. */
export function withDefault(path: ResolvedPath): ResolvedPath {
  return { ...path, subAttribute: path.subAttribute ?? path.attribute.subAttribute('value') }
}
