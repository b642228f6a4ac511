import type { Attribute } from '../schema/attribute.ts'
import type { AttributePath } from '../schema/attribute-path.ts'
import { excerpt, invalidFilter } from '../scim-error.ts'
import type { ElementFilter, FilterExpression, ResolvedOperator } from './filter.ts'
import { type Leaves, type Literal, lower } from './lower.ts'
import { operand, refuseSecret } from './operand.ts'
import type { ResolveContext } from './place.ts'
import { never, type Tree } from './simplify.ts'

export type ElementLeaf = Exclude<ElementFilter, { kind: 'and' | 'or' | 'not' }>

/**
 * Binds the filter between brackets to the sub-attributes of an attribute; of a simple multi-valued attribute the elements
 * are called `value` (erratum 7122).
 * @param indexOf the index that has the values of a sub-attribute, where there is one
 * @throws ScimError invalidFilter for what the schema does not allow.
 */
export function resolveElementFilter(
  expression: FilterExpression,
  attribute: Attribute,
  unknownAttribute: ResolveContext['unknownAttribute'] = 'refuse',
  indexOf: (target: Attribute) => string | undefined = () => undefined,
): ElementFilter {
  return lower(
    expression,
    withinBrackets<ElementLeaf>(attribute, unknownAttribute, {
      compare: (target, operator, value) => {
        const comparable = operand(target, operator, value, elementPath(attribute, target))
        const index = indexOf(target)
        return { kind: 'compare', subAttribute: subAttributeName(attribute, target), operator, value: comparable, index }
      },
      present: (target) => ({ kind: 'present', subAttribute: subAttributeName(attribute, target) }),
    }),
  )
}

/** Leaves whose names are bound: to a sub-attribute, or to the simple multi-valued attribute itself. */
export interface ElementLeaves<L> {
  compare(target: Attribute, operator: ResolvedOperator, value: Literal): Tree<L>
  present(target: Attribute): Tree<L>
}

/** Binds the names between the brackets after `attribute`. @throws ScimError invalidFilter for names that it does not have. */
export function withinBrackets<L extends { readonly kind: string }>(
  attribute: Attribute,
  unknownAttribute: ResolveContext['unknownAttribute'],
  leaves: ElementLeaves<L>,
): Leaves<L> {
  if (attribute.type !== 'complex' && !attribute.multiValued) {
    throw invalidFilter(`The filter has brackets after ${attribute.name}, which has no sub-attributes.`)
  }
  return {
    compare: (path, operator, value) => {
      const target = resolve(path)
      return target === undefined ? never : leaves.compare(target, operator, value)
    },
    present: (path) => {
      const target = resolve(path)
      return target === undefined ? never : leaves.present(target)
    },
    valuePath: (path) => {
      throw invalidFilter(`The filter has brackets after ${excerpt(path.text)} within brackets; they do not nest.`)
    },
  }

  function resolve({ text, urn, name, subAttribute }: AttributePath): Attribute | undefined {
    const isPlainName = urn === undefined && subAttribute === undefined
    const target = isPlainName ? elementTarget(attribute, name) : undefined
    if (target !== undefined) refuseSecret(target, elementPath(attribute, target))
    else if (unknownAttribute === 'refuse') {
      throw invalidFilter(`The filter uses ${excerpt(text)} between brackets, which is no sub-attribute of ${attribute.name}.`)
    }
    return target
  }
}

function elementTarget(attribute: Attribute, name: string): Attribute | undefined {
  if (attribute.type === 'complex') return attribute.subAttribute(name)
  return name.toLowerCase() === 'value' ? attribute : undefined
}

function subAttributeName(attribute: Attribute, target: Attribute): string | undefined {
  return target === attribute ? undefined : target.name
}

function elementPath(attribute: Attribute, target: Attribute): string {
  return `${attribute.name}.${target === attribute ? 'value' : target.name}`
}
