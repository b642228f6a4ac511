import type { ElementFilter, FilterExpression } from '../filter/filter.ts'
import { matchesElement } from '../filter/matches.ts'
import { isJsonObject } from '../json.ts'
import { fold } from '../schema/fold.ts'
import type { MemberReference, MembershipChange } from '../schema/membership.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidFilter, invalidPath, mutability, noTarget } from '../scim-error.ts'
import type { CountComparisons } from './comparisons.ts'
import { idOf, memberReferences, type StatedReference, statedReference } from './member-reference.ts'
import type { PatchOperation } from './patch-op.ts'
import { refuseValueOfRemove } from './remove.ts'
import type { Target } from './target.ts'
import { elementsOf, isEmpty } from './value.ts'

/** A member as filters compare it: type and display are folded. A type, for only then it is an element of a filter. */
export type CurrentMember = {
  readonly value: string
  readonly type: string
  readonly display: string
}

/**
 * Folds operations on the membership attribute into one change, in order and without knowing the members there are: what is added
 * later is no longer removed, and the other way round. Lives as long as one PATCH; time is linear in the values sent.
 */
export class MembershipFold {
  readonly #resourceType: ResourceType
  readonly #ownId: string
  readonly #members: ReadonlyMap<string, CurrentMember> | undefined
  readonly #count: CountComparisons
  readonly #present = new Map<string, MemberReference>()
  readonly #removed = new Set<string>()
  /** Whether `#present` is the whole list, because everything before was removed or replaced. */
  #isWhole = false
  #needsMembers = false

  constructor(resourceType: ResourceType, ownId: string, members: readonly CurrentMember[] | undefined, count: CountComparisons) {
    this.#resourceType = resourceType
    this.#ownId = ownId
    this.#members = members && new Map(members.map((each) => [each.value, each]))
    this.#count = count
  }

  /** A filter asked for more than ids, and the members were not given. What was folded is of no use. */
  get needsMembers(): boolean {
    return this.#needsMembers
  }

  /** The change that has the same effect as all operations, or undefined when there was none. */
  get change(): MembershipChange | undefined {
    if (this.#isWhole) return { kind: 'replaceWith', members: [...this.#present.values()] }
    if (this.#present.size === 0 && this.#removed.size === 0) return undefined
    return { kind: 'delta', add: [...this.#present.values()], remove: [...this.#removed] }
  }

  /** @throws ScimError as for any attribute; the sub-attributes of a member are immutable (RFC 7643 §4.2). */
  apply(target: Target, operation: PatchOperation): void {
    switch (target.kind) {
      case 'attribute':
        this.#applyToList(target, operation)
        break
      case 'subAttribute':
        if (operation.op === 'remove') throw immutable(target.path)
        // D-55
        throw invalidPath(`${target.path} does not say which member is meant; members are not changed but removed and added.`)
      case 'elements':
        if (operation.op !== 'remove') this.#keepSelected(target, operation)
        else if (target.subAttribute !== undefined) throw immutable(target.path)
        else this.#remove(idsIn(operation.path?.filter) ?? this.#selected(target).map(({ value }) => value))
        break
      case 'extension':
    }
  }

  #applyToList(target: Target & { kind: 'attribute' }, { op, value }: PatchOperation): void {
    if (op === 'remove') refuseValueOfRemove(target, value)
    if (op !== 'add') {
      this.#isWhole = true
      this.#present.clear()
      this.#removed.clear()
    }
    if (op === 'remove' || value === undefined || isEmpty(value)) return
    const elements = elementsOf(value)
    for (const reference of memberReferences(elements, this.#resourceType, this.#ownId)) {
      this.#removed.delete(reference.id)
      this.#present.set(reference.id, reference)
    }
  }

  #remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.#present.delete(id)
      this.#removed.add(id)
    }
  }

  /** add and replace on members that are there: equal values are no change (D-16), others cannot be. */
  #keepSelected(target: Target & { kind: 'elements' }, { value }: PatchOperation): void {
    const selected = this.#selected(target)
    if (this.#needsMembers) return
    if (selected.length === 0) throw noTarget(`No value of ${target.place.key} matches the filter of the path.`)
    const sent = target.subAttribute === undefined ? value : { [target.subAttribute.name]: value ?? null }
    const stated = statedReference(isJsonObject(sent) ? sent : {}, target.place.attribute)
    if (!isJsonObject(sent) || selected.some((each) => differs(each, stated))) throw immutable(target.path)
  }

  #selected(target: Target & { kind: 'elements' }): readonly CurrentMember[] {
    const filter = byId(target.filter, target.place.attribute.name)
    if (!this.#isWhole && this.#members === undefined) {
      this.#needsMembers = true
      return []
    }
    const stored = this.#isWhole ? noMembers : (this.#members ?? noMembers)
    this.#count(stored.size + this.#present.size, filter, 0)
    const selected: CurrentMember[] = []
    for (const member of stored.values()) {
      if (matchesElement(filter, member) && !this.#removed.has(member.value) && !this.#present.has(member.value)) selected.push(member)
    }
    for (const { id, type } of this.#present.values()) {
      const member = this.#members?.get(id) ?? { value: id, type: fold(type ?? ''), display: '' }
      if (matchesElement(filter, member)) selected.push(member)
    }
    return selected
  }
}

const noMembers: ReadonlyMap<string, CurrentMember> = new Map()

/** The ids a filter selects when it asks for ids and nothing else: `value eq "x"`, or several joined by `or`. */
function idsIn(filter: FilterExpression | undefined): readonly string[] | undefined {
  if (filter?.kind === 'compare' && filter.operator === 'eq' && typeof filter.value === 'string') {
    const name = filter.path.name.toLowerCase()
    if (name === 'value') return [filter.value]
    return name === '$ref' ? [idOf(filter.value)] : undefined
  }
  if (filter?.kind !== 'or') return undefined
  const ids: string[] = []
  for (const each of filter.filters) {
    const some = idsIn(each)
    if (some === undefined) return undefined
    ids.push(...some)
  }
  return ids
}

/** The filter with the id at its end in place of every `$ref`: a member has no other form of it here, and `not` would select everybody. */
function byId(filter: ElementFilter, name: string): ElementFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((each) => byId(each, name)) }
    case 'not':
      return { ...filter, filter: byId(filter.filter, name) }
    case 'present':
      return filter.subAttribute === '$ref' ? { ...filter, subAttribute: 'value' } : filter
    case 'compare':
      if (filter.subAttribute !== '$ref') return filter
      if (filter.operator !== 'eq') throw invalidFilter(`The filter compares ${name}.$ref by '${filter.operator}'; it has only eq, ne, pr.`)
      return { ...filter, subAttribute: 'value', value: idOf(String(filter.value)) }
  }
}

function differs(member: CurrentMember, { id, type }: StatedReference): boolean {
  return (id !== undefined && id !== member.value) || (type !== undefined && fold(type) !== member.type)
}

function immutable(path: string) {
  return mutability(`${path} is immutable; to exchange a member, remove it and add another.`)
}
