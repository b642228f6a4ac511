import type { Attribute } from '../schema/attribute.ts'
import type { ComparableValue } from '../schema/comparable.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidFilter } from '../scim-error.ts'
import type { ColumnName, ResolvedOperator } from './filter.ts'
import { type Literal, lower } from './lower.ts'
import { satisfies } from './matches.ts'
import { operand } from './operand.ts'
import type { Leaf, Place, ResolveContext } from './place.ts'
import { withinBrackets } from './resolve-element.ts'
import { referencedResource } from './resource-uri.ts'
import { always, never, type Tree } from './simplify.ts'

/** `id` and `meta`: columns of the store, or told by the resource type. All of them always have a value. */
export function columnPlace(resourceType: ResourceType, context: ResolveContext): Place {
  return {
    compare: ({ attribute, subAttribute }, operator, value) => compare(subAttribute ?? attribute, operator, value, resourceType, context),
    present: () => always,
    valuePath: ({ attribute }, filter) =>
      lower(
        filter,
        withinBrackets<Leaf>(attribute, context.unknownAttribute, {
          compare: (target, operator, value) => compare(target, operator, value, resourceType, context),
          present: () => always,
        }),
      ),
  }
}

function compare(
  attribute: Attribute,
  operator: ResolvedOperator,
  literal: Literal,
  resourceType: ResourceType,
  context: ResolveContext,
): Tree<Leaf> {
  const value = operand(attribute, operator, literal, attribute.name === 'id' ? 'id' : `meta.${attribute.name}`)
  switch (attribute.name) {
    case 'id':
    case 'created':
    case 'lastModified':
      return column(attribute.name, operator, value)
    case 'version':
      return compareVersion(operator, value)
    case 'resourceType':
      return satisfies(resourceType.name, operator, value) ? always : never
    case 'location':
      return compareLocation(operator, value, resourceType, context)
  }
  return never
}

function column(name: ColumnName, operator: ResolvedOperator, value: ComparableValue): Tree<Leaf> {
  return typeof value === 'boolean' ? never : { kind: 'column', column: name, operator, value }
}

/** A version is an integer shown as `W/"n"`; with or without its wrapping it is compared as a number. */
function compareVersion(operator: ResolvedOperator, value: ComparableValue): Tree<Leaf> {
  if (operator === 'co' || operator === 'sw' || operator === 'ew') {
    throw invalidFilter(`The filter compares meta.version by '${operator}'; it has only eq, ne, gt, ge, lt, le, pr.`)
  }
  const version = typeof value === 'string' ? /^(?:W\/)?("?)([0-9]{1,15})\1$/.exec(value)?.[2] : undefined
  if (version !== undefined) return column('version', operator, Number(version))
  // No resource has such a version, but neither is one greater or less.
  if (operator === 'eq') return never
  throw invalidFilter('The filter compares meta.version with what is no version; it takes one like "W/\\"3\\"".')
}

function compareLocation(
  operator: ResolvedOperator,
  value: ComparableValue,
  resourceType: ResourceType,
  context: ResolveContext,
): Tree<Leaf> {
  if (operator !== 'eq') throw invalidFilter(`The filter compares meta.location by '${operator}'; it has only eq, ne, pr.`)
  const referenced = typeof value === 'string' ? referencedResource(value, context) : undefined
  return referenced?.resourceType === resourceType ? column('id', 'eq', referenced.id) : never
}
