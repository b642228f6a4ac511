import type { ElementFilter } from '../filter/filter.ts'
import { matchesElement } from '../filter/matches.ts'
import { isJsonObject, type JsonArray, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { type ComparableElement, type ComparableValue, comparableValue } from '../schema/comparable.ts'
import { invalidValue } from '../scim-error.ts'
import { own, withMember } from './document.ts'
import { permitted } from './permitted.ts'
import { sameJson } from './same-json.ts'
import { elementsOf, isEmpty, singleValueOf } from './value.ts'

/**
 * The elements and those sent. One that is there already is not added again (RFC 7644 §3.5.2.1): a complex element with the same value and
 * type takes over what was sent (RFC 7643 §2.4: no such pair twice). Linear in the number of elements.
 * @returns the very list that was given when nothing is new.
 */
export function withElements(attribute: Attribute, elements: JsonArray, sent: JsonValue, path: string): JsonArray {
  const places = new Map(elements.map((element, index) => [identityOf(attribute, element), index]))
  const result = [...elements]
  for (const each of elementsOf(sent)) {
    const element = singleValueOf(attribute, each, path)
    if (element === undefined) continue
    const identity = identityOf(attribute, element)
    const place = places.get(identity)
    if (place === undefined) places.set(identity, result.push(element) - 1)
    else result[place] = takeOver(attribute, result[place], element, path)
  }
  return result.length === elements.length && result.every((element, index) => element === elements[index]) ? elements : result
}

/** Whether the filter between the brackets of a path selects an element. */
export function isSelected(filter: ElementFilter, attribute: Attribute, element: JsonValue): boolean {
  const comparable = comparableElement(attribute, element)
  return comparable !== undefined && matchesElement(filter, comparable)
}

/**
 * The elements with the selected ones changed; one left empty disappears.
 * @returns undefined when the filter selects none.
 */
export function withSelected(
  elements: JsonArray,
  filter: ElementFilter,
  attribute: Attribute,
  change: (element: JsonValue) => JsonValue | undefined,
): JsonArray | undefined {
  let selected = 0
  const result = elements.flatMap((element) => {
    if (!isSelected(filter, attribute, element)) return [element]
    selected += 1
    const next = change(element)
    return next === undefined || isEmpty(next) ? [] : [sameJson(element, next) ? element : next]
  })
  return selected === 0 ? undefined : result
}

/**
 * RFC 7644 §3.5.2: an element that becomes primary takes `primary` from the one that had it. Elements that an operation did not touch are
 * the very objects of `before`.
 * @throws ScimError invalidValue when one operation makes two elements primary (RFC 7643 §2.4).
 */
export function withOnePrimary(attribute: Attribute, before: JsonArray, after: JsonArray, path: string): JsonArray {
  if (attribute.subAttribute('primary')?.type !== 'boolean') return after
  const untouched = new Set(before)
  const claimants = after.filter((element) => isPrimary(element) && !untouched.has(element))
  if (claimants.length > 1) throw invalidValue(`${path} gets ${claimants.length} values with primary true; one at most can be the primary.`)
  const [primary] = claimants
  if (primary === undefined) return after
  return after.map((element) =>
    element !== primary && isJsonObject(element) && isPrimary(element) ? withMember(element, 'primary', false) : element,
  )
}

/** Whether the elements stand where they stood, each with the value and type that it had: then none has become the twin of another. */
export function keepIdentities(before: JsonArray, after: JsonArray): boolean {
  const keepsIdentity = (element: JsonValue, old: JsonValue | undefined): boolean => {
    if (element === old) return true
    if (!isJsonObject(element) || !isJsonObject(old)) return false
    const value = own(element, 'value')
    return value !== undefined && value === own(old, 'value') && own(element, 'type') === own(old, 'type')
  }
  return before.length === after.length && after.every((element, index) => keepsIdentity(element, before[index]))
}

/**
 * RFC 7643 §2.4, D-35: of elements that came to have one value and type the first stays, with what it lacks. The very list when there
 * are none. Elements without a value are not told apart by anything, and all stay.
 */
export function withoutTwins(attribute: Attribute, elements: JsonArray): JsonArray {
  const distinct = new Map<unknown, JsonValue>()
  for (const element of elements) {
    const identity = isJsonObject(element) && own(element, 'value') === undefined ? element : identityOf(attribute, element)
    const first = distinct.get(identity)
    distinct.set(identity, isJsonObject(first) && isJsonObject(element) ? { ...element, ...first } : (first ?? element))
  }
  return distinct.size === elements.length ? elements : [...distinct.values()]
}

function comparableElement(attribute: Attribute, element: JsonValue): ComparableElement | undefined {
  if (attribute.type !== 'complex') return comparableValue(attribute, element)
  const comparable: Record<string, ComparableValue> = {}
  for (const subAttribute of attribute.subAttributes) {
    const value = isJsonObject(element) ? own(element, subAttribute.name) : undefined
    const form = value === undefined ? undefined : comparableValue(subAttribute, value)
    if (form !== undefined) comparable[subAttribute.name] = form
  }
  return comparable
}

/** What tells elements apart: of complex ones value and type (RFC 7643 §2.4), else all of it. */
function identityOf({ subAttributes }: Attribute, element: JsonValue): string {
  if (!isJsonObject(element)) return JSON.stringify(element)
  const value = own(element, 'value')
  return value === undefined
    ? JSON.stringify(subAttributes.map(({ name }) => own(element, name)))
    : JSON.stringify([value, own(element, 'type') ?? ''])
}

/** An element with the sub-attributes of its twin; the very element when nothing differs. */
function takeOver(attribute: Attribute, element: JsonValue | undefined, twin: JsonValue, path: string): JsonValue {
  if (!isJsonObject(element) || !isJsonObject(twin)) return element ?? twin
  let result = element
  for (const [name, value] of Object.entries(twin)) {
    const [old, subAttribute] = [own(result, name), attribute.subAttribute(name)]
    if (subAttribute === undefined || sameJson(old, value)) continue
    result = withMember(result, name, permitted(subAttribute, old, value, `${path}.${name}`))
  }
  return result
}

function isPrimary(element: JsonValue): boolean {
  return isJsonObject(element) && own(element, 'primary') === true
}
