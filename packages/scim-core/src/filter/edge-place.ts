import type { Attribute } from '../schema/attribute.ts'
import type { ResolvedPath } from '../schema/attribute-path.ts'
import { comparableValue } from '../schema/comparable.ts'
import { invalidFilter } from '../scim-error.ts'
import type { ResolvedOperator } from './filter.ts'
import { type Literal, lower } from './lower.ts'
import { satisfies } from './matches.ts'
import { operand } from './operand.ts'
import type { Leaf, Place, ResolveContext } from './place.ts'
import { type ElementLeaf, type ElementLeaves, withinBrackets } from './resolve-element.ts'
import { referencedResource } from './resource-uri.ts'
import { always, and, never, or, type Tree } from './simplify.ts'

type EdgeKind = 'hasMember' | 'memberOf'

/**
 * The membership attribute and the one that shows memberships. An edge has `value`, `type` and `display`; a `$ref` is taken apart into
 * `value` and `type`. Each leaf outside brackets asks for an edge of its own.
 */
export function edgePlace(kind: EdgeKind, attribute: Attribute, context: ResolveContext): Place {
  const leaves = edgeLeaves(kind, attribute, context)
  // D-04: `members eq "x"` is `members.value eq "x"`.
  const target = ({ subAttribute }: ResolvedPath) => subAttribute ?? attribute.subAttribute('value') ?? attribute
  return {
    compare: (path, operator, value) => someEdge(kind, leaves.compare(target(path), operator, value)),
    present: (path) => someEdge(kind, path.subAttribute === undefined ? always : leaves.present(path.subAttribute)),
    valuePath: (_, filter) => someEdge(kind, lower(filter, withinBrackets(attribute, context.unknownAttribute, leaves))),
  }
}

function someEdge(kind: EdgeKind, filter: Tree<ElementLeaf>): Tree<Leaf> {
  return filter === never ? never : { kind, filter }
}

function edgeLeaves(kind: EdgeKind, attribute: Attribute, context: ResolveContext): ElementLeaves<ElementLeaf> {
  // RFC 7643 §4.1.2: a membership is direct or indirect.
  const types = kind === 'memberOf' ? ['direct', 'indirect'] : context.resourceTypes.all.map(({ name }) => name)
  return {
    compare: (target, operator, literal) => {
      const value = operand(target, operator, literal, target === attribute ? attribute.name : `${attribute.name}.${target.name}`)
      switch (target.name) {
        case 'value':
        case 'display':
          return { kind: 'compare', subAttribute: target.name, operator, value }
        case 'type':
          return typeIsOneOf(types.filter((type) => satisfies(comparableValue(target, type) ?? type, operator, value)))
        case '$ref':
          return compareReference(operator, literal)
      }
      return never
    },
    present: (target) => {
      if (target.name === 'display') return { kind: 'present', subAttribute: 'display' }
      return ['value', 'type', '$ref'].includes(target.name) ? always : never
    },
  }

  function compareReference(operator: ResolvedOperator, uri: Literal): Tree<ElementLeaf> {
    if (operator !== 'eq') throw invalidFilter(`The filter compares ${attribute.name}.$ref by '${operator}'; it has only eq, ne, pr.`)
    const referenced = referencedResource(String(uri), context)
    if (referenced === undefined) return never
    const { id, resourceType } = referenced
    const hasId: ElementLeaf = { kind: 'compare', subAttribute: 'value', operator: 'eq', value: id }
    // The type of a membership says how it came about, not what it leads to: all groups are of types that have members.
    if (kind === 'memberOf') return resourceType.membership === undefined ? never : hasId
    return and([hasId, typeIsOneOf([resourceType.name])])
  }
}

/** Types are few and known, so every operator comes down to which of them are meant, spelled as they are stored. */
function typeIsOneOf(types: readonly string[]): Tree<ElementLeaf> {
  return or(types.map((value) => ({ kind: 'compare', subAttribute: 'type', operator: 'eq', value })))
}
